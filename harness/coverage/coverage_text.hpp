// Coverage for a terminal: a table a document, a line a section.
#pragma once

#include <ostream>

#include "harness/coverage/coverage.hpp"

namespace harness {

/// Tables, then every clause that fails with its reason, then the totals by level.
void write_coverage_text(std::ostream& out, const Coverage& coverage);

}  // namespace harness
