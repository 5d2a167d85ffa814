// Opens the files and hands them to the report writers.
#include "harness/app/report_files.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "reports/html/html_report.hpp"
#include "reports/json/json_report.hpp"
#include "reports/junit/junit_report.hpp"
#include "reports/markdown/markdown_report.hpp"

namespace harness::app {
namespace {

namespace fs = std::filesystem;

/// A file for each run; the parts of an id become folders.
bool write_transcripts(const std::string& folder, const reports::RunRecord& record) {
  bool good = true;
  for (const reports::Result& result : record.results) {
    if (!result.transcript || !good) continue;
    good = write_file((fs::path(folder) / (result.id + ".txt")).string(),
                      [&](std::ostream& out) { out << reports::to_text(*result.transcript); });
  }
  return good;
}

}  // namespace

bool write_file(const std::string& name, const std::function<void(std::ostream&)>& write) {
  if (name.empty()) return true;
  std::error_code ignored;
  if (const fs::path folder = fs::path(name).parent_path(); !folder.empty()) {
    fs::create_directories(folder, ignored);
  }
  std::ofstream out(name, std::ios::binary);
  if (out) write(out);
  out.close();
  if (out) return true;
  fmt::print(stderr, "{}: cannot be written\n", name);
  return false;
}

void add_report_options(CLI::App& command, ReportFiles& files) {
  command.add_option("--json", files.json, "Write the machine's report to this file");
  command.add_option("--junit", files.junit, "Write JUnit XML to this file");
  command.add_option("--html", files.html, "Write the tester's report to this file");
  command.add_option("--markdown", files.markdown,
                     "Write a summary for pull requests to this file");
  command.add_option("--transcripts", files.transcripts,
                     "Write the dialogue of each run to a file in this folder");
}

bool write_reports(const ReportFiles& files, const reports::RunRecord& record) {
  const bool json =
      write_file(files.json, [&](std::ostream& out) { reports::write_json(out, record); });
  const bool junit =
      write_file(files.junit, [&](std::ostream& out) { reports::write_junit(out, record); });
  const bool html =
      write_file(files.html, [&](std::ostream& out) { reports::write_html(out, record); });
  const bool markdown =
      write_file(files.markdown, [&](std::ostream& out) { reports::write_markdown(out, record); });
  const bool transcripts =
      files.transcripts.empty() || write_transcripts(files.transcripts, record);
  return json && junit && html && markdown && transcripts;
}

}  // namespace harness::app
