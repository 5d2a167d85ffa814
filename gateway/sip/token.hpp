// The smallest pieces of SIP's grammar (RFC 3261 25.1).
#pragma once

#include <algorithm>
#include <string_view>

namespace gateway::sip {

constexpr bool is_token_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-.!%*_+`'~").find(c) != std::string_view::npos;
}

inline bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

/// The value of a parameter: a token, a host (which may be an IPv6 literal), a quoted string.
inline bool is_parameter_value(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return true;
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_token_character(c) || c == '[' || c == ']' || c == ':';
  });
}

}  // namespace gateway::sip
