// Messages of the other end of a dialog, as the tests of both ends of a subscription need them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gateway/base/time.hpp"
#include "gateway/sip/message.hpp"

namespace sip_test {

using gateway::Now;
using gateway::sip::Message;

inline constexpr gateway::WallTime kToday = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1};

inline Now at(gateway::Duration since_start) { return {gateway::Instant(since_start), kToday}; }

inline Message answer(const Message& request, int status, const std::string& name = {},
                      const std::string& value = {}) {
  Message response = gateway::sip::response_to(request, status, "theirs");
  response.vias.clear();
  if (!name.empty()) response.set_header(name, value);
  return response;
}

inline std::string header_of(const Message& message, const std::string& name) {
  const std::string* value = message.header(name);
  return value != nullptr ? *value : "(none)";
}

/// Every outcome of one kind, in order.
template <class Kind, class Outcome>
std::vector<Kind> all(const std::vector<Outcome>& outcomes) {
  std::vector<Kind> found;
  for (const Outcome& outcome : outcomes) {
    if (const auto* one = std::get_if<Kind>(&outcome)) found.push_back(*one);
  }
  return found;
}

}  // namespace sip_test
