// The section `expect`: the oracle's prediction, fields of the outcome, sentences.
#pragma once

#include <span>
#include <string_view>

#include "harness/scenario/model.hpp"
#include "harness/scenario/reading.hpp"

namespace harness {

/// Every sentence that an expectation may be, as a pattern for `match`; ` within 60s` and
/// ` after 10s` may follow those that speak of something that happens.
std::span<const std::string_view> expectation_patterns();

/// Adds what `more` demands; where both speak of one field of the outcome, `more` holds.
void add_expectations(const Expect& more, Expect& expect);

Expect compile_expect(Reading& in, const YAML::Node& node);

}  // namespace harness
