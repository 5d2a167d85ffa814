#include "gateway/resolve/tlsa.hpp"

namespace gateway {
namespace {

constexpr std::uint8_t kUsageMax = 3;     // DANE-EE
constexpr std::uint8_t kSelectorMax = 1;  // SPKI
enum MatchingType : std::uint8_t { Full = 0, Sha256 = 1, Sha512 = 2 };

}  // namespace

std::string tlsa_name(std::uint16_t port, const std::string& host) {
  return "_" + std::to_string(port) + "._tcp." + host;
}

bool is_usable(const TlsaRecord& record) {
  if (record.usage > kUsageMax || record.selector > kSelectorMax) return false;
  switch (record.matching_type) {
    case Full:
      return !record.data.empty();
    case Sha256:
      return record.data.size() == 32;
    case Sha512:
      return record.data.size() == 64;
    default:
      return false;
  }
}

std::vector<TlsaRecord> usable_records(const DnsAnswer& answer) {
  std::vector<TlsaRecord> usable;
  for (const DnsRecord& record : answer.records) {
    const auto* tlsa = std::get_if<TlsaRecord>(&record);
    if (tlsa != nullptr && is_usable(*tlsa) && usable.size() < kTlsaRecordsMax) {
      usable.push_back(*tlsa);
    }
  }
  return usable;
}

}  // namespace gateway
