// The whole matrix on both back ends: 191 s on two busy cores (release build).
#include <gmock/gmock.h>

#include "tests/real/parity.hpp"

namespace harness::parity {
namespace {

TEST(ParityNightly, EveryCellOfTheMatrixEndsAlikeOnBothBackEnds) {
  const std::vector<RunId> runs = runs_for_both({"matrix/base"});
  ASSERT_EQ(runs.size(), 20736U);

  EXPECT_THAT(differences(runs), testing::IsEmpty());
}

}  // namespace
}  // namespace harness::parity
