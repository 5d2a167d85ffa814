// What the fake DNS answers. RFC 1034 4.3.2, RFC 2308 2 (NXDOMAIN against NODATA).
#include "fakes/dns/zone.hpp"

#include <gtest/gtest.h>

namespace fakes {
namespace {

using gateway::DnsStatus;
using gateway::RecordType;

Zones some_zones() {
  Zones zones;
  zones.sets[{"_xmpp-server._tcp.fed.example", RecordType::Srv}] = {
      .records = {gateway::SrvRecord{10, 0, 5269, "xmpp.fed.example"},
                  gateway::SrvRecord{20, 5, 5269, "backup.fed.example"}},
      .delay = std::chrono::milliseconds(3)};
  zones.sets[{"xmpp.fed.example", RecordType::A}] = {
      .records = {*gateway::parse_ip_address("192.0.2.7")}};
  zones.sets[{"silent.example", RecordType::A}] = {.records = {}, .mood = DnsMood::Silent};
  zones.sets[{"broken.example", RecordType::A}] = {.records = {}, .mood = DnsMood::ServFail};
  return zones;
}

TEST(FakeDns, AnswersWithTheRecordsAndTheDelayOfTheName) {
  const TimedAnswer answer =
      answer_of(some_zones(), {7, "_XMPP-server._tcp.Fed.example.", RecordType::Srv});

  EXPECT_TRUE(answer.answers);
  EXPECT_EQ(answer.delay, std::chrono::milliseconds(3));
  EXPECT_EQ(answer.answer.id, 7U);
  EXPECT_EQ(dns_text(answer.answer), "ok 10 0 5269 xmpp.fed.example; 20 5 5269 backup.fed.example");
}

TEST(FakeDns, TellsAnUnknownNameFromANameWithoutSuchRecords) {
  const TimedAnswer unknown = answer_of(some_zones(), {1, "fed.example", RecordType::A});
  const TimedAnswer no_data = answer_of(some_zones(), {2, "xmpp.fed.example", RecordType::Aaaa});

  EXPECT_EQ(unknown.answer.status, DnsStatus::NxDomain);
  EXPECT_EQ(dns_text(unknown.answer), "nxdomain");
  EXPECT_EQ(no_data.answer.status, DnsStatus::Ok);
  EXPECT_TRUE(no_data.answer.records.empty());
}

TEST(FakeDns, HasMoods) {
  EXPECT_FALSE(answer_of(some_zones(), {1, "silent.example", RecordType::A}).answers);
  EXPECT_EQ(answer_of(some_zones(), {1, "broken.example", RecordType::A}).answer.status,
            DnsStatus::ServFail);
}

TEST(FakeDns, WritesAddresses) {
  EXPECT_EQ(dns_text(answer_of(some_zones(), {1, "xmpp.fed.example", RecordType::A}).answer),
            "ok 192.0.2.7");
}

}  // namespace
}  // namespace fakes
