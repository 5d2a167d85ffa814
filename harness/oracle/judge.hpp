// Holds an expectation (predicted, or written into the scenario) against what the transcript shows,
// field by field. A refusal passes only with its stage and its cause: "connection closed" is no
// proof.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/oracle/facts.hpp"
#include "harness/oracle/invariants.hpp"
#include "harness/oracle/negotiation_rows.hpp"
#include "reports/model/outcome.hpp"
#include "reports/model/transcript.hpp"

namespace harness::oracle {

/// Fields that are absent are not compared.
struct Expectation {
  std::optional<std::string> configuration;
  std::optional<std::string> method;
  std::optional<std::string> stage;
  std::optional<std::string> closed_by;
  std::optional<std::string> condition;
  std::optional<std::string> to_partner;
  std::optional<std::string> to_gateway;

  static Expectation of(const reports::Outcome& outcome);  // every field
  bool empty() const;
};

struct Judgement {
  reports::Outcome observed;
  std::vector<std::string> mismatches;  // "stage: expected tls, observed features"
  std::vector<Violation> violations;    // of invariants
  bool passed() const { return mismatches.empty() && violations.empty(); }
};

/// @return one sentence a field that differs, and one if the expectation is too weak to prove a
/// refusal
std::vector<std::string> compare(const Expectation& expected, const reports::Outcome& observed);

/// Reads the transcript once; observes, compares, checks the invariants. An empty expectation
/// compares nothing; observation and invariants are always there.
Judgement judge(const NegotiationRows& rows, const Facts& facts, const Expectation& expected,
                const reports::Transcript& transcript);

}  // namespace harness::oracle
