// Random waits: the bound is drawn now and then, and nothing beyond it ever.
#include <algorithm>

#include "fakes/pki/seeded_entropy.hpp"
#include "gateway/service/back_off.hpp"
#include "tests/limits/boundary.hpp"

namespace gateway::test {
namespace {

using namespace std::chrono_literals;

constexpr int kDraws = 20000;

/// The longest of many waits after the n-th failure in a row, of some 1000 possible values.
std::chrono::milliseconds longest_wait(BackOff::Settings settings, int failures) {
  static const DomainPair kPair{.ours = Domain::parse("contoso.example").value(),
                                .theirs = Domain::parse("fed.example").value()};
  fakes::SeededEntropy entropy(1);
  const Instant now{1h};
  Duration longest{0};
  for (int draw = 0; draw < kDraws; ++draw) {
    BackOff back_off(settings);
    for (int n = 0; n < failures; ++n) {
      back_off.failed(kPair, StanzaCondition::RemoteServerTimeout, "", now, entropy);
    }
    const auto* failure = back_off.forbids(kPair, now);
    if (failure != nullptr) longest = std::max(longest, failure->retry_at - now);
  }
  return std::chrono::duration_cast<std::chrono::milliseconds>(longest);
}

bool waits_first(int offset) {
  const auto longest = longest_wait({.first_wait_max = 1s, .wait_max = 900s}, 1);
  return longest >= 1s + std::chrono::milliseconds(offset);
}

bool waits_at_last(int offset) {
  const auto longest = longest_wait({.first_wait_max = 1s, .wait_max = 2s}, 7);
  return longest >= 2s + std::chrono::milliseconds(offset);
}

}  // namespace

std::vector<Boundary> boundaries_of_chance() {
  return {
      {"reconnect_first_wait", "no wait is longer", AtTheLimit::Allowed, waits_first},
      {"reconnect_wait_max", "no wait is longer", AtTheLimit::Allowed, waits_at_last},
  };
}

}  // namespace gateway::test
