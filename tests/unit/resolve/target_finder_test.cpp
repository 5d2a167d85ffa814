#include "gateway/resolve/target_finder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "fakes/pki/seeded_entropy.hpp"
#include "gateway/resolve/srv_order.hpp"

namespace gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

IpAddress ip(std::string_view text) { return parse_ip_address(text).value(); }

/// Answers a finder's questions from a table until it has none, and collects what it yields.
struct Dns {
  std::map<std::pair<std::string, RecordType>, DnsAnswer> answers;
  std::vector<std::string> asked;

  std::vector<std::string> find(TargetFinder::Settings settings) {
    fakes::SeededEntropy entropy(1);
    QueryId last = 0;
    TargetFinder finder(std::move(settings), [&last] { return ++last; }, entropy);
    std::vector<std::string> found;
    answer(finder, finder.start());
    while (true) {
      std::vector<DnsQuestion> raised;
      const auto target = finder.next(raised);
      if (target) {
        found.push_back(to_string(target->endpoint) + (target->direct_tls ? " direct" : ""));
      }
      if (!target && raised.empty()) return found;
      answer(finder, raised);
    }
  }

  void answer(TargetFinder& finder, const std::vector<DnsQuestion>& questions) {
    for (const DnsQuestion& question : questions) {
      asked.push_back(std::string(to_string(question.type)) + " " + question.name);
      const auto known = answers.find({question.name, question.type});
      DnsAnswer reply = known == answers.end() ? DnsAnswer{0, DnsStatus::NxDomain, {}}
                                               : known->second;
      reply.id = question.id;
      answer(finder, finder.on_answer(reply));
    }
  }
};

DnsAnswer srv(std::vector<SrvRecord> records) {
  DnsAnswer answer;
  for (SrvRecord& record : records) answer.records.emplace_back(std::move(record));
  return answer;
}

DnsAnswer addresses(std::initializer_list<std::string_view> list) {
  DnsAnswer answer;
  for (const auto text : list) answer.records.emplace_back(ip(text));
  return answer;
}

TEST(TargetFinder, TriesTargetsByPriorityAndEveryAddress) {
  Dns dns;
  dns.answers[{"_xmpp-server._tcp.fed.example", RecordType::Srv}] =
      srv({{20, 0, 5270, "b.fed.example"}, {10, 0, 15269, "a.fed.example"}});
  dns.answers[{"a.fed.example", RecordType::A}] = addresses({"192.0.2.1", "192.0.2.2"});
  dns.answers[{"b.fed.example", RecordType::Aaaa}] = addresses({"2001:db8::1"});

  EXPECT_THAT(dns.find({.domain = "fed.example", .use_direct_tls = false, .proxy_fqdn = {}}),
              ElementsAre("192.0.2.1:15269", "192.0.2.2:15269", "[2001:db8::1]:5270"));
}

TEST(TargetFinder, MergesDirectTlsAndStartTlsRecordsByPriority) {
  Dns dns;
  dns.answers[{"_xmpps-server._tcp.fed.example", RecordType::Srv}] =
      srv({{20, 0, 5270, "s.fed.example"}});
  dns.answers[{"_xmpp-server._tcp.fed.example", RecordType::Srv}] =
      srv({{10, 0, 5269, "p.fed.example"}, {30, 0, 5269, "p.fed.example"}});
  dns.answers[{"s.fed.example", RecordType::A}] = addresses({"192.0.2.1"});
  dns.answers[{"p.fed.example", RecordType::A}] = addresses({"192.0.2.2"});

  EXPECT_THAT(dns.find({.domain = "fed.example", .use_direct_tls = true, .proxy_fqdn = {}}),
              ElementsAre("192.0.2.2:5269", "192.0.2.1:5270 direct", "192.0.2.2:5269"));
}

TEST(TargetFinder, DoesNotAskForDirectTlsWhereTlsIsNotSupported) {
  Dns dns;

  dns.find({.domain = "fed.example", .use_direct_tls = false, .proxy_fqdn = {}});

  EXPECT_THAT(dns.asked, ElementsAre("SRV _xmpp-server._tcp.fed.example", "AAAA fed.example",
                                     "A fed.example"));
}

TEST(TargetFinder, FallsBackToTheDomainAtPort5269WithoutSrvRecords) {
  Dns dns;
  dns.answers[{"fed.example", RecordType::A}] = addresses({"192.0.2.7"});

  EXPECT_THAT(dns.find({.domain = "fed.example", .use_direct_tls = true, .proxy_fqdn = {}}),
              ElementsAre("192.0.2.7:5269"));
}

