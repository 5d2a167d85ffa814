#include "gateway/sip/header_value.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace gateway::sip {
namespace {

constexpr std::uint64_t kDeltaSecondsMax = std::numeric_limits<std::uint32_t>::max();  // 20.19

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// What stands in quotes separates nothing.
std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && text[i] == separator) {
      parts.push_back(trimmed(text.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  parts.push_back(trimmed(text.substr(std::min(begin, text.size()))));
  return parts;
}

}  // namespace

std::string folded(std::string_view token) {
  std::string result(token);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

const std::string* HeaderValue::parameter(std::string_view name) const {
  for (const Parameter& one : parameters) {
    if (one.name == name) return one.value ? &*one.value : nullptr;
  }
  return nullptr;
}

HeaderValue parse_header_value(std::string_view text) {
  HeaderValue result;
  const std::vector<std::string_view> parts = split(text, ';');
  result.value = parts.front();
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::size_t equals = parts[i].find('=');
    Parameter parameter{folded(trimmed(parts[i].substr(0, equals))), std::nullopt};
    if (equals != std::string_view::npos) parameter.value = trimmed(parts[i].substr(equals + 1));
    result.parameters.push_back(std::move(parameter));
  }
  return result;
}

std::vector<std::string> members_of(const Message& message, std::string_view name) {
  std::vector<std::string> members;
  for (const Header& header : message.headers) {
    if (folded(header.name) != folded(name)) continue;
    for (const std::string_view member : split(header.value, ',')) {
      if (!member.empty()) members.emplace_back(member);
    }
  }
  return members;
}

std::optional<std::chrono::seconds> parse_delta_seconds(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return std::nullopt;
  std::uint64_t seconds = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    seconds = std::min(seconds * 10 + static_cast<std::uint64_t>(c - '0'), kDeltaSecondsMax);
  }
  return std::chrono::seconds(seconds);
}

}  // namespace gateway::sip
