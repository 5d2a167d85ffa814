// Values out of YAML; the only exceptions of yaml-cpp that may arise here are caught here.
#include "harness/scenario/reading.hpp"

#include <charconv>
#include <set>

#include "gateway/xmpp/domain.hpp"
#include "harness/scenario/sentence.hpp"

namespace harness {

std::string to_string(const Diagnostic& diagnostic) {
  std::string place = diagnostic.file;
  if (diagnostic.line != 0) {
    place += ":" + std::to_string(diagnostic.line) + ":" + std::to_string(diagnostic.column);
  }
  std::string line = place + ": error: " + diagnostic.text + " (" + diagnostic.code + ")";
  if (!diagnostic.advice.empty()) line += "; " + diagnostic.advice;
  return line;
}

void Reading::error(const YAML::Mark& mark, std::string code, std::string text,
                    std::string advice) {
  Diagnostic diagnostic{
      .code = std::move(code), .file = file_, .text = std::move(text), .advice = std::move(advice)};
  if (!mark.is_null()) {
    diagnostic.line = static_cast<std::size_t>(mark.line + 1);
    diagnostic.column = static_cast<std::size_t>(mark.column + 1);
  }
  diagnostics_.push_back(std::move(diagnostic));
}

std::optional<std::string> Reading::text(const YAML::Node& node) {
  if (!node.IsScalar()) {
    error(node.Mark(), "bad-value", "a text is expected here", "write a single value");
    return std::nullopt;
  }
  return node.Scalar();
}

std::optional<bool> Reading::boolean(const YAML::Node& node) {
  const std::string word = node.IsScalar() ? node.Scalar() : std::string();
  if (word == "true" || word == "yes") return true;
  if (word == "false" || word == "no") return false;
  error(node.Mark(), "bad-value", "yes or no is expected here", "write true or false");
  return std::nullopt;
}

std::optional<std::uint64_t> Reading::number(const YAML::Node& node, std::uint64_t min,
                                             std::uint64_t max) {
  const std::string word = node.IsScalar() ? node.Scalar() : std::string();
  std::uint64_t value = 0;
  const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (failure == std::errc{} && end == word.data() + word.size() && value >= min && value <= max) {
    return value;
  }
  error(node.Mark(), "bad-value", "a whole number is expected here",
        "write a number from " + std::to_string(min) + " to " + std::to_string(max));
  return std::nullopt;
}

std::optional<gateway::Duration> Reading::duration(const YAML::Node& node) {
  const std::optional<gateway::Duration> value =
      parse_duration(node.IsScalar() ? node.Scalar() : std::string());
  if (!value) {
    error(node.Mark(), "bad-value", "a duration is expected here",
          "write a whole number with us, ms, s, m or h, for example 61s");
  }
  return value;
}

std::optional<std::string> Reading::domain(const YAML::Node& node) {
  const std::optional<std::string> word = text(node);
  if (!word) return std::nullopt;
  const auto parsed = gateway::Domain::parse(*word);
  if (parsed) return parsed->text();
  error(node.Mark(), "bad-value", "'" + *word + "' is not a domain: " + parsed.error().what,
        "write a domain such as fed.example");
  return std::nullopt;
}

std::optional<std::vector<std::string>> Reading::texts(const YAML::Node& node) {
  std::vector<std::string> values;
  const std::size_t before = diagnostics_.size();
  for (const YAML::Node& item : items(node, "a list of texts")) {
    if (std::optional<std::string> value = text(item)) values.push_back(std::move(*value));
  }
  if (diagnostics_.size() != before) return std::nullopt;
  return values;
}

std::optional<std::vector<std::string>> Reading::domains(const YAML::Node& node) {
  std::vector<std::string> values;
  const std::size_t before = diagnostics_.size();
  for (const YAML::Node& item : items(node, "a list of domains")) {
    if (std::optional<std::string> value = domain(item)) values.push_back(std::move(*value));
  }
  if (diagnostics_.size() != before) return std::nullopt;
  return values;
}

std::optional<gateway::IpAddress> Reading::address(const YAML::Node& node) {
  const std::optional<std::string> word = text(node);
  if (!word) return std::nullopt;
  const std::optional<gateway::IpAddress> address = gateway::parse_ip_address(*word);
  if (!address) {
    error(node.Mark(), "bad-value", "'" + *word + "' is not an IP address",
          "use one of 203.0.113.0/24 for partners");
  }
  return address;
}

std::optional<std::vector<gateway::IpAddress>> Reading::addresses(const YAML::Node& node) {
  std::vector<gateway::IpAddress> values;
  const std::size_t before = diagnostics_.size();
  for (const YAML::Node& item : items(node, "a list of addresses")) {
    if (const std::optional<gateway::IpAddress> value = address(item)) values.push_back(*value);
  }
  if (diagnostics_.size() != before) return std::nullopt;
  return values;
}

std::vector<std::pair<YAML::Node, YAML::Node>> Reading::pairs(const YAML::Node& node,
                                                              std::string_view what) {
  std::vector<std::pair<YAML::Node, YAML::Node>> found;
  if (!node.IsMap()) {
    error(node.Mark(), "bad-value", std::string(what) + " must be a mapping", "write key: value");
    return found;
  }
  std::set<std::string> seen;
  for (const auto& pair : node) {
    if (!pair.first.IsScalar()) {
      error(pair.first.Mark(), "unknown-key", "a key must be a text", "write key: value");
    } else if (!seen.insert(pair.first.Scalar()).second) {
      error(pair.first.Mark(), "duplicate-key", "'" + pair.first.Scalar() + "' is given twice",
            "keep one of them");
    } else {
      found.emplace_back(pair.first, pair.second);
    }
  }
  return found;
}

std::vector<YAML::Node> Reading::items(const YAML::Node& node, std::string_view what) {
  std::vector<YAML::Node> found;
  if (!node.IsSequence()) {
    error(node.Mark(), "bad-value", std::string(what) + " is expected here", "write [a, b]");
    return found;
  }
  for (const YAML::Node& item : node) found.push_back(item);
  return found;
}

}  // namespace harness
