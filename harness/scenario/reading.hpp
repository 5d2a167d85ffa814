// Reads values out of YAML and collects everything that is wrong with them, each with its place.
#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/address.hpp"
#include "gateway/base/time.hpp"
#include "harness/scenario/diagnostic.hpp"
#include "harness/scenario/names.hpp"

namespace harness {

/// One file being read. Every reader reports what it does not like and returns nothing then.
class Reading {
 public:
  explicit Reading(std::string file) : file_(std::move(file)) {}

  void error(const YAML::Mark& mark, std::string code, std::string text, std::string advice);

  std::optional<std::string> text(const YAML::Node& node);
  std::optional<bool> boolean(const YAML::Node& node);
  std::optional<std::uint64_t> number(const YAML::Node& node, std::uint64_t min, std::uint64_t max);
  std::optional<gateway::Duration> duration(const YAML::Node& node);
  std::optional<std::string> domain(const YAML::Node& node);
  std::optional<std::vector<std::string>> texts(const YAML::Node& node);
  std::optional<std::vector<std::string>> domains(const YAML::Node& node);
  std::optional<gateway::IpAddress> address(const YAML::Node& node);
  std::optional<std::vector<gateway::IpAddress>> addresses(const YAML::Node& node);

  template <class E, std::size_t N>
  std::optional<E> choice(const YAML::Node& node, const std::array<Name<E>, N>& names) {
    const std::optional<std::string> word = text(node);
    if (!word) return std::nullopt;
    std::string known;
    for (const auto& [name, value] : names) {
      if (*word == name) return value;
      known += (known.empty() ? "" : ", ") + std::string(name);
    }
    error(node.Mark(), "bad-value", "'" + *word + "' is not a value of this setting",
          "use one of: " + known);
    return std::nullopt;
  }

  /// The pairs of a mapping whose keys are text and occur once; reports the others.
  std::vector<std::pair<YAML::Node, YAML::Node>> pairs(const YAML::Node& node,
                                                       std::string_view what);
  /// The items of a list; reports and returns none if it is not one.
  std::vector<YAML::Node> items(const YAML::Node& node, std::string_view what);

  std::vector<Diagnostic> take_diagnostics() { return std::move(diagnostics_); }
  bool clean() const { return diagnostics_.empty(); }

 private:
  std::string file_;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace harness
