// One scenario file: YAML in, a Scenario or a list of what is wrong with it out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/catalogue.hpp"
#include "harness/scenario/diagnostic.hpp"
#include "harness/scenario/model.hpp"

namespace harness {

struct LoadedScenario {
  std::optional<Scenario> scenario;  // absent if there is any diagnostic
  std::vector<Diagnostic> diagnostics;
};

/// Never throws, never stops at the first error.
/// @param id    what the scenario is called: its path without .yaml
/// @param file  the name for diagnostics
LoadedScenario load_scenario(std::string_view yaml, const std::string& id, const std::string& file,
                             const Catalogue& catalogue);

/// The comment every scenario begins with, so that editors know the schema.
inline constexpr std::string_view kSchemaComment = "# yaml-language-server: $schema=";

}  // namespace harness
