// Random numbers from a source that says what it gives.
#include "gateway/base/entropy.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <stdexcept>

#include "gateway/base/assert.hpp"

namespace gateway {
namespace {

/// Hands out the octets it was made with, then fails.
class ScriptedEntropy : public Entropy {
 public:
  explicit ScriptedEntropy(std::deque<std::uint8_t> octets) : octets_(std::move(octets)) {}
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& octet : out) {
      octet = octets_.at(0);
      octets_.pop_front();
    }
  }
  std::size_t left() const { return octets_.size(); }

 private:
  std::deque<std::uint8_t> octets_;
};

TEST(RandomHex, WritesTheOctetsDrawn) {
  ScriptedEntropy entropy({0xde, 0xad, 0x00});

  EXPECT_EQ(random_hex(entropy, 3), "dead00");
}

TEST(RandomBelow, DrawsAgainWhereAWordWouldFavourSomeResults) {
  // 2^32 mod 3 = 1: word 0 is refused, word 5 gives 2.
  ScriptedEntropy entropy({0, 0, 0, 0, 0, 0, 0, 5});

  EXPECT_EQ(random_below(entropy, 3), 2U);
  EXPECT_EQ(entropy.left(), 0U);
}

TEST(RandomBelow, RefusesNothingForAPowerOfTwo) {
  ScriptedEntropy entropy({0, 0, 0, 0});

  EXPECT_EQ(random_below(entropy, 16), 0U);
}

TEST(RandomBelow, NeedsNoChanceForNoChoice) {
  ScriptedEntropy entropy({});

  EXPECT_EQ(random_below(entropy, 0), 0U);
}

TEST(Assert, SaysWhatFailedAndWhy) {
  try {
    GATEWAY_ASSERT(1 > 2, "the detail");
    FAIL() << "nothing thrown";
  } catch (const AssertionFailed& failure) {
    const std::string what = failure.what();
    EXPECT_NE(what.find("1 > 2"), std::string::npos);
    EXPECT_NE(what.find("the detail"), std::string::npos);
  }
}

}  // namespace
}  // namespace gateway
