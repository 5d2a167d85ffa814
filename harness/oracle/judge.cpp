// Comparison, and the one door through which the runner comes.
#include "harness/oracle/judge.hpp"

#include "harness/oracle/observe.hpp"

namespace harness::oracle {
namespace {

std::string shown(const std::string& value) { return value.empty() ? "nothing" : value; }

void compare_field(const char* name, const std::optional<std::string>& expected,
                   const std::string& observed, std::vector<std::string>& mismatches) {
  if (!expected || *expected == observed) return;
  mismatches.push_back(std::string(name) + ": expected " + shown(*expected) + ", observed " +
                       shown(observed));
}

// Only an expectation that names stage and cause can tell a refusal from a breakdown.
void demand_proof_of_refusal(const Expectation& expected, const reports::Outcome& observed,
                             std::vector<std::string>& mismatches) {
  const bool expects_success =
      expected.stage == "established" || expected.to_partner == "delivered" ||
      expected.to_gateway == "delivered" || (expected.method && *expected.method != "none");
  if (expected.empty() || expects_success || observed.stage == "established") return;
  if (expected.stage && expected.condition && !expected.condition->empty()) return;
  mismatches.push_back("the attempt was refused (stage " + observed.stage + ", condition " +
                       shown(observed.condition) +
                       "), and the expectation does not name both stage and condition");
}

}  // namespace

Expectation Expectation::of(const reports::Outcome& outcome) {
  return {outcome.configuration, outcome.method,     outcome.stage,     outcome.closed_by,
          outcome.condition,     outcome.to_partner, outcome.to_gateway};
}

bool Expectation::empty() const {
  return !configuration && !method && !stage && !closed_by && !condition && !to_partner &&
         !to_gateway;
}

std::vector<std::string> compare(const Expectation& expected, const reports::Outcome& observed) {
  std::vector<std::string> mismatches;
  compare_field("configuration", expected.configuration, observed.configuration, mismatches);
  compare_field("method", expected.method, observed.method, mismatches);
  compare_field("stage", expected.stage, observed.stage, mismatches);
  compare_field("closed by", expected.closed_by, observed.closed_by, mismatches);
  compare_field("condition", expected.condition, observed.condition, mismatches);
  compare_field("to partner", expected.to_partner, observed.to_partner, mismatches);
  compare_field("to gateway", expected.to_gateway, observed.to_gateway, mismatches);
  demand_proof_of_refusal(expected, observed, mismatches);
  return mismatches;
}

Judgement judge(const NegotiationRows& rows, const Facts& facts, const Expectation& expected,
                const reports::Transcript& transcript) {
  const Reading reading = read(transcript);
  Judgement judgement;
  judgement.observed = observe(reading, facts.direction);
  judgement.mismatches = compare(expected, judgement.observed);
  judgement.violations = check_invariants(rows.row(facts.row), facts, reading);
  return judgement;
}

}  // namespace harness::oracle
