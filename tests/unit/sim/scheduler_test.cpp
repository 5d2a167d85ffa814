#include "harness/sim/scheduler.hpp"

#include <gtest/gtest.h>

#include "harness/sim/seeded_entropy.hpp"

namespace harness {
namespace {

using gateway::Duration;
using gateway::Instant;

Instant at(int microseconds) { return Instant(Duration(microseconds)); }

TEST(Scheduler, GivesTheEarliestFirst) {
  Scheduler<int> scheduler;
  scheduler.at(at(30), 3);
  scheduler.at(at(10), 1);
  scheduler.at(at(20), 2);

  EXPECT_EQ(scheduler.next(), at(10));
  EXPECT_EQ(scheduler.take(), 1);
  EXPECT_EQ(scheduler.take(), 2);
  EXPECT_EQ(scheduler.take(), 3);
  EXPECT_EQ(scheduler.next(), std::nullopt);
}

TEST(Scheduler, KeepsTheOrderOfSchedulingWithinOneInstant) {
  Scheduler<int> scheduler;
  for (int i = 0; i < 100; ++i) scheduler.at(at(i % 2), i);

  for (int i = 0; i < 100; i += 2) EXPECT_EQ(scheduler.take(), i);
  for (int i = 1; i < 100; i += 2) EXPECT_EQ(scheduler.take(), i);
}

TEST(SeededEntropy, RepeatsForTheSameSeedAndName) {
  SeededEntropy a(7, "gateway");
  SeededEntropy b(7, "gateway");
  EXPECT_EQ(gateway::random_hex(a, 40), gateway::random_hex(b, 40));
}

TEST(SeededEntropy, DiffersByNameAndBySeed) {
  SeededEntropy a(7, "gateway");
  SeededEntropy by_name(7, "fed.example");
  SeededEntropy by_seed(8, "gateway");
  const std::string octets = gateway::random_hex(a, 40);
  EXPECT_NE(octets, gateway::random_hex(by_name, 40));
  EXPECT_NE(octets, gateway::random_hex(by_seed, 40));
}

}  // namespace
}  // namespace harness
