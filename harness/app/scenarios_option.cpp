// Loads what every command needs.
#include "harness/app/scenarios_option.hpp"

#include <fmt/format.h>

namespace harness::app {

void add_scenarios_option(CLI::App& command, std::string& folder) {
  command.add_option("--scenarios", folder, "Folder of the scenarios")
      ->envname("S2SPEC_SCENARIOS")
      ->capture_default_str();
}

std::optional<Library> load_or_complain(const std::string& folder) {
  Library library = load_library(folder);
  for (const Diagnostic& diagnostic : library.diagnostics) {
    fmt::print(stderr, "{}\n", to_string(diagnostic));
  }
  if (!library.diagnostics.empty()) return std::nullopt;
  return library;
}

std::optional<oracle::NegotiationRows> rows_or_complain(const std::string& folder) {
  oracle::NegotiationRows rows;
  const std::string file = folder + "/matrix/negotiation-settings.yaml";
  const std::string complaint = rows.load(file);
  if (complaint.empty()) return rows;
  fmt::print(stderr, "{}: error: {}\n", file, complaint);
  return std::nullopt;
}

std::optional<std::vector<RunId>> runs_or_complain(const Library& library,
                                                   const std::vector<std::string>& selectors) {
  Selection selection = select_runs(library, selectors);
  for (const std::string& selector : selection.unmatched) {
    fmt::print(stderr, "{}: no scenario has this id or path; `s2spec list` shows them\n", selector);
  }
  if (!selection.unmatched.empty()) return std::nullopt;
  return std::move(selection.runs);
}

}  // namespace harness::app
