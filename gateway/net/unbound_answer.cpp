// Record data as libunbound hands it over. Sources: RFC 1035 3.3-3.4, RFC 3596 2.2, RFC 2782, RFC
// 6698 2.1, libunbound(3).
#include "gateway/net/unbound_answer.hpp"

#include <unbound.h>

#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace gateway::net {
namespace {

constexpr std::size_t kRecordsMax = 64;
constexpr int kServFail = 2;
constexpr int kNxDomain = 3;
constexpr int kRefused = 5;

std::uint8_t octet(std::string_view data, std::size_t at) {
  return static_cast<std::uint8_t>(data[at]);
}

std::uint16_t number(std::string_view data, std::size_t at) {
  return static_cast<std::uint16_t>(octet(data, at) << 8 | octet(data, at + 1));
}

/// A name on the wire, never compressed in record data (RFC 3597 4). Dots inside labels, which no
/// host name has, make it unreadable.
std::optional<std::string> name_of(std::string_view wire) {
  std::string name;
  while (!wire.empty()) {
    const std::size_t length = octet(wire, 0);
    if (length == 0) return name.empty() ? "." : name;
    if (length > 63 || wire.size() <= length) return std::nullopt;
    const std::string_view label = wire.substr(1, length);
    if (label.find_first_of(std::string_view(".\0", 2)) != label.npos) return std::nullopt;
    if (!name.empty()) name += '.';
    name += label;
    wire.remove_prefix(1 + length);
  }
  return std::nullopt;
}

std::optional<DnsRecord> address_of(AddressFamily family, std::size_t size, std::string_view data) {
  if (data.size() != size) return std::nullopt;
  IpAddress address;
  address.family = family;
  std::memcpy(address.octets.data(), data.data(), size);
  return address;
}

std::optional<DnsRecord> record_of(RecordType type, std::string_view data) {
  switch (type) {
    case RecordType::A:
      return address_of(AddressFamily::V4, 4, data);
    case RecordType::Aaaa:
      return address_of(AddressFamily::V6, 16, data);
    case RecordType::Srv: {
      if (data.size() < 7) return std::nullopt;
      const auto target = name_of(data.substr(6));
      if (!target) return std::nullopt;
      return SrvRecord{number(data, 0), number(data, 2), number(data, 4), *target};
    }
    case RecordType::Tlsa:
      if (data.size() < 4) return std::nullopt;
      return TlsaRecord{octet(data, 0), octet(data, 1), octet(data, 2),
                        std::string(data.substr(3))};
  }
  return std::nullopt;
}

DnsStatus status_of(const ub_result& result) {
  if (result.bogus != 0) return DnsStatus::Bogus;
  if (result.rcode == kNxDomain || result.nxdomain != 0) return DnsStatus::NxDomain;
  if (result.rcode == kRefused) return DnsStatus::Refused;
  if (result.rcode == kServFail) return DnsStatus::ServFail;
  return result.rcode == 0 ? DnsStatus::Ok : DnsStatus::ServFail;
}

}  // namespace

DnsAnswer read_unbound(const DnsQuestion& question, int error, const ub_result* result) {
  DnsAnswer answer;
  answer.id = question.id;
  answer.status = DnsStatus::ServFail;
  if (error != 0 || result == nullptr) return answer;
  answer.status = status_of(*result);
  if (answer.status != DnsStatus::Ok && answer.status != DnsStatus::NxDomain) return answer;
  answer.secure = result->secure != 0;
  if (result->havedata == 0 || answer.status != DnsStatus::Ok) return answer;
  for (int i = 0; result->data[i] != nullptr && answer.records.size() < kRecordsMax; ++i) {
    const std::string_view data(result->data[i], static_cast<std::size_t>(result->len[i]));
    if (auto record = record_of(question.type, data)) answer.records.push_back(std::move(*record));
  }
  return answer;
}

}  // namespace gateway::net
