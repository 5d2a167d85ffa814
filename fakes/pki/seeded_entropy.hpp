// Chance that repeats: the same seed gives the same octets. A copy goes on from where the original
// stands, so a run's randomness can be kept and replayed.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "gateway/base/entropy.hpp"

namespace fakes {

/// xoshiro256** (Blackman, Vigna 2018), its state filled by splitmix64. Not for secrets.
class SeededEntropy final : public gateway::Entropy {
 public:
  /// @param stream  names one use of the seed ("gateway", "partner 2"); each has octets of its own
  explicit SeededEntropy(std::uint64_t seed, std::string_view stream = {}) {
    std::uint64_t word = seed ^ fnv1a(stream);
    for (std::uint64_t& part : state_) part = splitmix64(word);
  }

  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& octet : out) {
      if (left_ == 0) {
        word_ = next();
        left_ = sizeof(word_);
      }
      octet = static_cast<std::uint8_t>(word_);
      word_ >>= 8;
      --left_;
    }
  }

  friend bool operator==(const SeededEntropy& a, const SeededEntropy& b) {
    return a.state_ == b.state_ && a.word_ == b.word_ && a.left_ == b.left_;
  }

 private:
  static std::uint64_t fnv1a(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3U;
    return hash;
  }

  static std::uint64_t splitmix64(std::uint64_t& counter) {
    std::uint64_t word = counter += 0x9e3779b97f4a7c15U;
    word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9U;
    word = (word ^ (word >> 27)) * 0x94d049bb133111ebU;
    return word ^ (word >> 31);
  }

  static std::uint64_t rotate_left(std::uint64_t word, int bits) {
    return (word << bits) | (word >> (64 - bits));
  }

  std::uint64_t next() {
    const std::uint64_t result = rotate_left(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotate_left(state_[3], 45);
    return result;
  }

  std::array<std::uint64_t, 4> state_{};
  std::uint64_t word_ = 0;  // octets of the last number not yet given out, lowest first
  std::uint8_t left_ = 0;   // how many
};

}  // namespace fakes
