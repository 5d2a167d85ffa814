// The verdict and the grouping that all formats share.
#include "reports/summary/tally.hpp"

#include <gtest/gtest.h>

#include "reports/summary/negotiation_rows.hpp"
#include "tests/unit/reports/synthetic_record.hpp"

namespace {

using reports::Tally;
using reports::verdict_sentence;

TEST(Verdict, SaysWhetherTheSystemConforms) {
  EXPECT_EQ(verdict_sentence({.total = 20736, .passed = 20736}),
            "Conforms: all 20,736 runs passed.");
  EXPECT_EQ(verdict_sentence({.total = 3, .passed = 2, .skipped = 1}),
            "Conforms: 2 runs passed, 1 skipped.");
  EXPECT_EQ(verdict_sentence({.total = 4, .passed = 1, .failed = 2, .errors = 1}),
            "Does not conform: 2 of 4 runs failed, 1 broke.");
}

TEST(Verdict, IsNoneWhereNothingCouldBeJudged) {
  EXPECT_EQ(verdict_sentence({}), "No verdict: nothing was run.");
  EXPECT_EQ(verdict_sentence({.total = 2, .skipped = 2}), "No verdict: all 2 runs were skipped.");
  EXPECT_EQ(verdict_sentence({.total = 2, .passed = 1, .errors = 1}),
            "No verdict: 1 of 2 runs broke before they could be judged.");
}

TEST(NegotiationRows, AreTheEighteenSettingsInTheOrderOfTheSettingsFile) {
  const auto rows = reports::negotiation_rows(reports::synthetic::record());

  ASSERT_EQ(rows.size(), 18U);
  EXPECT_EQ(rows[0].setting, (reports::NegotiationSetting{"required", "required", true}));
  EXPECT_EQ(rows[2].setting, (reports::NegotiationSetting{"optional", "required", true}));
  EXPECT_EQ(rows[17].setting,
            (reports::NegotiationSetting{"not-supported", "not-supported", false}));
  for (const auto& row : rows) EXPECT_EQ(row.tally.total, 24U);
}

TEST(NegotiationRows, AreAbsentWithoutAMatrix) {
  EXPECT_TRUE(reports::negotiation_rows(reports::synthetic::small_record()).empty());
}

}  // namespace
