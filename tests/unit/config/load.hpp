// Loads a configuration from text, with files that exist in the test only.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "gateway/config/configuration.hpp"

namespace gateway {

using Files = std::map<std::string, std::string>;

inline LoadedConfiguration load(const std::string& yaml, const Files& files = {}) {
  return load_configuration(yaml, "gateway.yaml",
                            [&files](const std::string& name) -> Result<std::string> {
                              const auto found = files.find(name);
                              if (found != files.end()) return found->second;
                              return make_error("not-found", "no file " + name);
                            });
}

/// "line:column code", those of one severity, in order.
inline std::vector<std::string> found(const LoadedConfiguration& loaded,
                                      DiagnosticSeverity severity = DiagnosticSeverity::Error) {
  std::vector<std::string> all;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    if (diagnostic.severity != severity) continue;
    all.push_back(std::to_string(diagnostic.line) + ":" + std::to_string(diagnostic.column) + " " +
                  diagnostic.code);
  }
  return all;
}

/// Two lines without which nothing loads; what a test adds begins on line 3.
inline const std::string kLeast =
    "domains: [contoso.example]\n"
    "listen: [{address: \"127.0.0.1:0\"}]\n";

}  // namespace gateway
