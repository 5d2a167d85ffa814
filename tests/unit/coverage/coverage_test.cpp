// How runs become the status of a clause.
#include "harness/coverage/coverage.hpp"

#include <gmock/gmock.h>

namespace harness {
namespace {

using reports::Result;
using reports::Status;
using testing::ElementsAre;
using testing::HasSubstr;

Requirement requirement(const std::string& id, const std::string& level) {
  Requirement made;
  made.id = id;
  made.document = "RFC 6120";
  made.section = "4.1";
  made.level = level;
  return made;
}

/// A library in which each requirement is cited by the scenario "cites-<id>".
class CoverageTest : public testing::Test {
 protected:
  void add(const std::string& id, const std::string& level) {
    library_.catalogue[id] = requirement(id, level);
    Scenario scenario;
    scenario.id = "cites-" + id;
    scenario.requirements = {id};
    library_.scenarios.push_back(std::move(scenario));
  }

  void ran(const std::string& id, Status status) {
    for (const Scenario& scenario : library_.scenarios) {
      if (scenario.id != "cites-" + id) continue;
      runs_.push_back({scenario.id, &scenario, 0});
      Result result;
      result.id = scenario.id + "/cell";
      result.status = status;
      result.reason = status == Status::Passed ? "" : "it went wrong";
      results_.push_back(std::move(result));
    }
  }

  Clause clause(const std::string& id) const {
    for (const Clause& clause : coverage_of(library_, runs_, results_).clauses) {
      if (clause.requirement->id == id) return clause;
    }
    return {};
  }

  Library library_;
  std::vector<RunId> runs_;
  std::vector<Result> results_;
};

TEST_F(CoverageTest, ClausePassesIfEveryRunPassed) {
  add("a", "MUST");
  ran("a", Status::Passed);
  ran("a", Status::Passed);

  EXPECT_EQ(clause("a").status, ClauseStatus::Passed);
  EXPECT_EQ(clause("a").reason, "");
  EXPECT_THAT(clause("a").scenarios, ElementsAre("cites-a"));
}

TEST_F(CoverageTest, OneFailureIsEnoughAndGivesTheReason) {
  add("a", "MUST NOT");
  ran("a", Status::Passed);
  ran("a", Status::Failed);

  EXPECT_EQ(clause("a").status, ClauseStatus::Failed);
  EXPECT_EQ(clause("a").reason, "cites-a/cell: it went wrong");
}

TEST_F(CoverageTest, RunThatBrokeProvesNothing) {
  add("a", "MUST");
  ran("a", Status::Error);

  EXPECT_EQ(clause("a").status, ClauseStatus::Failed);
}

TEST_F(CoverageTest, MissedRecommendationIsNonStrict) {
  for (const char* level : {"SHOULD", "SHOULD NOT", "MAY"}) add(level, level);
  for (const char* level : {"SHOULD", "SHOULD NOT", "MAY"}) ran(level, Status::Failed);

  for (const char* level : {"SHOULD", "SHOULD NOT", "MAY"}) {
    EXPECT_EQ(clause(level).status, ClauseStatus::NonStrict) << level;
  }
}

TEST_F(CoverageTest, SkippedRunLeavesTheClauseUntested) {
  add("a", "MUST");
  ran("a", Status::Skipped);

  EXPECT_EQ(clause("a").status, ClauseStatus::Untested);
}

TEST_F(CoverageTest, UntestedSaysWhetherAnybodyCitesIt) {
  add("cited", "MUST");
  library_.catalogue["lonely"] = requirement("lonely", "MUST");

  EXPECT_THAT(clause("cited").reason, HasSubstr("cites-cited"));
  EXPECT_EQ(clause("lonely").reason, "no scenario cites it");
}

TEST_F(CoverageTest, WhatDoesNotApplyIsNotUntested) {
  library_.catalogue["a"] = requirement("a", "MUST");
  library_.catalogue["a"].not_applicable = "the gateway has no users";

  EXPECT_EQ(clause("a").status, ClauseStatus::NotApplicable);
  EXPECT_EQ(clause("a").reason, "the gateway has no users");
}

TEST_F(CoverageTest, CountsByLevelAddUp) {
  add("a", "MUST");
  add("b", "MUST");
  add("c", "SHOULD");
  ran("a", Status::Passed);
  ran("c", Status::Failed);

  const Coverage coverage = coverage_of(library_, runs_, results_);

  EXPECT_EQ(coverage.total().all(), 3U);
  EXPECT_EQ(coverage.by_level().at("MUST").of(ClauseStatus::Passed), 1U);
  EXPECT_EQ(coverage.by_level().at("MUST").of(ClauseStatus::Untested), 1U);
  EXPECT_EQ(coverage.by_level().at("SHOULD").of(ClauseStatus::NonStrict), 1U);
}

TEST(Sections, StandInTheOrderOfTheirNumbers) {
  EXPECT_TRUE(section_before("4.3.2", "4.10"));
  EXPECT_TRUE(section_before("4.3", "4.3.2"));
  EXPECT_TRUE(section_before("RFC 2782", "RFC 6120"));
  EXPECT_TRUE(section_before("RFC 6120", "XEP-0220"));
  EXPECT_FALSE(section_before("4.10", "4.9"));
  EXPECT_FALSE(section_before("4.1", "4.1"));
}

}  // namespace
}  // namespace harness
