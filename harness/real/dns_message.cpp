// ldns owns its objects in C fashion: each is wrapped where it is made.
#include "harness/real/dns_message.hpp"

#include <ldns/ldns.h>

#include <cstdlib>
#include <memory>

#include "gateway/base/encoding.hpp"

namespace harness {
namespace {

struct Free {
  void operator()(ldns_pkt* packet) const { ldns_pkt_free(packet); }
  void operator()(char* text) const { std::free(text); }
  void operator()(std::uint8_t* octets) const { std::free(octets); }
};
using Packet = std::unique_ptr<ldns_pkt, Free>;
using Text = std::unique_ptr<char, Free>;
using Octets = std::unique_ptr<std::uint8_t, Free>;

constexpr int kTtlSeconds = 60;

std::optional<gateway::RecordType> record_type(ldns_rr_type type) {
  if (type == LDNS_RR_TYPE_A) return gateway::RecordType::A;
  if (type == LDNS_RR_TYPE_AAAA) return gateway::RecordType::Aaaa;
  if (type == LDNS_RR_TYPE_SRV) return gateway::RecordType::Srv;
  if (type == LDNS_RR_TYPE_TLSA) return gateway::RecordType::Tlsa;
  return std::nullopt;
}

ldns_pkt_rcode rcode_of(gateway::DnsStatus status) {
  switch (status) {
    case gateway::DnsStatus::Ok: return LDNS_RCODE_NOERROR;
    case gateway::DnsStatus::NxDomain: return LDNS_RCODE_NXDOMAIN;
    case gateway::DnsStatus::Refused: return LDNS_RCODE_REFUSED;
    case gateway::DnsStatus::ServFail:
    case gateway::DnsStatus::Bogus:
    case gateway::DnsStatus::Timeout: return LDNS_RCODE_SERVFAIL;
  }
  return LDNS_RCODE_SERVFAIL;
}

// The zone file form of a record; ldns makes the wire form of it.
std::string presentation(const std::string& owner, const gateway::DnsRecord& record) {
  std::string line = owner + " " + std::to_string(kTtlSeconds) + " IN ";
  if (const auto* address = std::get_if<gateway::IpAddress>(&record)) {
    const bool is_v4 = address->family == gateway::AddressFamily::V4;
    return line + (is_v4 ? "A " : "AAAA ") + to_string(*address);
  }
  if (const auto* tlsa = std::get_if<gateway::TlsaRecord>(&record)) {
    return line + "TLSA " + std::to_string(tlsa->usage) + " " + std::to_string(tlsa->selector) +
           " " + std::to_string(tlsa->matching_type) + " " + gateway::hex_encode(tlsa->data);
  }
  const auto& srv = std::get<gateway::SrvRecord>(record);
  line += "SRV " + std::to_string(srv.priority) + " " + std::to_string(srv.weight) + " " +
          std::to_string(srv.port) + " " + srv.target;
  return line.ends_with('.') ? line : line + ".";
}

void push_records(ldns_pkt* packet, const DnsQuery& query, const gateway::DnsAnswer& answer) {
  for (const gateway::DnsRecord& record : answer.records) {
    ldns_rr* made = nullptr;
    const std::string line = presentation(query.name, record);
    if (ldns_rr_new_frm_str(&made, line.c_str(), 0, nullptr, nullptr) != LDNS_STATUS_OK) continue;
    ldns_pkt_push_rr(packet, LDNS_SECTION_ANSWER, made);
  }
}

std::string octets_of(const ldns_pkt* packet) {
  std::uint8_t* raw = nullptr;
  std::size_t size = 0;
  if (ldns_pkt2wire(&raw, packet, &size) != LDNS_STATUS_OK) return {};
  const Octets owner(raw);
  return {reinterpret_cast<const char*>(raw), size};
}

}  // namespace

std::optional<DnsQuery> read_query(std::string_view octets) {
  ldns_pkt* raw = nullptr;
  const auto* data = reinterpret_cast<const std::uint8_t*>(octets.data());
  if (ldns_wire2pkt(&raw, data, octets.size()) != LDNS_STATUS_OK) return std::nullopt;
  const Packet packet(raw);
  if (ldns_pkt_qr(raw) || ldns_pkt_qdcount(raw) != 1) return std::nullopt;

  const ldns_rr* asked = ldns_rr_list_rr(ldns_pkt_question(raw), 0);
  const Text name(ldns_rdf2str(ldns_rr_owner(asked)));
  DnsQuery query;
  query.id = ldns_pkt_id(raw);
  query.recursion_desired = ldns_pkt_rd(raw);
  query.type = static_cast<std::uint16_t>(ldns_rr_get_type(asked));
  query.name = name.get();
  if (const auto type = record_type(ldns_rr_get_type(asked))) {
    std::string plain = query.name;
    if (plain.size() > 1 && plain.ends_with('.')) plain.pop_back();
    query.question = gateway::DnsQuestion{query.id, std::move(plain), *type};
  }
  return query;
}

std::string write_answer(const DnsQuery& query, const gateway::DnsAnswer& answer,
                         Truncation truncation) {
  const Packet packet(ldns_pkt_new());
  ldns_pkt_set_id(packet.get(), query.id);
  ldns_pkt_set_qr(packet.get(), true);
  ldns_pkt_set_aa(packet.get(), true);
  ldns_pkt_set_ra(packet.get(), true);
  ldns_pkt_set_rd(packet.get(), query.recursion_desired);
  ldns_pkt_set_tc(packet.get(), truncation == Truncation::Truncated);
  ldns_pkt_set_rcode(packet.get(), static_cast<std::uint8_t>(rcode_of(answer.status)));

  ldns_rr* question = ldns_rr_new();
  ldns_rr_set_question(question, true);
  ldns_rr_set_owner(question, ldns_dname_new_frm_str(query.name.c_str()));
  ldns_rr_set_type(question, static_cast<ldns_rr_type>(query.type));
  ldns_rr_set_class(question, LDNS_RR_CLASS_IN);
  ldns_pkt_push_rr(packet.get(), LDNS_SECTION_QUESTION, question);
  if (truncation == Truncation::None && query.question) push_records(packet.get(), query, answer);
  return octets_of(packet.get());
}

}  // namespace harness
