// Collects what is wrong with a configuration, and writes it in the way of compilers.

#include "gateway/config/report.hpp"

#include <yaml-cpp/mark.h>

#include <algorithm>
#include <string_view>
#include <tuple>

namespace gateway {

namespace {

std::string_view severity_name(DiagnosticSeverity severity) {
  switch (severity) {
    case DiagnosticSeverity::Note:
      return "note";
    case DiagnosticSeverity::Warning:
      return "warning";
    case DiagnosticSeverity::Error:
      return "error";
  }
  return "?";
}

}  // namespace

std::string to_string(const Diagnostic& diagnostic) {
  std::string text = diagnostic.file;
  if (diagnostic.line != 0) {
    text += ":" + std::to_string(diagnostic.line) + ":" + std::to_string(diagnostic.column);
  }
  text.append(": ").append(severity_name(diagnostic.severity)).append(": ");
  text += diagnostic.text;
  if (!diagnostic.advice.empty()) text += "; " + diagnostic.advice;
  return text + " (" + diagnostic.code + ")";
}

namespace config {

Place place_of(const YAML::Mark& mark) {
  if (mark.is_null()) return {};
  return {static_cast<std::size_t>(mark.line) + 1, static_cast<std::size_t>(mark.column) + 1};
}

void Report::add(DiagnosticSeverity severity, Place place, std::string code, std::string text,
                 std::string advice) {
  diagnostics_.push_back(Diagnostic{severity, std::move(code), file_, place.line, place.column,
                                    std::move(text), std::move(advice)});
}

bool Report::has_errors() const {
  return std::ranges::any_of(diagnostics_, [](const Diagnostic& diagnostic) {
    return diagnostic.severity == DiagnosticSeverity::Error;
  });
}

std::vector<Diagnostic> Report::take() {
  std::ranges::stable_sort(diagnostics_, {}, [](const Diagnostic& diagnostic) {
    return std::tuple(diagnostic.line, diagnostic.column);
  });
  return std::move(diagnostics_);
}

}  // namespace config
}  // namespace gateway
