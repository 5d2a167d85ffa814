// s2spec coverage: runs scenarios in simulation and says what became of each requirement.
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <thread>

#include "harness/app/commands.hpp"
#include "harness/app/report_files.hpp"
#include "harness/app/scenarios_option.hpp"
#include "harness/coverage/coverage.hpp"
#include "harness/coverage/coverage_html.hpp"
#include "harness/coverage/coverage_json.hpp"
#include "harness/coverage/coverage_text.hpp"
#include "harness/run/progress.hpp"
#include "harness/run/runner.hpp"

namespace harness::app {
namespace {

struct CoverageOptions {
  std::vector<std::string> selectors;
  std::string scenarios = "scenarios";
  std::string json, html;
  RunnerOptions runner{.jobs = std::max(1U, std::thread::hardware_concurrency())};
};

std::vector<reports::Result> run_quietly(const std::vector<RunId>& runs,
                                         const oracle::NegotiationRows& rows,
                                         const RunnerOptions& options) {
  Progress progress(isatty(STDERR_FILENO) == 1);
  auto results =
      run_all(runs, rows, options,
              [&progress](std::size_t done, std::size_t total, const reports::Result& result) {
                progress.update(done, total, result);
              });
  progress.finish();
  return results;
}

Exit report_coverage(const CoverageOptions& options, const std::string& command_line) {
  const std::optional<Library> library = load_or_complain(options.scenarios);
  const auto rows = rows_or_complain(options.scenarios);
  if (!library || !rows) return Exit::Usage;
  const auto runs = runs_or_complain(*library, options.selectors);
  if (!runs) return Exit::Usage;

  Coverage coverage = coverage_of(*library, *runs, run_quietly(*runs, *rows, options.runner));
  coverage.system_under_test = std::string("xmpp-gateway ") + S2SPEC_VERSION;
  coverage.command_line = command_line;
  write_coverage_text(std::cout, coverage);
  const bool json =
      write_file(options.json, [&](std::ostream& out) { write_coverage_json(out, coverage); });
  const bool html =
      write_file(options.html, [&](std::ostream& out) { write_coverage_html(out, coverage); });
  if (!json || !html) return Exit::Usage;
  return coverage.total().of(ClauseStatus::Failed) == 0 ? Exit::Conforms : Exit::Failures;
}

}  // namespace

void add_coverage_command(CLI::App& app, const std::string& command_line, Exit& exit) {
  auto options = std::make_shared<CoverageOptions>();
  CLI::App* command = app.add_subcommand(
      "coverage", "Run scenarios in simulation, and say what became of each requirement");
  command->add_option("scenario", options->selectors,
                      "Ids, files, folders or globs (quote them); everything if none is given");
  add_scenarios_option(*command, options->scenarios);
  command->add_option("--json", options->json, "Write it for programs to this file");
  command->add_option("--html", options->html, "Write it as a page to this file");
  command->add_option("--seed", options->runner.seed, "Chance of the simulation")
      ->capture_default_str();
  command->add_option("--jobs", options->runner.jobs, "Threads")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  command->footer(
      "Exit status: 0 no MUST or MUST NOT failed, 1 one did, 2 usage or scenario error.");
  command->callback(
      [options, &command_line, &exit] { exit = report_coverage(*options, command_line); });
}

}  // namespace harness::app
