// What an attempt must come to according to docs/negotiation.md, from the facts of the scenario
// alone. Small rules; a connection is foreseen by one function a side, for streams and
// verification.
#pragma once

#include <optional>
#include <string>

#include "harness/oracle/facts.hpp"
#include "harness/oracle/negotiation_rows.hpp"
#include "reports/model/outcome.hpp"

namespace harness::oracle {

struct Prediction {
  std::optional<reports::Outcome> outcome;  // nothing: `rule` says why nothing can be foreseen
  std::string rule;                         // one sentence: the rule that decided
};

/// Pure. `rows` must have been loaded.
Prediction predict(const NegotiationRows& rows, const Facts& facts);

}  // namespace harness::oracle
