// One mapping of the YAML file, read strictly.

#include "gateway/config/section.hpp"

#include <algorithm>
#include <charconv>

namespace gateway::config {

namespace {

std::string joined(std::initializer_list<std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

/// Digits only: no sign, no octal, no underscores. Takes them off the front of `text`.
std::optional<std::uint64_t> take_digits(std::string_view& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

std::optional<std::uint64_t> seconds_in(std::string_view unit) {
  if (unit.empty() || unit == "s") return 1;
  if (unit == "m") return 60;
  if (unit == "h") return 3600;
  return std::nullopt;
}

}  // namespace

std::optional<std::string> scalar_of(const YAML::Node& node) {
  if (!node.IsDefined() || !node.IsScalar()) return std::nullopt;
  return node.Scalar();
}

Section::Section(const YAML::Node& node, std::string name,
                 std::initializer_list<std::string_view> keys, Report& report)
    : name_(std::move(name)), place_(config::place_of(node.Mark())), report_(report) {
  if (!node.IsMap()) {
    report_.error(place_, "bad-value", name_ + " is not a mapping",
                  "write lines of the form \"key: value\"");
    return;
  }
  for (const auto& entry : node) {
    const Place key_place = config::place_of(entry.first.Mark());
    const std::string key = scalar_of(entry.first).value_or("");
    if (std::ranges::find(keys, key) == keys.end()) {
      report_.error(key_place, "unknown-key", "\"" + key + "\" is not a key of " + name_,
                    "known are " + joined(keys));
    } else if (!values_.emplace(key, entry.second).second) {
      report_.error(key_place, "duplicate-key", "\"" + key + "\" stands twice in this " + name_,
                    "remove one of the two");
    }
  }
}

const YAML::Node* Section::find(std::string_view key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? nullptr : &found->second;
}

Place Section::place_of(std::string_view key) const {
  const YAML::Node* node = find(key);
  return node == nullptr ? place_ : config::place_of(node->Mark());
}

bool Section::require(std::string_view key) {
  if (has(key)) return true;
  report_.error(place_, "missing-key", name_ + " needs \"" + std::string(key) + "\"",
                "add it; docs/configuration.md describes every key");
  return false;
}

void Section::bad_value(std::string_view key, std::string text, std::string advice) {
  report_.error(place_of(key), "bad-value", std::move(text), std::move(advice));
}

void Section::out_of_range(std::string_view key, std::string min, std::string max) {
  report_.error(place_of(key), "out-of-range", std::string(key) + " is out of range",
                "write " + min + " to " + max);
}

std::optional<std::string> Section::text(std::string_view key) {
  const YAML::Node* node = find(key);
  if (node == nullptr) return std::nullopt;
  std::optional<std::string> text = scalar_of(*node);
  if (!text) bad_value(key, std::string(key) + " is not a text", "write one value on this line");
  return text;
}

std::optional<bool> Section::boolean(std::string_view key) {
  const std::optional<std::string> word = text(key);
  if (!word) return std::nullopt;
  if (*word == "true") return true;
  if (*word == "false") return false;
  bad_value(key, "\"" + *word + "\" is not a value of " + std::string(key), "write true or false");
  return std::nullopt;
}

std::optional<std::uint64_t> Section::number(std::string_view key, Range<std::uint64_t> range) {
  const std::optional<std::string> word = text(key);
  if (!word) return std::nullopt;
  std::string_view rest = *word;
  const std::optional<std::uint64_t> value = take_digits(rest);
  if (!value || !rest.empty()) {
    bad_value(
        key, "\"" + *word + "\" is not a whole number",
        "write digits only, " + std::to_string(range.min) + " to " + std::to_string(range.max));
    return std::nullopt;
  }
  if (*value < range.min || *value > range.max) {
    out_of_range(key, std::to_string(range.min), std::to_string(range.max));
    return std::nullopt;
  }
  return value;
}

std::optional<std::chrono::seconds> Section::seconds(std::string_view key,
                                                     Range<std::chrono::seconds> range) {
  const std::optional<std::string> word = text(key);
  if (!word) return std::nullopt;
  std::string_view rest = *word;
  const std::optional<std::uint64_t> count = take_digits(rest);
  const std::optional<std::uint64_t> unit = seconds_in(rest);
  if (!count || !unit) {
    bad_value(key, "\"" + *word + "\" is not a duration",
              "write seconds, or a number with a unit: 90, 90s, 5m, 8h");
    return std::nullopt;
  }
  const auto max = static_cast<std::uint64_t>(range.max.count());
  const std::chrono::seconds value(*count > max ? max + 1 : *count * *unit);
  if (value < range.min || value > range.max) {
    out_of_range(key, std::to_string(range.min.count()) + "s",
                 std::to_string(range.max.count()) + "s");
    return std::nullopt;
  }
  return value;
}

std::optional<Domain> Section::domain_of(const YAML::Node& node, std::string_view key) {
  const Place place = config::place_of(node.Mark());
  const std::optional<std::string> word = scalar_of(node);
  if (!word) {
    report_.error(place, "bad-value", std::string(key) + " is not a domain",
                  "write a name such as partner.example");
    return std::nullopt;
  }
  Result<Domain> domain = Domain::parse(*word);
  if (domain.has_error()) {
    report_.error(place, "bad-domain", "\"" + *word + "\" is not a domain: " + domain.error().what,
                  "write a name such as partner.example");
    return std::nullopt;
  }
  return std::move(domain.value());
}

std::optional<PlacedDomain> Section::domain(std::string_view key) {
  const YAML::Node* node = find(key);
  if (node == nullptr) return std::nullopt;
  std::optional<Domain> domain = domain_of(*node, key);
  if (!domain) return std::nullopt;
  return PlacedDomain{std::move(*domain), place_of(key)};
}

std::vector<PlacedDomain> Section::domains(std::string_view key) {
  std::vector<PlacedDomain> domains;
  for (const YAML::Node& member : sequence(key)) {
    std::optional<Domain> domain = domain_of(member, key);
    if (domain) domains.push_back({std::move(*domain), config::place_of(member.Mark())});
  }
  return domains;
}

std::vector<YAML::Node> Section::sequence(std::string_view key) {
  const YAML::Node* node = find(key);
  if (node == nullptr) return {};
  if (!node->IsSequence()) {
    bad_value(key, std::string(key) + " is not a list",
              "write a list: [a, b], or one line beginning with \"- \" for each");
    return {};
  }
  std::vector<YAML::Node> members;
  for (const auto& member : *node) members.push_back(member);
  return members;
}

std::optional<YAML::Node> Section::mapping(std::string_view key) {
  const YAML::Node* node = find(key);
  return node == nullptr ? std::nullopt : std::optional(*node);
}

}  // namespace gateway::config
