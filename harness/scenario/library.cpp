// Finds scenario files, loads them, and matches selectors against ids.
#include "harness/scenario/library.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/scenario/loader.hpp"
#include "harness/scenario/matrix.hpp"

namespace harness {
namespace {

namespace fs = std::filesystem;

/// YAML under scenarios/ that is no scenario.
bool is_data(const std::string& path) {
  return path.starts_with("requirements/") || path == "matrix/negotiation-settings.yaml";
}

std::vector<std::string> scenario_paths(const std::string& folder,
                                        std::vector<Diagnostic>& diagnostics) {
  std::vector<std::string> paths;
  std::error_code failure;
  fs::recursive_directory_iterator entries(folder, failure);
  if (failure) {
    diagnostics.push_back({.code = "no-folder",
                           .file = folder,
                           .text = failure.message(),
                           .advice = "name the folder with --scenarios"});
    return paths;
  }
  for (const fs::directory_entry& entry : entries) {
    if (entry.path().extension() != ".yaml") continue;
    const std::string path = entry.path().lexically_relative(folder).generic_string();
    if (!is_data(path)) paths.push_back(path);
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string without_extension(std::string path) {
  if (path.ends_with(".yaml")) path.resize(path.size() - 5);
  return path;
}

/// A selector as it would stand in an id: paths lose the folder of scenarios and ".yaml".
std::string normalised(const Library& library, const std::string& selector) {
  if (fs::exists(selector)) {
    const fs::path relative = fs::absolute(selector).lexically_normal().lexically_relative(
        fs::absolute(library.folder).lexically_normal());
    if (!relative.empty() && !relative.generic_string().starts_with("..")) {
      std::string id = without_extension(relative.generic_string());
      return id == "." ? "**" : id;
    }
  }
  std::string id = without_extension(selector);
  while (id.ends_with("/")) id.pop_back();
  return id;
}

bool names(std::string_view selector, std::string_view id) {
  if (selector.find_first_of("*?") != std::string_view::npos) return glob_matches(selector, id);
  return id == selector || (id.starts_with(selector) && id[selector.size()] == '/');
}

/// Whether some cell of a scenario could be named, judged by the fixed beginning of the selector.
bool may_name_cells(std::string_view selector, std::string_view scenario_id) {
  const std::string_view fixed = selector.substr(0, selector.find_first_of("*?"));
  const std::size_t common = std::min(fixed.size(), scenario_id.size());
  return fixed.substr(0, common) == scenario_id.substr(0, common);
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern.starts_with("**")) {
    for (std::size_t skip = 0; skip <= text.size(); ++skip) {
      if (glob_matches(pattern.substr(2), text.substr(skip))) return true;
    }
    return false;
  }
  if (pattern.front() == '*') {
    for (std::size_t skip = 0; skip <= text.size(); ++skip) {
      if (glob_matches(pattern.substr(1), text.substr(skip))) return true;
      if (skip < text.size() && text[skip] == '/') return false;
    }
    return false;
  }
  if (text.empty() ||
      (pattern.front() == '?' ? text.front() == '/' : pattern.front() != text.front())) {
    return false;
  }
  return glob_matches(pattern.substr(1), text.substr(1));
}

Library load_library(const std::string& folder) {
  Library library;
  library.folder = folder;
  LoadedCatalogue catalogue = load_catalogue(folder);
  library.catalogue = std::move(catalogue.requirements);
  library.diagnostics = std::move(catalogue.diagnostics);
  for (const std::string& path : scenario_paths(folder, library.diagnostics)) {
    const std::string file = (fs::path(folder) / path).generic_string();
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    LoadedScenario loaded =
        load_scenario(text.str(), without_extension(path), file, library.catalogue);
    if (loaded.scenario) library.scenarios.push_back(std::move(*loaded.scenario));
    std::move(loaded.diagnostics.begin(), loaded.diagnostics.end(),
              std::back_inserter(library.diagnostics));
  }
  return library;
}

Selection select_runs(const Library& library, const std::vector<std::string>& selectors) {
  Selection selection;
  std::vector<std::string> patterns;
  for (const std::string& selector : selectors) patterns.push_back(normalised(library, selector));
  std::vector<bool> used(patterns.size(), false);
  const auto chosen = [&](const std::string& id) {
    bool any = patterns.empty();
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      if (!names(patterns[i], id)) continue;
      used[i] = true;
      any = true;
    }
    return any;
  };
  for (const Scenario& scenario : library.scenarios) {
    const bool possible =
        patterns.empty() || std::any_of(patterns.begin(), patterns.end(), [&](const auto& p) {
          return may_name_cells(p, scenario.id);
        });
    const std::size_t cells = possible ? cell_count(scenario) : 0;
    for (std::size_t cell = 0; cell < cells; ++cell) {
      std::string id = cell_id(scenario, cell);
      if (chosen(id)) selection.runs.push_back({std::move(id), &scenario, cell});
    }
  }
  std::sort(selection.runs.begin(), selection.runs.end(),
            [](const RunId& a, const RunId& b) { return a.id < b.id; });
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    if (!used[i]) selection.unmatched.push_back(selectors[i]);
  }
  return selection;
}

}  // namespace harness
