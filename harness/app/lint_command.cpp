// s2spec lint: refuses scenarios that prove nothing, and requirements that say too little.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "harness/app/commands.hpp"
#include "harness/app/scenarios_option.hpp"
#include "harness/lint/lint.hpp"

namespace harness::app {
namespace {

namespace fs = std::filesystem;

struct LintOptions {
  std::vector<std::string> paths;
  std::string scenarios = "scenarios";
};

fs::path absolute(const std::string& path) {
  const fs::path whole = fs::absolute(path).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

bool is_below(const std::string& path, const std::string& folder) {
  const fs::path relative = absolute(path).lexically_relative(absolute(folder));
  return !relative.empty() && *relative.begin() != "..";
}

bool paths_are_good(const LintOptions& options) {
  bool good = true;
  for (const std::string& path : options.paths) {
    if (fs::exists(path) && is_below(path, options.scenarios)) continue;
    fmt::print(stderr, "{}: not in the folder of scenarios, {}\n", path, options.scenarios);
    good = false;
  }
  return good;
}

/// Scenarios are compared with all others, but only what was asked about is reported.
bool is_asked_about(const Diagnostic& diagnostic, const LintOptions& options) {
  return options.paths.empty() ||
         std::any_of(options.paths.begin(), options.paths.end(),
                     [&](const std::string& path) { return is_below(diagnostic.file, path); });
}

Exit lint_paths(const LintOptions& options) {
  if (!paths_are_good(options)) return Exit::Usage;
  const Library library = load_library(options.scenarios);
  std::size_t complaints = 0;
  for (const Diagnostic& diagnostic : lint(library)) {
    if (!is_asked_about(diagnostic, options)) continue;
    fmt::print(stderr, "{}\n", to_string(diagnostic));
    ++complaints;
  }
  fmt::print("{} scenarios, {} requirements: {} complaints\n", library.scenarios.size(),
             library.catalogue.size(), complaints);
  return complaints == 0 ? Exit::Conforms : Exit::Usage;
}

}  // namespace

void add_lint_command(CLI::App& app, Exit& exit) {
  auto options = std::make_shared<LintOptions>();
  CLI::App* command =
      app.add_subcommand("lint", "Refuse scenarios that prove nothing, or nothing new");
  command->add_option("path", options->paths,
                      "Files or folders of scenarios; everything if none is given");
  add_scenarios_option(*command, options->scenarios);
  command->footer("Exit status: 0 nothing to complain about, 2 complaints.");
  command->callback([options, &exit] { exit = lint_paths(*options); });
}

}  // namespace harness::app
