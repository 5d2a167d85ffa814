// When a pair of domains may be tried again after its stream was lost or could not be had: a random
// first wait, then a longer one for each further failure, up to a bound. RFC 6120 3.3.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "gateway/base/entropy.hpp"
#include "gateway/base/time.hpp"
#include "gateway/xmpp/conditions.hpp"
#include "gateway/xmpp/domain.hpp"

namespace gateway {

class BackOff {
 public:
  struct Settings {
    std::chrono::milliseconds first_wait_max;  // the first wait is random between 0 and this
    std::chrono::milliseconds wait_max;        // none is longer
  };
  /// Why the last attempt failed, for those whose stanzas cannot wait; and when the next may begin.
  struct Failure {
    StanzaCondition condition = StanzaCondition::RemoteServerTimeout;
    std::string reason;
    Instant retry_at;
  };

  explicit BackOff(Settings settings) : settings_(settings) {}

  /// The stream of the pair was lost, or an attempt at one failed.
  void failed(const DomainPair& pair, StanzaCondition condition, std::string reason, Instant now,
              Entropy& entropy);
  /// The pair opened, or its partner shows that it is there: what was before is forgotten.
  void succeeded(const DomainPair& pair) { entries_.erase(pair); }
  /// The failure that still forbids an attempt at `now`, or null. An attempt may begin at
  /// `retry_at`.
  const Failure* forbids(const DomainPair& pair, Instant now) const;

 private:
  struct Entry {
    std::uint32_t failures = 0;
    Failure last;
  };
  std::chrono::milliseconds wait_after(std::uint32_t failures, Entropy& entropy) const;

  Settings settings_;
  std::map<DomainPair, Entry> entries_;  // of configured domains only, hence bounded
};

}  // namespace gateway
