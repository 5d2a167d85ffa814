// Applies every rule to everything.
#include "harness/lint/lint.hpp"

#include <algorithm>
#include <tuple>

#include "harness/lint/rules.hpp"

namespace harness {

std::vector<Diagnostic> lint(const Library& library) {
  std::vector<Diagnostic> found = library.diagnostics;
  for (const auto& [id, requirement] : library.catalogue) rules::is_complete(requirement, found);
  rules::Seen seen;
  for (const Scenario& scenario : library.scenarios) {
    rules::cites_what_applies(scenario, library.catalogue, found);
    rules::speaks_of_the_cast(scenario, found);
    rules::repeats_no_other(scenario, seen, found);
  }
  std::stable_sort(found.begin(), found.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.file, a.line) < std::tie(b.file, b.line);
  });
  return found;
}

}  // namespace harness
