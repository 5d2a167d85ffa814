// RFC 7673 3: what secure, insecure, bogus and missing answers make of a target.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "fakes/pki/seeded_entropy.hpp"
#include "gateway/resolve/target_finder.hpp"

namespace gateway {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

enum class Security : std::uint8_t { Insecure, Secure };
using enum Security;

const TlsaRecord kRecord{3, 1, 1, std::string(32, 'x')};

/// One SRV record to xmpp.fed.example, whose address is known; all of it validated.
struct Dns {
  std::map<std::pair<std::string, RecordType>, DnsAnswer> answers;
  std::vector<std::string> asked;
  std::vector<std::string> complaints;

  Dns() {
    set("_xmpp-server._tcp.fed.example", SrvRecord{10, 0, 5269, "xmpp.fed.example"}, Secure);
    set("xmpp.fed.example", parse_ip_address("192.0.2.1").value(), Secure);
  }
  static RecordType type_of(const DnsRecord& record) {
    if (std::holds_alternative<SrvRecord>(record)) return RecordType::Srv;
    return std::holds_alternative<TlsaRecord>(record) ? RecordType::Tlsa : RecordType::A;
  }
  void set(const std::string& name, DnsRecord record, Security security) {
    answers[{name, type_of(record)}] = {0, DnsStatus::Ok, {record}, security == Secure};
  }
  void fail(const std::string& name, RecordType type, DnsStatus status) {
    answers[{name, type}] = {0, status, {}};
  }

  std::vector<Target> find(bool use_dane = true) {
    fakes::SeededEntropy entropy(1);
    QueryId last = 0;
    TargetFinder finder(
        {.domain = "fed.example", .use_direct_tls = false, .proxy_fqdn = {}, .use_dane = use_dane},
        [&last] { return ++last; }, entropy);
    std::vector<Target> found;
    answer(finder, finder.start());
    while (true) {
      std::vector<DnsQuestion> raised;
      const auto target = finder.next(raised);
      if (target) found.push_back(*target);
      if (!target && raised.empty()) break;
      answer(finder, raised);
    }
    complaints = finder.take_complaints();
    return found;
  }
  void answer(TargetFinder& finder, const std::vector<DnsQuestion>& questions) {
    for (const DnsQuestion& question : questions) {
      asked.push_back(std::string(to_string(question.type)) + " " + question.name);
      const auto known = answers.find({question.name, question.type});
      DnsAnswer reply{0, DnsStatus::NxDomain, {}, true};
      if (known != answers.end()) reply = known->second;
      reply.id = question.id;
      answer(finder, finder.on_answer(reply));
    }
  }
};

const std::string kTlsaQuestion = "TLSA _5269._tcp.xmpp.fed.example";

TEST(TargetFinderDane, SecureRecordsComeWithTheirTarget) {
  Dns dns;
  dns.set("_5269._tcp.xmpp.fed.example", kRecord, Secure);

  const auto found = dns.find();

  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found.front().host_is_secure);
  EXPECT_TRUE(found.front().must_use_tls);
  EXPECT_THAT(found.front().tlsa, ElementsAre(kRecord));
}

TEST(TargetFinderDane, WithoutTlsaRecordsOnlyTheHostIsVouchedFor) {
  Dns dns;

  const auto found = dns.find();

  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found.front().host_is_secure);
  EXPECT_FALSE(found.front().must_use_tls);
  EXPECT_THAT(found.front().tlsa, IsEmpty());
}

TEST(TargetFinderDane, UnusableRecordsStillDemandTls) {
  Dns dns;
  dns.set("_5269._tcp.xmpp.fed.example", TlsaRecord{9, 1, 1, "x"}, Secure);

  const auto found = dns.find();

  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found.front().must_use_tls);
  EXPECT_THAT(found.front().tlsa, IsEmpty());
}

TEST(TargetFinderDane, AnInsecureLinkAnywhereEndsIt) {
  Dns srv;
  srv.set("_xmpp-server._tcp.fed.example", SrvRecord{10, 0, 5269, "xmpp.fed.example"}, Insecure);
  Dns address;
  address.set("xmpp.fed.example", parse_ip_address("192.0.2.1").value(), Insecure);
  Dns off;
  for (Dns* dns : {&srv, &address, &off}) {
    dns->set("_5269._tcp.xmpp.fed.example", kRecord, Secure);
    const auto found = dns->find(dns != &off);

    ASSERT_EQ(found.size(), 1U);
    EXPECT_THAT(found.front().tlsa, IsEmpty());
    EXPECT_EQ(found.front().host_is_secure, dns == &address);
    EXPECT_THAT(dns->asked, Not(Contains(kTlsaQuestion)));
  }
}

TEST(TargetFinderDane, InsecureTlsaRecordsAreIgnored) {
  Dns dns;
  dns.set("_5269._tcp.xmpp.fed.example", kRecord, Insecure);

  const auto found = dns.find();

  ASSERT_EQ(found.size(), 1U);
  EXPECT_FALSE(found.front().must_use_tls);
  EXPECT_THAT(found.front().tlsa, IsEmpty());
}

TEST(TargetFinderDane, FailuresSkipTheTargetOrEndTheSearchAndAreTold) {
  using Key = std::pair<std::string, RecordType>;
  for (const auto status :
       {DnsStatus::Bogus, DnsStatus::ServFail, DnsStatus::Refused, DnsStatus::Timeout}) {
    for (const Key& key : {Key{"_xmpp-server._tcp.fed.example", RecordType::Srv},
                           Key{"xmpp.fed.example", RecordType::Aaaa},
                           Key{"_5269._tcp.xmpp.fed.example", RecordType::Tlsa}}) {
      Dns dns;
      dns.fail(key.first, key.second, status);
      dns.set("fed.example", parse_ip_address("192.0.2.9").value(), Secure);

      EXPECT_THAT(dns.find(), IsEmpty()) << key.first;
      EXPECT_THAT(dns.complaints, ElementsAre(HasSubstr(std::string(to_string(status)))));
    }
  }
}

TEST(TargetFinderDane, ASilentServerLetsWhoDoesNotValidateGoToTheAddress) {
  Dns dns;
  dns.fail("_xmpp-server._tcp.fed.example", RecordType::Srv, DnsStatus::Timeout);
  dns.set("fed.example", parse_ip_address("192.0.2.9").value(), Secure);

  EXPECT_EQ(dns.find(false).size(), 1U);
  EXPECT_THAT(dns.complaints, IsEmpty());
}

}  // namespace
}  // namespace gateway
