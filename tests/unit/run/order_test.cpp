// What a run comes to depends on its scenario and seed alone: not on how many threads share the
// work, on which part of the runs is chosen, on what ran before; and its verdict not on the seed.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "harness/run/runner.hpp"
#include "harness/scenario/matrix.hpp"

namespace harness {
namespace {

using reports::Status;

const std::string kScenarios = std::string(S2SPEC_SOURCE_DIR) + "/scenarios";

const Library& library() {
  static const Library loaded = load_library(kScenarios);
  return loaded;
}

const oracle::NegotiationRows& rows() {
  static const oracle::NegotiationRows kRows = [] {
    oracle::NegotiationRows loaded;
    loaded.load(kScenarios + "/matrix/negotiation-settings.yaml");
    return loaded;
  }();
  return kRows;
}

/// Everything written by hand, and each hundredth cell of what is not.
const std::vector<RunId>& cross_section() {
  static const std::vector<RunId> kRuns = [] {
    std::vector<RunId> chosen;
    for (const RunId& run : select_runs(library(), {}).runs) {
      const std::size_t every = run.scenario->id == "matrix/base" ? 101 : 7;
      if (!run.scenario->axes.empty() && run.cell % every != 0) continue;
      chosen.push_back(run);
    }
    return chosen;
  }();
  return kRuns;
}

std::vector<reports::Result> run(const std::vector<RunId>& runs, std::size_t jobs,
                                 std::uint64_t seed = 1) {
  RunnerOptions options;
  options.jobs = jobs;
  options.seed = seed;
  return run_all(runs, rows(), options, nullptr);
}

/// Id -> verdict and dialogue.
using Fates = std::map<std::string, std::pair<Status, std::string>>;

void add(const std::vector<reports::Result>& results, Fates& fates) {
  for (const reports::Result& result : results) {
    EXPECT_TRUE(fates.emplace(result.id, std::pair{result.status, result.transcript_hash}).second)
        << result.id;
  }
}

const Fates& fates_in_one_thread() {
  static const Fates kFates = [] {
    Fates fates;
    add(run(cross_section(), 1), fates);
    return fates;
  }();
  return kFates;
}

TEST(Order, OfThreadsChangesNothing) {
  Fates fates;
  add(run(cross_section(), 5), fates);

  EXPECT_EQ(fates, fates_in_one_thread());
}

TEST(Order, OfShardsChangesNothing) {
  Fates fates;
  for (std::size_t part = 4; part > 0; --part)
    add(run(shard_of(cross_section(), part, 4), 1), fates);

  EXPECT_EQ(fates, fates_in_one_thread());
}

TEST(Order, BackwardsChangesNothing) {
  std::vector<RunId> backwards = cross_section();
  std::reverse(backwards.begin(), backwards.end());
  Fates fates;
  add(run(backwards, 1), fates);

  EXPECT_EQ(fates, fates_in_one_thread());
}

TEST(Order, TheSeedDecidesNoVerdict) {
  for (const std::uint64_t seed : {2ULL, 4711ULL, 0xFFFFFFFFFFFFFFFFULL}) {
    for (const reports::Result& result : run(cross_section(), 2, seed)) {
      if (result.status == Status::Skipped) continue;
      EXPECT_EQ(result.status, Status::Passed)
          << result.id << ", seed " << seed << ": " << result.reason;
    }
  }
}

/// An even number of parts must not mean that each sees only half of the values of an axis.
TEST(Shard, PartsAreNoBiasedSampleOfAMatrix) {
  const std::vector<RunId> all = select_runs(library(), {"matrix/base"}).runs;
  for (const std::size_t count : {2U, 8U}) {
    const std::vector<RunId> part = shard_of(all, 1, count);
    EXPECT_NEAR(static_cast<double>(part.size()), static_cast<double>(all.size() / count),
                static_cast<double>(all.size() / count) * 0.1);
    std::map<std::pair<std::string, std::string>, double> expected, seen;
    for (const RunId& run : all) {
      for (const auto& axis : cell_labels(*run.scenario, run.cell)) {
        expected[axis] += 1.0 / static_cast<double>(count);
      }
    }
    for (const RunId& run : part) {
      for (const auto& axis : cell_labels(*run.scenario, run.cell)) seen[axis] += 1;
    }
    for (const auto& [value, number] : expected) {
      EXPECT_NEAR(seen[value], number, number * 0.15) << value.first << "=" << value.second;
    }
  }
}

}  // namespace
}  // namespace harness
