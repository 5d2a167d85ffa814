// The tester's report: one HTML file that needs nothing else, not even a network.
// The verdict and the counts are text; everything behind them is compressed and shown by script.
#pragma once

#include <ostream>

#include "reports/model/run_record.hpp"

namespace reports {

/// Each distinct dialogue is embedded once, without TLS records (their sizes only) and key log.
void write_html(std::ostream& out, const RunRecord& record);

}  // namespace reports
