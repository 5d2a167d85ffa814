// SplitMix64 (Steele, Lea, Flood 2014), its start chosen by FNV-1a over the name.
#include "harness/sim/seeded_entropy.hpp"

namespace harness {
namespace {

std::uint64_t mixed(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

std::uint64_t hash_of_name(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : name) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  return hash;
}

}  // namespace

SeededEntropy::SeededEntropy(std::uint64_t seed, std::string_view name)
    : state_(mixed(seed ^ mixed(hash_of_name(name)))) {}

std::uint64_t SeededEntropy::next() {
  state_ += 0x9e3779b97f4a7c15U;
  return mixed(state_);
}

// A draw always starts at a fresh word: how much one call takes does not depend on the calls before.
void SeededEntropy::fill(std::span<std::uint8_t> out) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (i % 8 == 0) word = next();
    out[i] = static_cast<std::uint8_t>(word >> (8 * (i % 8)));
  }
}

}  // namespace harness
