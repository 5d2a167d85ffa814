// The DNS server on the wire, asked by the gateway's own resolver (c-ares) and by ldns.
#include "harness/real/dns_server.hpp"

#include <gtest/gtest.h>
#include <ldns/ldns.h>

#include <chrono>
#include <optional>

#include "gateway/net/resolver.hpp"
#include "harness/real/dns_message.hpp"

namespace harness {
namespace {

using gateway::DnsStatus;
using gateway::RecordType;

class DnsServerOnTheWire : public ::testing::Test {
 protected:
  DnsServerOnTheWire() {
    DnsAnswering answering;
    answering.answer = [this](const gateway::DnsQuestion& question) {
      ++questions_;
      return fakes::answer_of(zones_, question);
    };
    answering.truncates = [this](const gateway::DnsQuestion&) { return truncates_; };
    const auto address = gateway::parse_ip_address("127.64.250.1").value();
    server_ = DnsServer::start(io_, address, std::move(answering)).value();
    resolver_ = gateway::net::Resolver::create(
                    io_, {.servers = {server_->endpoint()},
                          .timeout = std::chrono::milliseconds(300),
                          .tries = 1})
                    .value();
  }

  gateway::DnsAnswer ask(const std::string& name, RecordType type) {
    std::optional<gateway::DnsAnswer> answer;
    resolver_->ask({7, name, type}, [&](gateway::DnsAnswer came) { answer = std::move(came); });
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (!answer && std::chrono::steady_clock::now() < end) io_.run_one_until(end);
    return answer.value_or(gateway::DnsAnswer{});
  }

  boost::asio::io_context io_;
  fakes::Zones zones_;
  bool truncates_ = false;
  int questions_ = 0;
  std::unique_ptr<DnsServer> server_;
  std::unique_ptr<gateway::net::Resolver> resolver_;
};

TEST_F(DnsServerOnTheWire, AnswersServiceAndAddressRecords) {
  zones_.sets[{"_xmpp-server._tcp.fed.example", RecordType::Srv}].records = {
      gateway::SrvRecord{10, 5, 5269, "a.fed.example"},
      gateway::SrvRecord{20, 0, 5270, "b.fed.example"}};
  zones_.sets[{"a.fed.example", RecordType::A}].records = {
      gateway::parse_ip_address("203.0.113.5").value()};
  zones_.sets[{"a.fed.example", RecordType::Aaaa}].records = {
      gateway::parse_ip_address("2001:db8::5").value()};

  const auto srv = ask("_xmpp-server._tcp.fed.example", RecordType::Srv);
  EXPECT_EQ(srv.status, DnsStatus::Ok);
  EXPECT_EQ(srv.records, (zones_.sets[{"_xmpp-server._tcp.fed.example", RecordType::Srv}].records));
  EXPECT_EQ(ask("a.fed.example", RecordType::A).records,
            (zones_.sets[{"a.fed.example", RecordType::A}].records));
  EXPECT_EQ(ask("a.fed.example", RecordType::Aaaa).records,
            (zones_.sets[{"a.fed.example", RecordType::Aaaa}].records));
}

// RFC 2782: "." says that the service is decidedly not available.
TEST_F(DnsServerOnTheWire, CarriesTheRootAsTarget) {
  zones_.sets[{"_xmpp-server._tcp.fed.example", RecordType::Srv}].records = {
      gateway::SrvRecord{0, 0, 0, "."}};
  const auto answer = ask("_xmpp-server._tcp.fed.example", RecordType::Srv);
  ASSERT_EQ(answer.records.size(), 1u);
  EXPECT_EQ(std::get<gateway::SrvRecord>(answer.records[0]).target, ".");
}

TEST_F(DnsServerOnTheWire, TellsNoSuchNameFromNoSuchRecord) {
  zones_.sets[{"a.fed.example", RecordType::A}].records = {
      gateway::parse_ip_address("203.0.113.5").value()};
  EXPECT_EQ(ask("nobody.example", RecordType::A).status, DnsStatus::NxDomain);
  const auto no_data = ask("a.fed.example", RecordType::Aaaa);
  EXPECT_EQ(no_data.status, DnsStatus::Ok);
  EXPECT_TRUE(no_data.records.empty());
}

TEST_F(DnsServerOnTheWire, HasMoods) {
  zones_.sets[{"fails.example", RecordType::A}].mood = fakes::DnsMood::ServFail;
  zones_.sets[{"silent.example", RecordType::A}].mood = fakes::DnsMood::Silent;
  EXPECT_EQ(ask("silent.example", RecordType::A).status, DnsStatus::Timeout);
  const DnsStatus failed = ask("fails.example", RecordType::A).status;
  EXPECT_TRUE(failed == DnsStatus::ServFail || failed == DnsStatus::Refused);
}

TEST_F(DnsServerOnTheWire, AnswersLate) {
  zones_.sets[{"late.example", RecordType::A}] = {
      .records = {gateway::parse_ip_address("203.0.113.5").value()},
      .mood = fakes::DnsMood::Normal,
      .delay = std::chrono::milliseconds(50)};
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(ask("late.example", RecordType::A).records.size(), 1u);
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(50));
}

// RFC 7766 5: after TC=1 the question is asked again over TCP; sixty records need it.
TEST_F(DnsServerOnTheWire, SendsTruncatedAnswersInFullOverTcp) {
  auto& records = zones_.sets[{"many.example", RecordType::A}].records;
  for (int i = 1; i <= 60; ++i) {
    records.push_back(gateway::parse_ip_address("203.0.113." + std::to_string(i)).value());
  }
  truncates_ = true;
  EXPECT_EQ(ask("many.example", RecordType::A).records.size(), 60u);
  EXPECT_EQ(questions_, 1);  // UDP got no answer from the zones
}

TEST(DnsMessage, KeepsIdAndQuestionAndSaysTruncated) {
  ldns_pkt* raw = nullptr;
  ASSERT_EQ(ldns_pkt_query_new_frm_str(&raw, "Fed.Example", LDNS_RR_TYPE_SRV, LDNS_RR_CLASS_IN,
                                       LDNS_RD),
            LDNS_STATUS_OK);
  ldns_pkt_set_id(raw, 4711);
  std::uint8_t* wire = nullptr;
  std::size_t size = 0;
  ASSERT_EQ(ldns_pkt2wire(&wire, raw, &size), LDNS_STATUS_OK);
  const auto query = read_query({reinterpret_cast<const char*>(wire), size});
  std::free(wire);
  ldns_pkt_free(raw);
  ASSERT_TRUE(query.has_value());
  EXPECT_EQ(query->question->type, RecordType::Srv);

  const std::string answer = write_answer(*query, {}, Truncation::Truncated);
  ldns_pkt* read = nullptr;
  ASSERT_EQ(ldns_wire2pkt(&read, reinterpret_cast<const std::uint8_t*>(answer.data()),
                          answer.size()),
            LDNS_STATUS_OK);
  EXPECT_EQ(ldns_pkt_id(read), 4711);
  EXPECT_TRUE(ldns_pkt_qr(read));
  EXPECT_TRUE(ldns_pkt_tc(read));
  EXPECT_EQ(ldns_pkt_qdcount(read), 1);
  ldns_pkt_free(read);
}

TEST(DnsMessage, IgnoresWhatIsNoQuery) {
  EXPECT_FALSE(read_query("").has_value());
  EXPECT_FALSE(read_query("not DNS at all").has_value());
}

}  // namespace
}  // namespace harness
