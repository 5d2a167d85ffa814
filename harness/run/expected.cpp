// Joins what a scenario demands with what the oracle foresees.
#include <array>

#include "harness/run/facts_of.hpp"
#include "harness/run/run_one.hpp"

namespace harness {
namespace {

struct Member {
  const char* name;
  std::optional<std::string> oracle::Expectation::*field;
  std::string reports::Outcome::*value;
};

constexpr std::array<Member, 7> kMembers{{
    {"configuration", &oracle::Expectation::configuration, &reports::Outcome::configuration},
    {"method", &oracle::Expectation::method, &reports::Outcome::method},
    {"stage", &oracle::Expectation::stage, &reports::Outcome::stage},
    {"closed_by", &oracle::Expectation::closed_by, &reports::Outcome::closed_by},
    {"condition", &oracle::Expectation::condition, &reports::Outcome::condition},
    {"to_partner", &oracle::Expectation::to_partner, &reports::Outcome::to_partner},
    {"to_gateway", &oracle::Expectation::to_gateway, &reports::Outcome::to_gateway},
}};

/// Takes over what the oracle foresees; where both speak they must agree.
void add_prediction(const reports::Outcome& predicted, Expected& expected) {
  for (const Member& member : kMembers) {
    std::optional<std::string>& field = expected.fields.*member.field;
    const std::string& foreseen = predicted.*member.value;
    if (field && *field != foreseen) {
      expected.complaints.push_back(std::string(member.name) + ": the scenario demands " + *field +
                                    ", the oracle foresees " + foreseen);
    }
    if (!field) field = foreseen;
  }
}

}  // namespace

Expected expected_of(const Expect& expect, const oracle::Facts& facts,
                     const oracle::NegotiationRows& rows) {
  Expected expected;
  expected.fields = expectation_of(expect.outcome);
  expected.rule = "The scenario itself says what must come of it.";
  if (expect.oracle) {
    oracle::Prediction prediction = oracle::predict(rows, facts);
    expected.rule = std::move(prediction.rule);
    if (prediction.outcome) {
      add_prediction(*prediction.outcome, expected);
    } else {
      expected.complaints.push_back("the oracle cannot foresee this: " + expected.rule);
    }
  }
  if (expected.fields.empty()) return expected;
  expected.outcome.emplace();
  for (const Member& member : kMembers) {
    (*expected.outcome).*member.value = (expected.fields.*member.field).value_or("");
  }
  return expected;
}

}  // namespace harness
