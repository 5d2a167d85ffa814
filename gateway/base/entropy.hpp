// The only source of chance in the core: handed in, so that a seeded one makes runs repeatable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace gateway {

class Entropy {
 public:
  virtual ~Entropy() = default;
  /// Fills `out` with unpredictable octets (predictable ones in a simulation). Never fails.
  virtual void fill(std::span<std::uint8_t> out) = 0;

 protected:
  Entropy() = default;
  Entropy(const Entropy&) = default;
  Entropy& operator=(const Entropy&) = default;
};

/// `octets` random octets as lower-case hexadecimal digits (stream ids, secrets).
std::string random_hex(Entropy& entropy, std::size_t octets);

/// A number in [0, bound), without bias; 0 if `bound` is 0.
std::uint32_t random_below(Entropy& entropy, std::uint32_t bound);

}  // namespace gateway
