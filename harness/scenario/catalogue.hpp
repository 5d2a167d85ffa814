// The catalogue of requirements that scenarios cite (scenarios/requirements/*.yaml).
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/diagnostic.hpp"

namespace harness {

struct Requirement {
  std::string id;        // "RFC6120-5.4.2.2-failure-closes"
  std::string document;  // "RFC 6120"
  std::string section;
  std::string level;  // "MUST", "SHOULD NOT", ...
  std::string role;
  std::string summary;
  std::string not_applicable{};  // why it cannot concern this gateway; empty: it does
  std::string file{};            // where it is defined
  std::size_t line = 0;          // from 1

  bool applies() const { return not_applicable.empty(); }
};

using Catalogue = std::map<std::string, Requirement, std::less<>>;

struct LoadedCatalogue {
  Catalogue requirements;
  std::vector<Diagnostic> diagnostics;
};

/// Reads every file under `folder`/requirements. Never throws.
LoadedCatalogue load_catalogue(const std::string& folder);

}  // namespace harness
