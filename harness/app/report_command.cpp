// s2spec report: the other formats from a JSON report, without running anything.
#include <fmt/format.h>

#include <fstream>

#include "harness/app/commands.hpp"
#include "harness/app/report_files.hpp"
#include "reports/json/json_report.hpp"

namespace harness::app {
namespace {

struct ReportOptions {
  std::string from;
  ReportFiles files;
};

Exit report(const ReportOptions& options) {
  std::ifstream in(options.from, std::ios::binary);
  if (!in) {
    fmt::print(stderr, "{}: cannot be read\n", options.from);
    return Exit::Usage;
  }
  const auto record = reports::read_json(in);
  if (!record) {
    fmt::print(stderr, "{}: error: {} ({})\n", options.from, record.error().what,
               record.error().code);
    return Exit::Usage;
  }
  return write_reports(options.files, *record) ? Exit::Conforms : Exit::Usage;
}

}  // namespace

void add_report_command(CLI::App& app, Exit& exit) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* command =
      app.add_subcommand("report", "Make the other reports again from a JSON report");
  command->add_option("--from-json", options->from, "What `s2spec run --json` wrote")->required();
  command->add_option("--html", options->files.html, "Write the tester's report to this file");
  command->add_option("--junit", options->files.junit, "Write JUnit XML to this file");
  command->add_option("--markdown", options->files.markdown,
                      "Write a summary for pull requests to this file");
  command->footer("Dialogues are not part of the JSON report; the HTML made from it has none.");
  command->callback([options, &exit] { exit = report(*options); });
}

}  // namespace harness::app
