// Where the reports of an invocation go.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <ostream>
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

/// Writes one file, in folders made for it; an empty name is no file. Complains to stderr.
bool write_file(const std::string& name, const std::function<void(std::ostream&)>& write);

}  // namespace harness::app
