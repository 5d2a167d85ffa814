// Header values that are a word with parameters, lists, or numbers (RFC 3261 25.1): Event,
// Subscription-State, Accept, Expires.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/sip/message.hpp"

namespace gateway::sip {

/// `active;expires=3599`
struct HeaderValue {
  std::string value;  // as it came; tokens are compared without case, unless said otherwise
  std::vector<Parameter> parameters;

  const std::string* parameter(std::string_view name) const;  // null: absent or without value
};
HeaderValue parse_header_value(std::string_view text);

/// Lower case, as tokens are compared (7.3.1).
std::string folded(std::string_view token);

/// The members of every header of that name, in order: `a, b` is the same as two headers (7.3.1).
std::vector<std::string> members_of(const Message& message, std::string_view name);

/// @return nothing if this is no number; what does not fit is the largest that does
std::optional<std::chrono::seconds> parse_delta_seconds(std::string_view text);

}  // namespace gateway::sip
