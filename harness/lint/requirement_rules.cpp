// The catalogue by itself, and what scenarios cite of it.
#include <algorithm>
#include <array>
#include <string_view>

#include "harness/lint/rules.hpp"

namespace harness::rules {
namespace {

constexpr std::array<std::string_view, 5> kLevels{"MUST", "MUST NOT", "SHOULD", "SHOULD NOT",
                                                  "MAY"};

Diagnostic about(const Requirement& requirement, std::string code, const std::string& text,
                 std::string advice) {
  return {.code = std::move(code),
          .file = requirement.file,
          .line = requirement.line,
          .column = 1,
          .text = "'" + requirement.id + "' " + text,
          .advice = std::move(advice)};
}

}  // namespace

void is_complete(const Requirement& requirement, Diagnostics& found) {
  if (std::find(kLevels.begin(), kLevels.end(), requirement.level) == kLevels.end()) {
    found.push_back(about(requirement, "no-level", "has no level of RFC 2119",
                          "use one of: MUST, MUST NOT, SHOULD, SHOULD NOT, MAY"));
  }
  if (requirement.document.empty() || requirement.section.empty()) {
    found.push_back(about(requirement, "no-source", "does not say where it stands",
                          "add source: {doc: ..., section: ...}"));
  }
}

void cites_what_applies(const Scenario& scenario, const Catalogue& catalogue, Diagnostics& found) {
  for (const std::string& id : scenario.requirements) {
    const auto requirement = catalogue.find(id);
    if (requirement == catalogue.end() || requirement->second.applies()) continue;
    found.push_back(about(requirement->second, "applies-after-all",
                          "is said not to apply, and " + scenario.id + " cites it",
                          "take away the citation or `applies`"));
  }
}

}  // namespace harness::rules
