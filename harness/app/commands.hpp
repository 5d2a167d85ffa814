// The commands of s2spec, one file each; each adds itself to the command line.
#pragma once

#include <CLI/CLI.hpp>

namespace harness::app {

/// What s2spec tells the shell.
enum class Exit : int {
  Conforms = 0,
  Failures = 1,
  Usage = 2,       // of the command line, or of a scenario
  NotStarted = 3,  // the system under test did not start
};

/// Each stores what the process shall return in `exit` when its command runs. `command_line` is
/// kept for the report.
void add_run_command(CLI::App& app, const std::string& command_line, Exit& exit);
void add_list_command(CLI::App& app, Exit& exit);
void add_show_command(CLI::App& app, Exit& exit);
void add_lint_command(CLI::App& app, Exit& exit);
void add_coverage_command(CLI::App& app, const std::string& command_line, Exit& exit);
void add_report_command(CLI::App& app, Exit& exit);

}  // namespace harness::app
