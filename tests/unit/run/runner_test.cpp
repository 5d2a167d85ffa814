// Runs from the outside: judged as they deserve, in order, and the same whatever the number of
// jobs.
#include "harness/run/runner.hpp"

#include <gmock/gmock.h>

#include "harness/scenario/loader.hpp"
#include "harness/scenario/matrix.hpp"

namespace harness {
namespace {

using reports::Status;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const std::string kScenarios = std::string(S2SPEC_SOURCE_DIR) + "/scenarios";

const Library& library() {
  static const Library loaded = load_library(kScenarios);
  return loaded;
}

oracle::NegotiationRows rows() {
  oracle::NegotiationRows loaded;
  EXPECT_EQ(loaded.load(kScenarios + "/matrix/negotiation-settings.yaml"), "");
  return loaded;
}

std::vector<reports::Result> run(const std::vector<RunId>& runs,
                                 const RunnerOptions& options = {}) {
  return run_all(runs, rows(), options, nullptr);
}

/// One run of a scenario that says `expect` of a message from the partner.
reports::Result run_expecting(const std::string& expect, const std::string& gateway = "{}") {
  Catalogue catalogue;
  catalogue["REQ-1"].id = "REQ-1";
  const LoadedScenario loaded = load_scenario(
      std::string(kSchemaComment) + "x\ntitle: A\nrequirements: [REQ-1]\ngateway: " + gateway +
          "\nsteps: ['romeo@fed.example sends \"hello\" to alice@contoso.example']\nexpect: " +
          expect + "\n",
      "a", "a.yaml", catalogue);
  EXPECT_TRUE(loaded.scenario);
  if (!loaded.scenario) return {};
  return run({{"a", &*loaded.scenario, 0}}).front();
}

TEST(Run, PassesWhatCameAsExpected) {
  const reports::Result result = run_expecting(
      "{oracle: predict, outcome: {method: sasl-over-tls}, that: ['alice@contoso.example receives "
      "\"hello\" once']}");

  EXPECT_EQ(result.status, Status::Passed) << result.reason;
  EXPECT_FALSE(result.rule.empty());
  ASSERT_TRUE(result.observed);
  EXPECT_EQ(result.observed->to_gateway, "delivered");
  EXPECT_THAT(result.repeat_command, HasSubstr("s2spec run 'a' --backend sim --seed 1"));
}

TEST(Run, FailsForASentenceThatDoesNotHold) {
  const reports::Result result =
      run_expecting("{that: ['alice@contoso.example receives nothing']}");

  EXPECT_EQ(result.status, Status::Failed);
  EXPECT_THAT(result.reason, HasSubstr("alice@contoso.example receives nothing"));
  EXPECT_TRUE(result.transcript) << "a failure keeps its dialogue";
}

TEST(Run, FailsForAnotherOutcome) {
  const reports::Result result = run_expecting("{outcome: {method: tls-dialback}}");

  EXPECT_EQ(result.status, Status::Failed);
  EXPECT_THAT(result.violations, Contains(HasSubstr("method")));
}

TEST(Run, FailsWhenScenarioAndOracleContradictEachOther) {
  const reports::Result result =
      run_expecting("{oracle: predict, outcome: {method: tls-dialback}}");

  EXPECT_EQ(result.status, Status::Failed);
  EXPECT_THAT(result.violations, Contains(HasSubstr("the oracle foresees sasl-over-tls")));
}

TEST(Run, FailsWhenTheOracleCannotForesee) {
  const reports::Result result =
      run_expecting("{oracle: predict}", "{limits: {close_timeout: 2s}}");

  EXPECT_EQ(result.status, Status::Failed);
  EXPECT_THAT(result.reason, HasSubstr("cannot foresee"));
}

TEST(Run, IsAnErrorWhenTheGatewayDoesNotStart) {
  const reports::Result result =
      run_expecting("{that: ['alice@contoso.example receives nothing']}",
                    "{tls: not-supported, sasl: not-supported, dialback: false}");

  EXPECT_EQ(result.status, Status::Error);
  EXPECT_THAT(result.reason, testing::StartsWith(std::string(kNotStarted)));
  EXPECT_THAT(result.reason, HasSubstr("no-method"));
}

TEST(Run, IsSkippedWhereTheScenarioIsNotMeantToRun) {
  const Selection selection = select_runs(library(), {"limits/keepalive"});
  RunnerOptions options;
  options.backend = Backend::Loopback;

  const auto results = run(selection.runs, options);

  ASSERT_THAT(results, SizeIs(1));
  EXPECT_EQ(results[0].status, Status::Skipped);
  EXPECT_FALSE(results[0].reason.empty());
}

TEST(Runner, TheRecordDoesNotShowTheNumberOfJobs) {
  const Selection selection = select_runs(library(), {"methods", "xep0220"});
  RunnerOptions three;
  three.jobs = 3;

  const auto alone = run(selection.runs);
  const auto together = run(selection.runs, three);

  ASSERT_EQ(alone.size(), selection.runs.size());
  ASSERT_EQ(together.size(), alone.size());
  for (std::size_t i = 0; i < alone.size(); ++i) {
    EXPECT_EQ(alone[i].id, selection.runs[i].id);
    EXPECT_EQ(together[i].id, alone[i].id);
    EXPECT_EQ(together[i].transcript_hash, alone[i].transcript_hash) << alone[i].id;
  }
}

TEST(Runner, EqualRunsHaveEqualTranscriptsAndOtherSeedsOthers) {
  const Selection selection = select_runs(library(), {"methods/tls-dialback-inbound"});
  RunnerOptions other;
  other.seed = 2;

  EXPECT_EQ(run(selection.runs)[0].transcript_hash, run(selection.runs)[0].transcript_hash);
  EXPECT_NE(run(selection.runs)[0].transcript_hash, run(selection.runs, other)[0].transcript_hash);
}

TEST(Runner, KeepsEachDistinctDialogueOnce) {
  const Selection one = select_runs(library(), {"methods/external-inbound"});
  RunnerOptions options;
  options.keep = KeepTranscripts::All;

  const auto results = run({one.runs[0], one.runs[0]}, options);

  ASSERT_TRUE(results[0].transcript);
  EXPECT_EQ(results[0].transcript, results[1].transcript);
}

TEST(Shard, PartsAreDisjointAndTogetherEverything) {
  const Selection all = select_runs(library(), {"xep0220", "methods"});
  std::vector<std::string> ids;
  for (std::size_t index = 1; index <= 3; ++index) {
    for (const RunId& part : shard_of(all.runs, index, 3)) ids.push_back(part.id);
  }
  std::sort(ids.begin(), ids.end());

  ASSERT_EQ(ids.size(), all.runs.size());
  for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(ids[i], all.runs[i].id);
}

TEST(Shard, MorePartsThanRunsAreEmpty) {
  const Selection one = select_runs(library(), {"methods/external-inbound"});

  std::size_t in_parts = 0;
  for (std::size_t index = 1; index <= 5; ++index) in_parts += shard_of(one.runs, index, 5).size();
  EXPECT_EQ(in_parts, 1U);
}

TEST(Scenarios, EveryHandWrittenOneHoldsInTheSimulation) {
  std::vector<RunId> runs;
  for (const Scenario& scenario : library().scenarios) {
    if (scenario.axes.empty()) runs.push_back({scenario.id, &scenario, 0});
  }
  RunnerOptions options;
  options.repeat_check = true;

  for (const reports::Result& result : run(runs, options)) {
    EXPECT_EQ(result.status, Status::Passed) << result.id << ": " << result.reason;
  }
}

/// matrix/base has a test of its own (tests/matrix).
TEST(Scenarios, EveryCellOfTheSmallMatricesHoldsInTheSimulation) {
  constexpr std::size_t kSmall = 2000;
  std::vector<RunId> runs;
  for (const Scenario& scenario : library().scenarios) {
    const std::size_t cells = cell_count(scenario);
    for (std::size_t cell = 0; cells > 1 && cells <= kSmall && cell < cells; ++cell) {
      runs.push_back({cell_id(scenario, cell), &scenario, cell});
    }
  }
  ASSERT_THAT(runs, Not(IsEmpty()));

  for (const reports::Result& result : run(runs)) {
    EXPECT_EQ(result.status, Status::Passed) << result.id << ": " << result.reason;
  }
}

TEST(Scenarios, RealSocketsAndTheSimulationAgree) {
  const Selection selection = select_runs(library(), {"methods", "settings", "partners"});
  RunnerOptions real;
  real.backend = Backend::Loopback;

  const auto simulated = run(selection.runs);
  const auto played = run(selection.runs, real);

  for (std::size_t i = 0; i < played.size(); ++i) {
    EXPECT_EQ(played[i].status, simulated[i].status) << played[i].id << ": " << played[i].reason;
    EXPECT_EQ(played[i].observed, simulated[i].observed) << played[i].id;
  }
}

}  // namespace
}  // namespace harness
