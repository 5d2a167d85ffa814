// What a pairwise matrix promises: every pair that can be, no cell that cannot, and few cells.
#include "harness/scenario/pairwise.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "harness/scenario/library.hpp"
#include "harness/scenario/matrix.hpp"

namespace harness {
namespace {

using Pair = std::tuple<std::size_t, std::size_t, std::size_t, std::size_t>;

std::set<Pair> pairs_of(const std::vector<PairwiseRow>& rows) {
  std::set<Pair> seen;
  for (const PairwiseRow& row : rows) {
    for (std::size_t a = 0; a < row.size(); ++a) {
      for (std::size_t b = a + 1; b < row.size(); ++b) seen.emplace(a, row[a], b, row[b]);
    }
  }
  return seen;
}

std::set<Pair> all_pairs(const std::vector<std::size_t>& sizes) {
  std::set<Pair> all;
  for (std::size_t a = 0; a < sizes.size(); ++a) {
    for (std::size_t b = a + 1; b < sizes.size(); ++b) {
      for (std::size_t i = 0; i < sizes[a]; ++i) {
        for (std::size_t j = 0; j < sizes[b]; ++j) all.emplace(a, i, b, j);
      }
    }
  }
  return all;
}

/// No covering array is smaller than the product of its two largest axes.
std::size_t lower_bound_of(std::vector<std::size_t> sizes) {
  std::sort(sizes.rbegin(), sizes.rend());
  return sizes[0] * sizes[1];
}

const std::vector<std::vector<std::size_t>> kShapes{
    {2, 2},    {3, 3, 3, 3}, {2, 2, 2, 2, 2, 2, 2, 2, 2, 2}, {18, 3, 2, 4, 25, 2, 9, 3, 10, 8, 2},
    {1, 5, 1}, {7, 7, 7}};

TEST(Pairwise, CoversEveryPair) {
  for (const auto& sizes : kShapes) EXPECT_EQ(pairs_of(pairwise_rows(sizes, {})), all_pairs(sizes));
}

TEST(Pairwise, IsNearlyMinimal) {
  for (const auto& sizes : kShapes) {
    EXPECT_LE(pairwise_rows(sizes, {}).size(), lower_bound_of(sizes) * 3 / 2 + 8);
  }
  EXPECT_LE(pairwise_rows({18, 3, 2, 4, 25, 2, 9, 3, 10, 8, 2}, {}).size(), 470U);  // least: 450
}

TEST(Pairwise, IsTheSameEachTime) {
  EXPECT_EQ(pairwise_rows({5, 4, 3, 2}, {}), pairwise_rows({5, 4, 3, 2}, {}));
}

TEST(Pairwise, OneAxisShowsEachValueOnce) {
  EXPECT_EQ(pairwise_rows({3}, {}), (std::vector<PairwiseRow>{{0}, {1}, {2}}));
  EXPECT_TRUE(pairwise_rows({}, {}).empty());
}

TEST(Pairwise, LeavesOutWhatIsExcludedAndNothingElse) {
  const std::vector<std::size_t> sizes{4, 3, 3, 2};
  const std::vector<Exclusion> exclusions{{{0, {1}}, {1, {2}}},             // a pair
                                          {{0, {0}}, {2, {1}}, {3, {0}}}};  // a triple

  const auto rows = pairwise_rows(sizes, exclusions);

  for (const PairwiseRow& row : rows) EXPECT_FALSE(is_excluded(row, exclusions));
  std::set<Pair> wanted = all_pairs(sizes);
  wanted.erase({0, 1, 1, 2});
  EXPECT_EQ(pairs_of(rows), wanted);
}

TEST(Pairwise, LeavesOutPairsThatNoRowCanHold) {
  // With value 0 on the first axis nothing is left for the third.
  const std::vector<Exclusion> exclusions{{{0, {0}}, {2, {0, 1}}}};

  const auto rows = pairwise_rows({2, 2, 2}, exclusions);

  EXPECT_EQ(pairs_of(rows).size(), 2U + 2 + 4);
  for (const PairwiseRow& row : rows) EXPECT_EQ(row[0], 1);
}

/// The published matrix, checked by what its cells are, not by how they were made.
TEST(PairwiseMatrix, ShowsEveryTwoValuesTogetherThatAreNotExcluded) {
  const Library library = load_library(std::string(S2SPEC_SOURCE_DIR) + "/scenarios");
  const auto found = std::find_if(library.scenarios.begin(), library.scenarios.end(),
                                  [](const auto& each) { return each.id == "matrix/pairwise"; });
  ASSERT_NE(found, library.scenarios.end());
  std::vector<std::size_t> sizes;
  for (const Axis& axis : found->axes) sizes.push_back(axis.values.size());

  const std::size_t seen = pairs_of(found->rows).size();

  EXPECT_LE(found->rows.size(), lower_bound_of(sizes) * 5 / 4);
  // The exclusions of the file take a few pairs away, and only those.
  EXPECT_GE(seen, all_pairs(sizes).size() * 95 / 100);
  std::set<std::string> ids;
  for (std::size_t cell = 0; cell < cell_count(*found); ++cell) ids.insert(cell_id(*found, cell));
  EXPECT_EQ(ids.size(), found->rows.size());
}

}  // namespace
}  // namespace harness
