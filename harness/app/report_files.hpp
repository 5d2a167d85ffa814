// Where the reports of an invocation go.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "reports/model/run_record.hpp"

namespace harness::app {

struct ReportFiles {
  std::string json, junit, html, markdown;
  std::string transcripts;  // a folder

  bool need_transcripts() const { return !html.empty() || !transcripts.empty(); }
};

void add_report_options(CLI::App& command, ReportFiles& files);

/// Writes what was asked for; complains to stderr. @return false if something cannot be written
bool write_reports(const ReportFiles& files, const reports::RunRecord& record);

}  // namespace harness::app
