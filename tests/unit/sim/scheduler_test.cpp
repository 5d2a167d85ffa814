#include "harness/sim/scheduler.hpp"

#include <gtest/gtest.h>
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

}  // namespace
}  // namespace harness
