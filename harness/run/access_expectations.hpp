// What must come of what people try, by the oracle's table of who may do what: written as the
// sentences that a scenario could have written itself.
#pragma once

#include <vector>

#include "harness/scenario/model.hpp"

namespace harness {

/// For each step in which somebody tries something: that it arrives, or that it does not. Whoever
/// stands where is settled by the end; a setup whose directory changes after people have begun is
/// not for this.
std::vector<Expectation> access_expectations(const Setup& setup);

}  // namespace harness
