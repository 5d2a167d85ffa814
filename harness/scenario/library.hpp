// All scenarios of a folder, and the choice of runs among them by id, path or glob.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/catalogue.hpp"
#include "harness/scenario/diagnostic.hpp"
#include "harness/scenario/model.hpp"

namespace harness {

struct Library {
  std::string folder;
  std::vector<Scenario> scenarios;  // in order of id
  Catalogue catalogue;
  std::vector<Diagnostic> diagnostics;
};

/// Reads every *.yaml under `folder` but the data files (requirements/, the table of settings).
Library load_library(const std::string& folder);

/// One run: a cell of a scenario (cell 0 where there is no matrix).
struct RunId {
  std::string id;
  const Scenario* scenario = nullptr;
  std::size_t cell = 0;
};

struct Selection {
  std::vector<RunId> runs;             // in order of id, each once
  std::vector<std::string> unmatched;  // selectors that name nothing
};

/// A selector is an id (of a scenario, a cell, or a folder or matrix above them), the path of a
/// scenario file or folder, or a glob over ids (`*` stays within one part, `**` does not).
/// No selectors: everything.
Selection select_runs(const Library& library, const std::vector<std::string>& selectors);

bool glob_matches(std::string_view pattern, std::string_view text);

}  // namespace harness
