// Coverage for programs; published as coverage.schema.json beside this file.
#pragma once

#include <ostream>

#include "harness/coverage/coverage.hpp"

namespace harness {

/// Raised when a member changes its meaning or goes away; new members do not raise it.
inline constexpr int kCoverageSchemaVersion = 1;

void write_coverage_json(std::ostream& out, const Coverage& coverage);

}  // namespace harness
