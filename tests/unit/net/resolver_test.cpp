// Resolver against a small DNS responder on 127.0.0.1.

#include "gateway/net/resolver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "tests/unit/net/loopback.hpp"
#include "tests/unit/net/responder.hpp"

namespace gateway::net {
namespace {

namespace asio = boost::asio;
using testing::ElementsAre;
using testing::IsEmpty;

class ResolverTest : public testing::Test {
 protected:
  std::unique_ptr<Resolver> resolver(std::vector<Endpoint> servers) {
    auto made = Resolver::create(
        io_, {.servers = std::move(servers), .timeout = std::chrono::milliseconds(100)});
    EXPECT_TRUE(made.has_value());
    return std::move(made.value());
  }
  DnsAnswer ask(Resolver& resolver, RecordType type, std::string name = "fed.example") {
    std::optional<DnsAnswer> answer;
    resolver.ask({7, std::move(name), type}, [&](DnsAnswer got) { answer = std::move(got); });
    EXPECT_FALSE(answer.has_value()) << "answered from inside ask()";
    EXPECT_TRUE(run_until(io_, [&] { return answer.has_value(); }));
    return answer.value_or(DnsAnswer{});
  }

  asio::io_context io_;
  Responder server_{io_};
};

TEST_F(ResolverTest, ReadsServiceRecords) {
  server_.records = {srv(10, 5, 5269, "xmpp.fed.example"), srv(20, 0, 5270, "b.fed.example")};
  const auto resolver_under_test = resolver({server_.endpoint()});

  const DnsAnswer answer =
      ask(*resolver_under_test, RecordType::Srv, "_xmpp-server._tcp.fed.example");

  EXPECT_EQ(answer.id, 7U);
  EXPECT_EQ(answer.status, DnsStatus::Ok);
  EXPECT_THAT(answer.records,
              testing::UnorderedElementsAre(SrvRecord{10, 5, 5269, "xmpp.fed.example"},
                                            SrvRecord{20, 0, 5270, "b.fed.example"}));
  EXPECT_EQ(server_.last_question, name_of("_xmpp-server._tcp.fed.example") + u16(33) + u16(1));
}

// RFC 2782: "." means that the service is decidedly not available.
TEST_F(ResolverTest, GivesTheRootTargetAsADot) {
  server_.records = {srv(0, 0, 0, "")};

  const DnsAnswer answer = ask(*resolver({server_.endpoint()}), RecordType::Srv);

  EXPECT_THAT(answer.records, ElementsAre(SrvRecord{0, 0, 0, "."}));
}

TEST_F(ResolverTest, ReadsAddresses) {
  const auto resolver_under_test = resolver({server_.endpoint()});
  server_.records = {record(1, "\xc0\x01\x02\x03"), record(1, "\xc0\x01\x02\x04")};

  const DnsAnswer four = ask(*resolver_under_test, RecordType::A);
  server_.records = {record(28, "\x20\x01\x0d\xb8" + std::string(11, '\0') + "\x01")};
  const DnsAnswer six = ask(*resolver_under_test, RecordType::Aaaa);

  EXPECT_THAT(four.records, testing::UnorderedElementsAre(*parse_ip_address("192.1.2.3"),
                                                          *parse_ip_address("192.1.2.4")));
  EXPECT_THAT(six.records, ElementsAre(*parse_ip_address("2001:db8::1")));
}

TEST_F(ResolverTest, TellsNoDataFromNoName) {
  const auto resolver_under_test = resolver({server_.endpoint()});

  const DnsAnswer no_data = ask(*resolver_under_test, RecordType::Srv);
  server_.rcode = kNxDomain;
  const DnsAnswer no_name = ask(*resolver_under_test, RecordType::Srv);

  EXPECT_EQ(no_data.status, DnsStatus::Ok);
  EXPECT_THAT(no_data.records, IsEmpty());
  EXPECT_EQ(no_name.status, DnsStatus::NxDomain);
}

TEST_F(ResolverTest, TellsWhatTheOnlyServerSaid) {
  const auto resolver_under_test = resolver({server_.endpoint()});

  server_.rcode = kServFail;
  EXPECT_EQ(ask(*resolver_under_test, RecordType::A).status, DnsStatus::ServFail);
  server_.rcode = kRefused;
  EXPECT_EQ(ask(*resolver_under_test, RecordType::A).status, DnsStatus::Refused);
}

TEST_F(ResolverTest, TriesTwiceAndThenTimesOut) {
  server_.silent = true;

  EXPECT_EQ(ask(*resolver({server_.endpoint()}), RecordType::A).status, DnsStatus::Timeout);

  EXPECT_EQ(server_.questions, 2);
}

TEST_F(ResolverTest, PassesOnFromAServerThatFails) {
  Responder failing(io_);
  failing.rcode = kServFail;
  server_.records = {record(1, "\xc0\x01\x02\x03")};

  const DnsAnswer answer = ask(*resolver({failing.endpoint(), server_.endpoint()}), RecordType::A);

  EXPECT_EQ(answer.status, DnsStatus::Ok);
  EXPECT_EQ(failing.questions, 1);
}

TEST_F(ResolverTest, AnswersAQuestionThatIsNoDnsNameItself) {
  const DnsAnswer answer =
      ask(*resolver({server_.endpoint()}), RecordType::A, std::string(64, 'a') + ".example");

  EXPECT_EQ(answer.status, DnsStatus::NxDomain);
  EXPECT_EQ(server_.questions, 0);
}

TEST_F(ResolverTest, AnswersManyQuestionsAtOnce) {
  server_.records = {record(1, "\xc0\x01\x02\x03")};
  const auto resolver_under_test = resolver({server_.endpoint()});
  std::vector<QueryId> answered;

  for (QueryId id = 0; id < 50; ++id) {
    resolver_under_test->ask({id, "fed.example", RecordType::A},
                             [&](const DnsAnswer& answer) { answered.push_back(answer.id); });
  }

  EXPECT_TRUE(run_until(io_, [&] { return answered.size() == 50; }));
}

// RFC 5452 3: an answer counts only with the id and the question that were sent.
TEST_F(ResolverTest, IgnoresAnAnswerWithAnotherId) {
  server_.records = {record(1, "\xc0\x01\x02\x03")};
  server_.forge = [](std::string& reply) {
    reply[0] = static_cast<char>(reply[0] ^ 0x55);
    reply.back() = 66;
  };

  EXPECT_THAT(ask(*resolver({server_.endpoint()}), RecordType::A).records,
              ElementsAre(parse_ip_address("192.1.2.3").value()));

  server_.only_forged = true;
  EXPECT_EQ(ask(*resolver({server_.endpoint()}), RecordType::A).status, DnsStatus::Timeout);
}

TEST_F(ResolverTest, IgnoresAnAnswerToAnotherQuestion) {
  server_.records = {record(1, "\xc0\x01\x02\x03")};
  server_.forge = [](std::string& reply) {
    reply[13] = 'x';  // xed.example
    reply.back() = 66;
  };

  EXPECT_THAT(ask(*resolver({server_.endpoint()}), RecordType::A).records,
              ElementsAre(parse_ip_address("192.1.2.3").value()));

  server_.only_forged = true;
  EXPECT_EQ(ask(*resolver({server_.endpoint()}), RecordType::A).status, DnsStatus::Timeout);
}

TEST_F(ResolverTest, FollowsAnAlias) {
  server_.records = {record(5, name_of("host.elsewhere.example")),
                     record_of("host.elsewhere.example", 1, "\xc0\x01\x02\x03")};

  EXPECT_THAT(ask(*resolver({server_.endpoint()}), RecordType::A).records,
              ElementsAre(parse_ip_address("192.1.2.3").value()));
}

TEST_F(ResolverTest, EndsWithAliasesThatLeadInACircle) {
  server_.records = {record(5, name_of("a.example")),
                     record_of("a.example", 5, name_of("b.example")),
                     record_of("b.example", 5, name_of("fed.example"))};

  const DnsAnswer answer = ask(*resolver({server_.endpoint()}), RecordType::A);

  EXPECT_THAT(answer.records, IsEmpty());
  EXPECT_EQ(server_.questions, 1);
}

TEST_F(ResolverTest, SaysNothingOnceDestroyed) {
  auto resolver_under_test = resolver({server_.endpoint()});
  bool answered = false;
  resolver_under_test->ask({1, "fed.example", RecordType::A},
                           [&](const DnsAnswer&) { answered = true; });

  resolver_under_test.reset();
  run_for(io_, std::chrono::milliseconds(50));

  EXPECT_FALSE(answered);
}

}  // namespace
}  // namespace gateway::net
