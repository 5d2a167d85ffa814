// JUnit XML for pipelines: a suite for each top folder of the scenarios, a case for each run.
#pragma once

#include <ostream>

#include "reports/model/run_record.hpp"

namespace reports {

/// A passed cell of a matrix is one line, so that 20,736 of them stay under 5 MB; its requirements
/// stand once, as properties of the suite. Every other case carries its own properties.
void write_junit(std::ostream& out, const RunRecord& record);

}  // namespace reports
