#include "gateway/base/deadline_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Instant at(int microseconds) { return Instant(Duration(microseconds)); }

TEST(DeadlineQueue, GivesWhatIsDueByTimeAndThenByKey) {
  DeadlineQueue<int> queue;
  queue.set(7, at(20));
  queue.set(9, at(10));
  queue.set(3, at(20));
  queue.set(1, at(21));

  EXPECT_THAT(queue.take_due(at(20)), ElementsAre(9, 3, 7));
  EXPECT_THAT(queue.take_due(at(20)), IsEmpty());
  EXPECT_EQ(queue.next(), at(21));
}

TEST(DeadlineQueue, KeepsOnlyTheLastDeadlineOfAKey) {
  DeadlineQueue<int> queue;
  queue.set(1, at(10));
  queue.set(1, at(30));
  queue.set(2, at(20));
  queue.set(2, std::nullopt);

  EXPECT_EQ(queue.next(), at(30));
  EXPECT_EQ(queue.size(), 1U);
  EXPECT_THAT(queue.take_due(at(29)), IsEmpty());
}

}  // namespace
}  // namespace gateway
