// Time is an argument: the core never asks a clock. `Now` carries both clocks it may need.
#pragma once

#include <chrono>
#include <cstdint>

namespace gateway {

/// The resolution of every deadline and of every transcript.
using Duration = std::chrono::microseconds;

/// Only differences mean anything; never goes back; the origin is the driver's business.
struct MonotonicClock {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<MonotonicClock>;
  static constexpr bool is_steady = true;
};
using Instant = MonotonicClock::time_point;

/// Seconds of POSIX time; certificates are judged by it.
using WallTime = std::chrono::sys_seconds;

/// The time at which an event is handled.
struct Now {
  Instant instant;
  WallTime wall;
};

}  // namespace gateway
