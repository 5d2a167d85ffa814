// One mapping of the YAML file, read strictly: unknown and repeated keys are errors, every value
// is read by what it must be. Inside gateway/config only.
#pragma once

#include <yaml-cpp/yaml.h>

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/config/report.hpp"
#include "gateway/xmpp/domain.hpp"

namespace gateway::config {

template <class T>
struct Range {
  T min;
  T max;
};

template <class T>
struct Choice {
  std::string_view word;
  T value;
};

struct PlacedDomain {
  Domain domain;
  Place place;
};

/// Every reader gives nothing if the key is absent, or if its value is wrong, which it reports.
class Section {
 public:
  /// @param name  for messages: "partner", "limits"
  Section(const YAML::Node& node, std::string name, std::initializer_list<std::string_view> keys,
          Report& report);

  Place place() const { return place_; }
  Place place_of(std::string_view key) const;  // of its value; of the section if absent
  bool has(std::string_view key) const { return values_.contains(key); }
  /// @return false, and reports it, if the key is absent
  bool require(std::string_view key);

  std::optional<std::string> text(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  std::optional<std::uint64_t> number(std::string_view key, Range<std::uint64_t> range);
  /// A number of seconds, or one with a unit: 90, 90s, 5m, 8h.
  std::optional<std::chrono::seconds> seconds(std::string_view key,
                                              Range<std::chrono::seconds> range);
  std::optional<PlacedDomain> domain(std::string_view key);
  std::vector<PlacedDomain> domains(std::string_view key);
  /// The members of a sequence; empty if absent.
  std::vector<YAML::Node> sequence(std::string_view key);
  std::optional<YAML::Node> mapping(std::string_view key);

  template <class T>
  std::optional<T> choice(std::string_view key, std::initializer_list<Choice<T>> choices) {
    const std::optional<std::string> word = text(key);
    if (!word) return std::nullopt;
    std::string known;
    for (const Choice<T>& choice : choices) {
      if (choice.word == *word) return choice.value;
      known.append(known.empty() ? "" : ", ").append(choice.word);
    }
    bad_value(key, "\"" + *word + "\" is not a value of " + std::string(key),
              "write one of " + known);
    return std::nullopt;
  }

  void bad_value(std::string_view key, std::string text, std::string advice);

 private:
  const YAML::Node* find(std::string_view key) const;
  std::optional<Domain> domain_of(const YAML::Node& node, std::string_view key);
  void out_of_range(std::string_view key, std::string min, std::string max);

  std::string name_;
  Place place_;
  Report& report_;
  std::map<std::string, YAML::Node, std::less<>> values_;
};

/// The text of a scalar, or nothing; never throws.
std::optional<std::string> scalar_of(const YAML::Node& node);

}  // namespace gateway::config
