// The summary for a pull request: verdict, counts, the eighteen settings, the first failures.
#pragma once

#include <ostream>

#include "reports/model/run_record.hpp"

namespace reports {

/// Stays below the 65,536 characters that the common forges accept: at most 50 failures and
/// 50,000 octets of them, each reason cut at 400 octets.
void write_markdown(std::ostream& out, const RunRecord& record);

}  // namespace reports
