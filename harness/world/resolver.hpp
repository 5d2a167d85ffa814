// DNS as a fake (and, in the simulation, the gateway) meets it: the zones' answer, or the timeout
// of a resolver that got none.
#pragma once

#include <utility>

#include "fakes/dns/zone.hpp"
#include "gateway/base/dns.hpp"
#include "gateway/base/time.hpp"

namespace harness {

/// When a resolver gives up on a server that stays silent: as the gateway's own does, after two
/// tries of 2 s and 4 s.
inline constexpr gateway::Duration kResolverTimeout{6'000'000};

struct Resolved {
  gateway::Duration after{0};
  gateway::DnsAnswer answer;
};
inline Resolved resolve(const fakes::Zones& zones, const gateway::DnsQuestion& question) {
  fakes::TimedAnswer timed = fakes::answer_of(zones, question);
  if (timed.answers) return {timed.delay, std::move(timed.answer)};
  return {kResolverTimeout, {question.id, gateway::DnsStatus::Timeout, {}}};
}

}  // namespace harness
