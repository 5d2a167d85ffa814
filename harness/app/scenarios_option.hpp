// The folder of scenarios, for every command: found, loaded, and refused if anything is wrong in
// it.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "harness/oracle/negotiation_rows.hpp"
#include "harness/scenario/library.hpp"

namespace harness::app {

void add_scenarios_option(CLI::App& command, std::string& folder);

/// Writes every diagnostic to stderr. @return nothing if there was any
std::optional<Library> load_or_complain(const std::string& folder);

/// The table of the eighteen settings that lies among the scenarios.
std::optional<oracle::NegotiationRows> rows_or_complain(const std::string& folder);

/// The chosen runs. @return nothing if a selector names none; stderr then says which
std::optional<std::vector<RunId>> runs_or_complain(const Library& library,
                                                   const std::vector<std::string>& selectors);

}  // namespace harness::app