TEST(TargetFinder, StopsAtATargetThatSaysNoService) {
  Dns dns;
  dns.answers[{"_xmpp-server._tcp.fed.example", RecordType::Srv}] = srv({{0, 0, 0, "."}});
  dns.answers[{"fed.example", RecordType::A}] = addresses({"192.0.2.7"});

  EXPECT_THAT(dns.find({.domain = "fed.example", .use_direct_tls = false, .proxy_fqdn = {}}),
              IsEmpty());
}

TEST(TargetFinder, DoesNotFallBackAfterAServerFailure) {
  Dns dns;
  dns.answers[{"_xmpp-server._tcp.fed.example", RecordType::Srv}] = {0, DnsStatus::ServFail, {}};
  dns.answers[{"fed.example", RecordType::A}] = addresses({"192.0.2.7"});

  EXPECT_THAT(dns.find({.domain = "fed.example", .use_direct_tls = false, .proxy_fqdn = {}}),
              IsEmpty());
}

TEST(TargetFinder, GoesOnToTheNextTargetIfOneHasNoAddress) {
  Dns dns;
  dns.answers[{"_xmpp-server._tcp.fed.example", RecordType::Srv}] =
      srv({{10, 0, 5269, "gone.fed.example"}, {20, 0, 5269, "here.fed.example"}});
  dns.answers[{"here.fed.example", RecordType::A}] = addresses({"192.0.2.9"});

  EXPECT_THAT(dns.find({.domain = "fed.example", .use_direct_tls = false, .proxy_fqdn = {}}),
              ElementsAre("192.0.2.9:5269"));
}

TEST(TargetFinder, GoesToTheProxyWithoutAskingForSrv) {
  Dns dns;
  dns.answers[{"proxy.example", RecordType::A}] = addresses({"192.0.2.50"});

  EXPECT_THAT(dns.find({.domain = "fed.example", .use_direct_tls = true,
                        .proxy_fqdn = "proxy.example"}),
              ElementsAre("192.0.2.50:5269"));
  EXPECT_THAT(dns.asked, ElementsAre("AAAA proxy.example", "A proxy.example"));
}

TEST(TargetFinder, TakesAnUnansweredQuestionForNoAnswer) {
  fakes::SeededEntropy entropy(1);
  QueryId last = 0;
  TargetFinder finder({.domain = "fed.example", .use_direct_tls = false, .proxy_fqdn = {}},
                      [&last] { return ++last; }, entropy);
  finder.start();

  const auto raised = finder.on_timeout();

  ASSERT_EQ(raised.size(), 2U);  // AAAA and A of the domain itself
  EXPECT_TRUE(finder.is_waiting());
  finder.on_timeout();
  EXPECT_FALSE(finder.is_waiting());
  EXPECT_FALSE(finder.found_any());
}

TEST(SrvOrder, DistributesOnePriorityByWeight) {
  fakes::SeededEntropy entropy(7);
  const std::vector<ServiceRecord> records = {{{0, 75, 1, "heavy"}, false},
                                              {{0, 25, 2, "light"}, false}};
  int heavy_first = 0;
  for (int i = 0; i < 4000; ++i) {
    heavy_first += order_by_rfc2782(records, entropy).front().record.target == "heavy";
  }

  // RFC 2782 draws from 0..100 inclusive: 75 of 101 numbers choose the heavier record or 76 when it
  // stands last; five standard deviations of 4,000 draws are 137.
  EXPECT_NEAR(heavy_first, 4000 * 3 / 4, 137 + 40);
}

TEST(SrvOrder, DoesNotDependOnTheOrderOfTheAnswer) {
  std::vector<ServiceRecord> records = {{{1, 10, 1, "a"}, false}, {{1, 20, 2, "b"}, true},
                                        {{0, 0, 3, "c"}, false},  {{1, 0, 4, "d"}, false}};
  fakes::SeededEntropy first(3);
  const auto one = order_by_rfc2782(records, first);
  std::reverse(records.begin(), records.end());
  fakes::SeededEntropy second(3);

  EXPECT_EQ(order_by_rfc2782(records, second), one);
  EXPECT_EQ(one.front().record.target, "c");
}

}  // namespace
}  // namespace gateway
