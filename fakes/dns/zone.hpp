// The fake DNS as data: what it answers, after how long, and how it may misbehave.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "gateway/base/dns.hpp"
#include "gateway/base/time.hpp"

namespace fakes {

enum class DnsMood : std::uint8_t {
  Normal,
  NxDomain,
  NoData,
  ServFail,
  Silent,     // never answers
  Refused,
  Bogus,      // whoever validates finds the signatures broken; others see the records
  Truncated,  // over UDP only TC=1, the records over TCP (in simulation: as Normal)
};

/// The records of one name and type.
struct RecordSet {
  std::vector<gateway::DnsRecord> records;
  DnsMood mood = DnsMood::Normal;
  gateway::Duration delay{0};
  bool secure = false;  // signed, and so are its ancestors: a validating resolver says so
};

/// All that this DNS knows, keyed by (lower-case name without final dot, type). A name that is not
/// there for any type is NXDOMAIN; one that is there for another type is NODATA.
struct Zones {
  /// What a name without an entry is answered: whether its absence is proven (RFC 4035 5.4).
  bool absence_is_secure = false;
  std::map<std::pair<std::string, gateway::RecordType>, RecordSet> sets;
};

struct TimedAnswer {
  bool answers = true;  // false: silence; the asker's own timeout counts
  gateway::Duration delay{0};
  gateway::DnsAnswer answer;  // `id` is the question's
};

/// Pure: the same question gets the same answer.
TimedAnswer answer_of(const Zones& zones, const gateway::DnsQuestion& question);

/// "ok 10 0 5269 xmpp.fed.example; 20 0 5269 backup.fed.example", "nxdomain"
std::string dns_text(const gateway::DnsAnswer& answer);

}  // namespace fakes
