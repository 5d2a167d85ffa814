// The machine's report: one JSON document, published as reports/json/report.schema.json.
// All other formats can be made again from it (transcripts are not part of it, only their hashes).
#pragma once

#include <istream>
#include <ostream>

#include "gateway/base/result.hpp"
#include "reports/model/run_record.hpp"

namespace reports {

/// Raised when a member changes its meaning or goes away; new members do not raise it.
inline constexpr int kReportSchemaVersion = 2;
inline constexpr int kOldestReadableVersion = 1;

/// The command that repeats one run: the report's `repeat` with the run's id for {id}.
std::string expanded_repeat(std::string pattern, std::string_view id);

/// Writes while it walks the record: no copy in memory.
void write_json(std::ostream& out, const RunRecord& record);

/// Reads what write_json wrote, also what it wrote in version 1. Errors: "not-json",
/// "wrong-schema-version", "not-a-report" with the place of the first member that does not fit.
gateway::Result<RunRecord> read_json(std::istream& in);

}  // namespace reports
