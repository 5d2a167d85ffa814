// The two real clocks as the core's Now. The origin of instants is the making of the clock.
#pragma once

#include <chrono>

#include "gateway/base/time.hpp"

namespace gateway::net {

class Clock {
 public:
  Now now() const {
    return {
        Instant(std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - origin_)),
        std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())};
  }
  std::chrono::steady_clock::time_point to_steady(Instant instant) const {
    return origin_ + instant.time_since_epoch();
  }

 private:
  std::chrono::steady_clock::time_point origin_ = std::chrono::steady_clock::now();
};

}  // namespace gateway::net
