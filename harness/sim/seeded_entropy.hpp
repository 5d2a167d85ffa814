// Chance that repeats: a stream of octets determined by a seed and the name of who uses it, so that
// one node's draws never shift another's. Not for anything that must be secret.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "gateway/base/entropy.hpp"

namespace harness {

class SeededEntropy final : public gateway::Entropy {
 public:
  SeededEntropy(std::uint64_t seed, std::string_view name);
  void fill(std::span<std::uint8_t> out) override;

 private:
  std::uint64_t next();
  std::uint64_t state_;
};

}  // namespace harness
