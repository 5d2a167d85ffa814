// RFC 6120 3.3: the first wait is random within its bound, each further one longer, up to a bound.
#include "gateway/service/back_off.hpp"

#include <gtest/gtest.h>

#include <set>

#include "fakes/pki/seeded_entropy.hpp"

namespace gateway {
namespace {

using namespace std::chrono_literals;

const Instant kStart{1h};

DomainPair pair_with(std::string_view theirs) {
  return {.ours = Domain::parse("contoso.example").value(),
          .theirs = Domain::parse(theirs).value()};
}

/// The wait that a failure now entails.
Duration wait_of(BackOff& back_off, Entropy& entropy) {
  const DomainPair pair = pair_with("fed.example");
  back_off.failed(pair, StanzaCondition::RemoteServerTimeout, "refused", kStart, entropy);
  const auto* failure = back_off.forbids(pair, kStart);
  return failure == nullptr ? Duration(0) : failure->retry_at - kStart;
}

TEST(BackOff, TheFirstWaitIsRandomAndWithinItsBound) {
  std::set<Duration> waits;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    fakes::SeededEntropy entropy(seed);
    BackOff back_off({.first_wait_max = 60s, .wait_max = 900s});
    waits.insert(wait_of(back_off, entropy));
  }
  EXPECT_GE(*waits.begin(), 0s);
  EXPECT_LE(*waits.rbegin(), 60s);
  EXPECT_GT(waits.size(), 190U);  // of 60001 values
  EXPECT_LT(*waits.begin(), 6s);  // the whole range is used
  EXPECT_GT(*waits.rbegin(), 54s);
}

TEST(BackOff, EveryFurtherWaitIsLongerUpToTheBound) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    fakes::SeededEntropy entropy(seed);
    BackOff back_off({.first_wait_max = 60s, .wait_max = 900s});
    wait_of(back_off, entropy);
    const Duration most[] = {120s, 240s, 480s, 900s, 900s, 900s};
    for (const Duration bound : most) {
      const Duration wait = wait_of(back_off, entropy);
      EXPECT_GE(wait, bound / 2);
      EXPECT_LE(wait, bound);
    }
  }
}

TEST(BackOff, WithoutAFirstWaitTheGrowthBeginsAtASecond) {
  fakes::SeededEntropy entropy(1);
  BackOff back_off({.first_wait_max = 0s, .wait_max = 60s});

  EXPECT_EQ(wait_of(back_off, entropy), 0s);
  EXPECT_GE(wait_of(back_off, entropy), 1s);
  EXPECT_GE(wait_of(back_off, entropy), 2s);
}

TEST(BackOff, AnAttemptIsAllowedAgainAtTheVeryInstant) {
  fakes::SeededEntropy entropy(1);
  BackOff back_off({.first_wait_max = 60s, .wait_max = 900s});
  const Duration wait = wait_of(back_off, entropy);
  const DomainPair pair = pair_with("fed.example");

  EXPECT_NE(back_off.forbids(pair, kStart + wait - 1us), nullptr);
  EXPECT_EQ(back_off.forbids(pair, kStart + wait), nullptr);
  EXPECT_EQ(back_off.forbids(pair_with("other.example"), kStart), nullptr);
}

TEST(BackOff, SuccessForgets) {
  fakes::SeededEntropy entropy(1);
  BackOff back_off({.first_wait_max = 60s, .wait_max = 900s});
  for (int i = 0; i < 5; ++i) wait_of(back_off, entropy);

  back_off.succeeded(pair_with("fed.example"));

  EXPECT_EQ(back_off.forbids(pair_with("fed.example"), kStart), nullptr);
  EXPECT_LE(wait_of(back_off, entropy), 60s);
}

TEST(BackOff, ManyFailuresDoNotOverflow) {
  fakes::SeededEntropy entropy(1);
  BackOff back_off({.first_wait_max = 60s, .wait_max = 86400s});
  for (int i = 0; i < 1000; ++i) wait_of(back_off, entropy);
  EXPECT_LE(wait_of(back_off, entropy), 86400s);
}

}  // namespace
}  // namespace gateway
