// DNS questions and answers as values. Whoever drives the core asks and answers; choosing among
// the records (RFC 2782, XEP-0368) is the core's own work.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "gateway/base/address.hpp"

namespace gateway {

enum class RecordType : std::uint8_t { A, Aaaa, Srv, Tlsa };

/// RFC 2782. `target` is a name without the final dot; the root target is ".".
struct SrvRecord {
  std::uint16_t priority = 0;
  std::uint16_t weight = 0;
  std::uint16_t port = 0;
  std::string target;
  friend bool operator==(const SrvRecord&, const SrvRecord&) = default;
};

/// RFC 6698 2.1. The numbers as they stand: whether we understand them is gateway/resolve's business.
struct TlsaRecord {
  std::uint8_t usage = 0;
  std::uint8_t selector = 0;
  std::uint8_t matching_type = 0;
  std::string data;  // octets
  friend bool operator==(const TlsaRecord&, const TlsaRecord&) = default;
};

using DnsRecord = std::variant<IpAddress, SrvRecord, TlsaRecord>;

enum class DnsStatus : std::uint8_t {
  Ok,        // records may still be empty: NODATA
  NxDomain,
  ServFail,
  Timeout,
  Refused,
  Bogus,  // DNSSEC: the signatures do not fit (RFC 4035 4.3); who validates for us says so
};

/// Names the question within one asker.
using QueryId = std::uint64_t;

struct DnsQuestion {
  QueryId id = 0;
  std::string name;  // without the final dot
  RecordType type = RecordType::A;
  friend bool operator==(const DnsQuestion&, const DnsQuestion&) = default;
};

struct DnsAnswer {
  QueryId id = 0;
  DnsStatus status = DnsStatus::Ok;
  std::vector<DnsRecord> records;
  /// DNSSEC: the whole chain of the answer, aliases included, was validated (RFC 4035 4.3, "secure").
  /// Also of an empty answer. A resolver that does not validate never says so.
  bool secure = false;
  friend bool operator==(const DnsAnswer&, const DnsAnswer&) = default;
};

constexpr std::string_view to_string(RecordType type) {
  switch (type) {
    case RecordType::A: return "A";
    case RecordType::Aaaa: return "AAAA";
    case RecordType::Srv: return "SRV";
    case RecordType::Tlsa: return "TLSA";
  }
  return "?";
}

constexpr std::string_view to_string(DnsStatus status) {
  switch (status) {
    case DnsStatus::Ok: return "ok";
    case DnsStatus::NxDomain: return "nxdomain";
    case DnsStatus::ServFail: return "servfail";
    case DnsStatus::Timeout: return "timeout";
    case DnsStatus::Refused: return "refused";
    case DnsStatus::Bogus: return "bogus";
  }
  return "?";
}

}  // namespace gateway
