// Results are compared field by field; each sentence carries the command that repeats the run.
#include "tests/real/parity.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "harness/run/runner.hpp"

namespace harness::parity {
namespace {

const std::string kScenarios = std::string(S2SPEC_SOURCE_DIR) + "/scenarios";

std::vector<reports::Result> run_on(Backend backend, const std::vector<RunId>& runs,
                                    std::uint64_t seed) {
  RunnerOptions options;
  options.backend = backend;
  options.seed = seed;
  options.jobs = std::clamp(std::thread::hardware_concurrency(), 1U, 4U);
  return run_all(runs, rows(), options, nullptr);
}

std::string text_of(const reports::Result& result) {
  std::string text = std::string(to_string(result.status)) + " " + result.reason;
  if (!result.observed) return text + " (no outcome)";
  const reports::Outcome& outcome = *result.observed;
  for (const std::string& field :
       {outcome.configuration, outcome.method, outcome.stage, outcome.closed_by, outcome.condition,
        outcome.to_partner, outcome.to_gateway}) {
    text += "; " + field;
  }
  return text;
}

bool agree(const reports::Result& simulated, const reports::Result& real) {
  return simulated.status == reports::Status::Passed && real.status == simulated.status &&
         real.observed == simulated.observed;
}

}  // namespace

const Library& library() {
  static const Library loaded = load_library(kScenarios);
  return loaded;
}

const oracle::NegotiationRows& rows() {
  static const oracle::NegotiationRows loaded = [] {
    oracle::NegotiationRows table;
    EXPECT_EQ(table.load(kScenarios + "/matrix/negotiation-settings.yaml"), "");
    return table;
  }();
  return loaded;
}

std::vector<RunId> runs_for_both(const std::vector<std::string>& selectors) {
  std::vector<RunId> runs = select_runs(library(), selectors).runs;
  std::erase_if(runs, [](const RunId& run) {
    return !run.scenario->backends.sim || !run.scenario->backends.loopback;
  });
  return runs;
}

std::vector<std::string> differences(const std::vector<RunId>& runs, std::uint64_t seed) {
  const auto simulated = run_on(Backend::Sim, runs, seed);
  const auto real = run_on(Backend::Loopback, runs, seed);
  std::vector<std::string> found;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (agree(simulated[i], real[i])) continue;
    found.push_back(runs[i].id + "\n  simulated: " + text_of(simulated[i]) + "\n  real:      " +
                    text_of(real[i]) + "\n  repeat: " + real[i].repeat_command + "\n");
  }
  return found;
}

}  // namespace harness::parity
