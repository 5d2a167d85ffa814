// What the core makes of random octets. No std distribution: their results differ by library.
#include "gateway/base/entropy.hpp"

#include <array>
#include <string_view>
#include <vector>

#include "gateway/base/encoding.hpp"

namespace gateway {
namespace {

std::uint32_t random_word(Entropy& entropy) {
  std::array<std::uint8_t, 4> octets{};
  entropy.fill(octets);
  std::uint32_t word = 0;
  for (const std::uint8_t octet : octets) word = word << 8 | octet;
  return word;
}

}  // namespace

std::string random_hex(Entropy& entropy, std::size_t octets) {
  std::vector<std::uint8_t> random(octets);
  entropy.fill(random);
  return hex_encode({reinterpret_cast<const char*>(random.data()), random.size()});
}

std::uint32_t random_below(Entropy& entropy, std::uint32_t bound) {
  if (bound == 0) return 0;
  // The lowest 2^32 mod `bound` words would favour some results: draw again.
  const std::uint32_t refused = (0U - bound) % bound;
  while (true) {
    const std::uint32_t word = random_word(entropy);
    if (word >= refused) return word % bound;
  }
}

}  // namespace gateway
