// What a transcript says in answer to the sentences of `expect`: deliveries, errors, questions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/model.hpp"
#include "reports/model/transcript.hpp"

namespace harness {

/// One sentence for each expectation that does not hold. Only what happened before the scenario's
/// end counts: the shutdown closes streams and bounces stanzas of its own.
std::vector<std::string> failed_expectations(const std::vector<Expectation>& expectations,
                                             const Setup& setup,
                                             const reports::Transcript& transcript);

}  // namespace harness
