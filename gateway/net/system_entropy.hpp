// The kernel's randomness, getrandom(2), as the core's Entropy.
#pragma once

#include "gateway/base/entropy.hpp"

namespace gateway::net {

class SystemEntropy final : public Entropy {
 public:
  /// Ends the program should the kernel have none: going on without would be worse.
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace gateway::net
