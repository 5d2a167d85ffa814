// Collects what is wrong with a configuration. Inside gateway/config only.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "gateway/config/configuration.hpp"

namespace YAML {
struct Mark;
}

namespace gateway::config {

/// From 1; zero means the whole file.
struct Place {
  std::size_t line = 0;
  std::size_t column = 0;
};
Place place_of(const YAML::Mark& mark);

class Report {
 public:
  explicit Report(std::string file) : file_(std::move(file)) {}

  void error(Place place, std::string code, std::string text, std::string advice) {
    add(DiagnosticSeverity::Error, place, std::move(code), std::move(text), std::move(advice));
  }
  void add(DiagnosticSeverity severity, Place place, std::string code, std::string text,
           std::string advice);

  bool has_errors() const;
  /// In order of place.
  std::vector<Diagnostic> take();

 private:
  std::string file_;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace gateway::config
