// A fault is a rule at one place: asked once for everything a node puts onto the network.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "gateway/base/time.hpp"

namespace harness {

/// What is about to leave a node.
struct Transmission {
  std::uint64_t ordinal = 0;     // of the run, from 1: "the n-th thing sent"
  std::uint32_t connection = 0;  // the run's number
  const std::string& from;       // node
  std::string_view octets;       // empty for a FIN
  bool is_fin = false;
  bool is_datagram = false;
};

struct Fault {
  enum class Kind : std::uint8_t {
    Pass,
    Delay,   // arrives `delay` later; what comes behind in this direction does not overtake it
    Split,   // arrives in two pieces, the first `split_at` octets long
    Reset,   // the network breaks the connection instead; a datagram is lost
    Drop,    // neither this nor anything behind it in this direction ever arrives; a datagram is
             // lost, and the next one is not
    Double,  // a datagram arrives twice, `delay` apart; octets of a connection never do
  };
  Kind kind = Kind::Pass;
  gateway::Duration delay{0};
  std::size_t split_at = 0;
};

using FaultRule = std::function<Fault(const Transmission&)>;

}  // namespace harness
