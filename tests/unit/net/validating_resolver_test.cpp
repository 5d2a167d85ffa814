// ValidatingResolver against a zone that is signed, unsigned, or signed wrongly (RFC 4035 4.3, 5).
#include "gateway/net/validating_resolver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "tests/unit/net/loopback.hpp"
#include "tests/unit/net/signed_zone.hpp"

namespace gateway::net {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ValidatingResolverTest : public testing::Test {
 protected:
  ValidatingResolverTest() {
    zone_.add("_xmpp-server._tcp.fed.example. 60 IN SRV 10 5 5269 xmpp.fed.example.");
    zone_.add("xmpp.fed.example. 60 IN A 192.0.2.1");
    zone_.add("xmpp.fed.example. 60 IN AAAA 2001:db8::1");
    zone_.add("_5269._tcp.xmpp.fed.example. 60 IN TLSA 3 1 1 00010203");
  }
  std::unique_ptr<ValidatingResolver> resolver(std::vector<std::string> anchors) {
    auto made = ValidatingResolver::create(
        io_, {.servers = {zone_.endpoint()}, .trust_anchors = std::move(anchors)});
    EXPECT_TRUE(made.has_value());
    return std::move(made.value());
  }
  DnsAnswer ask(ValidatingResolver& resolver, RecordType type, std::string name) {
    std::optional<DnsAnswer> answer;
    resolver.ask({7, std::move(name), type}, [&](DnsAnswer got) { answer = std::move(got); });
    EXPECT_FALSE(answer.has_value()) << "answered from inside ask()";
    EXPECT_TRUE(run_until(
        io_, [&] { return answer.has_value(); }, std::chrono::seconds(8)));
    return answer.value_or(DnsAnswer{});
  }

  boost::asio::io_context io_;
  SignedZone zone_{io_, "fed.example."};
};

TEST_F(ValidatingResolverTest, CallsSecureWhatTheTrustAnchorVouchesFor) {
  const auto validating = resolver({zone_.anchor()});

  const DnsAnswer srv = ask(*validating, RecordType::Srv, "_xmpp-server._tcp.fed.example");
  EXPECT_EQ(srv.id, 7U);
  EXPECT_TRUE(srv.secure);
  EXPECT_THAT(srv.records, ElementsAre(SrvRecord{10, 5, 5269, "xmpp.fed.example"}));
  const DnsAnswer v4 = ask(*validating, RecordType::A, "xmpp.fed.example");
  EXPECT_TRUE(v4.secure);
  EXPECT_THAT(v4.records, ElementsAre(parse_ip_address("192.0.2.1").value()));
  const DnsAnswer v6 = ask(*validating, RecordType::Aaaa, "xmpp.fed.example");
  EXPECT_THAT(v6.records, ElementsAre(parse_ip_address("2001:db8::1").value()));
  const DnsAnswer tlsa = ask(*validating, RecordType::Tlsa, "_5269._tcp.xmpp.fed.example");
  EXPECT_TRUE(tlsa.secure);
  EXPECT_THAT(tlsa.records, ElementsAre(TlsaRecord{3, 1, 1, std::string("\0\1\2\3", 4)}));
}

TEST_F(ValidatingResolverTest, CallsInsecureWhatNobodyVouchesFor) {
  zone_.signs = false;

  const DnsAnswer answer = ask(*resolver({}), RecordType::A, "xmpp.fed.example");

  EXPECT_EQ(answer.status, DnsStatus::Ok);
  EXPECT_FALSE(answer.secure);
  EXPECT_EQ(answer.records.size(), 1U);
}

TEST_F(ValidatingResolverTest, CallsBogusWhatIsSignedWrongly) {
  zone_.tampers = true;

  const DnsAnswer answer = ask(*resolver({zone_.anchor()}), RecordType::A, "xmpp.fed.example");

  EXPECT_EQ(answer.status, DnsStatus::Bogus);
  EXPECT_FALSE(answer.secure);
  EXPECT_THAT(answer.records, IsEmpty());
}

TEST_F(ValidatingResolverTest, CallsBogusWhatShouldBeSignedAndIsNot) {
  zone_.signs = false;

  const DnsAnswer answer = ask(*resolver({zone_.anchor()}), RecordType::A, "xmpp.fed.example");

  EXPECT_EQ(answer.status, DnsStatus::Bogus);
  EXPECT_THAT(answer.records, IsEmpty());
}

TEST_F(ValidatingResolverTest, RefusesATrustAnchorThatIsNone) {
  const auto made = ValidatingResolver::create(
      io_, {.servers = {zone_.endpoint()}, .trust_anchors = {"no record at all"}});

  ASSERT_TRUE(made.has_error());
  EXPECT_EQ(made.error().code, "dns-trust-anchor-invalid");
}

TEST_F(ValidatingResolverTest, AnswersANameThatIsNone) {
  EXPECT_THAT(ask(*resolver({}), RecordType::A, std::string(300, 'x')).records, IsEmpty());
}

TEST_F(ValidatingResolverTest, ForgetsWhatNobodyWaitsFor) {
  auto validating = resolver({zone_.anchor()});
  validating->ask({1, "nobody.answers.fed.example", RecordType::A},
                  [](const DnsAnswer&) { ADD_FAILURE() << "answered after the end"; });
  validating.reset();
  io_.poll();
}

}  // namespace
}  // namespace gateway::net
