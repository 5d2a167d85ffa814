#include "gateway/engine/address_limits.hpp"

#include <algorithm>

namespace gateway {
namespace {

constexpr std::size_t kSharedOctetsOfV6 = 8;

IpAddress counted_as(IpAddress address) {
  if (address.family == AddressFamily::V6) {
    std::fill(address.octets.begin() + kSharedOctetsOfV6, address.octets.end(), std::uint8_t{0});
  }
  return address;
}

}  // namespace

std::optional<AddressLimits::Refusal> AddressLimits::enter(const IpAddress& peer, Instant now) {
  const IpAddress address = counted_as(peer);
  if (!entries_.contains(address)) make_room(now);
  Entry& entry = entries_[address];
  std::erase_if(entry.attempts, [now](Instant at) { return now - at >= kPeriod; });
  if (entry.open >= settings_.connections_max) return Refusal::TooManyConnections;
  if (entry.attempts.size() >= settings_.attempts_per_minute_max) return Refusal::TooManyAttempts;
  ++entry.open;
  entry.attempts.push_back(now);
  return std::nullopt;
}

void AddressLimits::leave(const IpAddress& peer) {
  const auto found = entries_.find(counted_as(peer));
  if (found != entries_.end() && found->second.open > 0) --found->second.open;
}

/// Forgets who has no connection and made no attempt for a minute; if that is not enough, who made
/// the last one longest ago.
void AddressLimits::make_room(Instant now) {
  if (entries_.size() < kAddressesMax) return;
  const auto last_attempt = [](const Entry& entry) {
    return entry.attempts.empty() ? Instant::min() : entry.attempts.back();
  };
  std::erase_if(entries_, [&](const auto& item) {
    const Entry& entry = item.second;
    return entry.open == 0 && (entry.attempts.empty() || now - entry.attempts.back() >= kPeriod);
  });
  if (entries_.size() < kAddressesMax) return;
  auto oldest = entries_.end();
  for (auto at = entries_.begin(); at != entries_.end(); ++at) {
    if (at->second.open > 0) continue;
    if (oldest == entries_.end() || last_attempt(at->second) < last_attempt(oldest->second)) {
      oldest = at;
    }
  }
  if (oldest != entries_.end()) entries_.erase(oldest);
}

}  // namespace gateway
