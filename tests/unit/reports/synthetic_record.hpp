// A record that has everything a report must show: 432 cells of a matrix, hand-written scenarios,
// each status, markup and foreign octets in texts.
#pragma once

#include "reports/model/run_record.hpp"

namespace reports::synthetic {

RunRecord record();        // 432 cells and 7 scenarios; 3 failed, 1 error, 1 skipped
RunRecord small_record();  // 3 runs: passed, failed, skipped; no transcripts

/// The 20,736 cells of the base matrix, each with a dialogue that differs a little.
RunRecord large_record();

}  // namespace reports::synthetic
