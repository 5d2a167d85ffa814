// The section `expect`: the oracle's prediction, fields of the outcome,
// sentences.
#pragma once

#include "harness/scenario/model.hpp"
#include "harness/scenario/reading.hpp"
#include "harness/scenario/sentence.hpp"

namespace harness {

/// Adds what `more` demands; where both speak of one field of the outcome,
/// `more` holds.
void add_expectations(const Expect& more, Expect& expect);

/// One sentence; nothing if it is none.
std::optional<Expectation> parse_expectation(const std::string& text, std::vector<Word> words);

Expect compile_expect(Reading& in, const YAML::Node& node);

}  // namespace harness
