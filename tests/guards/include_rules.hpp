// Which folder may include which: the dependency table of ARCHITECTURE.md as data, and the judge of
// one #include against it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace guards {

/// One #include of a file. `ours` is the quoted form.
struct Include {
  std::string name;
  bool ours = false;
  int line = 0;
};

std::vector<Include> includes_of(std::string_view text);

/// Why `file` (a path from the project root) must not hold this include; empty if it may.
std::string objection_to(std::string_view file, const Include& include);

/// Every objection to the file's includes, as "file:line: ...".
std::vector<std::string> objections_to(std::string_view file, std::string_view text);

}  // namespace guards
