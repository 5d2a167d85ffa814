// How many connections one address may have, and how many it may open in a minute. RFC 6120 13.12,
// points 1 and 2. An IPv6 address stands for its /64: one host has as many as it likes of those.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>

#include "gateway/base/address.hpp"
#include "gateway/base/time.hpp"

namespace gateway {

class AddressLimits {
 public:
  struct Settings {
    std::size_t connections_max;
    std::size_t attempts_per_minute_max;
  };
  enum class Refusal : std::uint8_t { TooManyConnections, TooManyAttempts };

  explicit AddressLimits(Settings settings) : settings_(settings) {}

  /// Counts a connection from `peer`, unless it is one too many. A refused one does not count, so
  /// that whoever keeps trying is not shut out for longer than a minute.
  std::optional<Refusal> enter(const IpAddress& peer, Instant now);
  /// A connection that was counted is gone.
  void leave(const IpAddress& peer);

  std::size_t addresses() const { return entries_.size(); }

  static constexpr std::chrono::seconds kPeriod{60};
  static constexpr std::size_t kAddressesMax = 4096;  // remembered; the oldest idle one makes room

 private:
  struct Entry {
    std::size_t open = 0;
    std::deque<Instant> attempts;  // of the last minute
  };
  void make_room(Instant now);

  Settings settings_;
  std::map<IpAddress, Entry> entries_;
};

}  // namespace gateway
