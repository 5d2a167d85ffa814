// How either side closes a stream with an error: the log line, the error, the footer. RFC 6120 4.9.1.
#pragma once

#include <string>
#include <utility>

#include "gateway/stream/stream_events.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway {

/// The line for a stream that we close with an error; an orderly shutdown refuses nobody.
inline StreamLog closing_log(StreamCondition condition, const std::string& reason) {
  const bool shutdown = condition == StreamCondition::SystemShutdown;
  return {shutdown ? Severity::Info : Severity::Warning,
          shutdown ? "stream-closed" : "stream-refused",
          reason + " (" + std::string(to_string(condition)) + ")"};
}

/// Error and closing tag, in one flight (4.9.1.1).
inline void say_stream_error(StreamCondition condition, const std::optional<xml::Element>& detail,
                             StreamActions& out) {
  xml::Element error(ns::kStreams, "error");
  error.add({ns::kStreamErrors, to_string(condition)});
  if (detail) error.add(*detail);
  out.push_back(WriteElement{std::move(error)});
  out.push_back(WriteFooter{});
}

}  // namespace gateway
