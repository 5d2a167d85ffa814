// Looks a question up in the zones; see zone.hpp. Source: RFC 1034 4.3.2, RFC 2308 (NXDOMAIN,
// NODATA).
#include "fakes/dns/zone.hpp"

#include <utility>

#include "gateway/base/address.hpp"
#include "gateway/base/encoding.hpp"

namespace fakes {
namespace {

std::string canonical(std::string_view name) {
  if (name.size() > 1 && name.ends_with('.')) name.remove_suffix(1);
  std::string out(name);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

gateway::DnsStatus status_of(DnsMood mood) {
  switch (mood) {
    case DnsMood::NxDomain:
      return gateway::DnsStatus::NxDomain;
    case DnsMood::ServFail:
      return gateway::DnsStatus::ServFail;
    case DnsMood::Silent:
      return gateway::DnsStatus::Timeout;
    case DnsMood::Refused:
      return gateway::DnsStatus::Refused;
    case DnsMood::Bogus:
      return gateway::DnsStatus::Bogus;
    case DnsMood::Normal:
    case DnsMood::NoData:
    case DnsMood::Truncated:
      return gateway::DnsStatus::Ok;
  }
  return gateway::DnsStatus::ServFail;
}

bool has_name(const Zones& zones, const std::string& name) {
  const auto next = zones.sets.lower_bound({name, gateway::RecordType::A});
  return next != zones.sets.end() && next->first.first == name;
}

std::string record_text(const gateway::DnsRecord& record) {
  if (const auto* address = std::get_if<gateway::IpAddress>(&record)) {
    return gateway::to_string(*address);
  }
  if (const auto* tlsa = std::get_if<gateway::TlsaRecord>(&record)) {
    return std::to_string(tlsa->usage) + " " + std::to_string(tlsa->selector) + " " +
           std::to_string(tlsa->matching_type) + " " + gateway::hex_encode(tlsa->data);
  }
  const auto& srv = std::get<gateway::SrvRecord>(record);
  return std::to_string(srv.priority) + " " + std::to_string(srv.weight) + " " +
         std::to_string(srv.port) + " " + srv.target;
}

}  // namespace

TimedAnswer answer_of(const Zones& zones, const gateway::DnsQuestion& question) {
  TimedAnswer result;
  result.answer.id = question.id;
  const std::string name = canonical(question.name);
  const auto found = zones.sets.find({name, question.type});
  if (found == zones.sets.end()) {
    const bool no_data = has_name(zones, name);
    result.answer.status = no_data ? gateway::DnsStatus::Ok : gateway::DnsStatus::NxDomain;
    result.answer.secure = zones.absence_is_secure;
    return result;
  }
  const RecordSet& set = found->second;
  result.delay = set.delay;
  result.answers = set.mood != DnsMood::Silent;
  result.answer.status = status_of(set.mood);
  const bool has_records = set.mood == DnsMood::Normal || set.mood == DnsMood::Truncated;
  if (has_records) result.answer.records = set.records;
  result.answer.secure = set.secure;
  return result;
}

std::string dns_text(const gateway::DnsAnswer& answer) {
  std::string out(gateway::to_string(answer.status));
  const char* separator = " ";
  for (const gateway::DnsRecord& record : answer.records) {
    out += separator + record_text(record);
    separator = "; ";
  }
  if (answer.secure) out += " (secure)";
  return out;
}

}  // namespace fakes
