#include "gateway/service/back_off.hpp"

#include <algorithm>
#include <utility>

namespace gateway {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLeastGrowing{1000};  // where the doubling begins without a first wait

milliseconds random_between(milliseconds least, milliseconds most, Entropy& entropy) {
  const auto span = static_cast<std::uint32_t>((most - least).count());
  return least + milliseconds(random_below(entropy, span + 1));
}

}  // namespace

void BackOff::failed(const DomainPair& pair, StanzaCondition condition, std::string reason,
                     Instant now, Entropy& entropy) {
  Entry& entry = entries_[pair];
  ++entry.failures;
  entry.last = {condition, std::move(reason), now + wait_after(entry.failures, entropy)};
}

const BackOff::Failure* BackOff::forbids(const DomainPair& pair, Instant now) const {
  const auto found = entries_.find(pair);
  if (found == entries_.end() || now >= found->second.last.retry_at) return nullptr;
  return &found->second.last;
}

/// Truncated binary exponential: the n-th wait lies between 2^(n-2) and 2^(n-1) times the longest
/// first one, so that it is random and yet never shorter than the one before, until `wait_max`.
milliseconds BackOff::wait_after(std::uint32_t failures, Entropy& entropy) const {
  if (failures <= 1) {
    return random_between(milliseconds(0), std::min(settings_.first_wait_max, settings_.wait_max),
                          entropy);
  }
  milliseconds longest = std::max(settings_.first_wait_max, kLeastGrowing);
  for (std::uint32_t n = 1; n < failures && longest < settings_.wait_max; ++n) longest *= 2;
  longest = std::min(longest, settings_.wait_max);
  return random_between(longest / 2, longest, entropy);
}

}  // namespace gateway
