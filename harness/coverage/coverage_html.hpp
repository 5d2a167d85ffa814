// Coverage for a browser: one page, nothing loaded from elsewhere, no script.
#pragma once

#include <ostream>

#include "harness/coverage/coverage.hpp"

namespace harness {

void write_coverage_html(std::ostream& out, const Coverage& coverage);

}  // namespace harness
