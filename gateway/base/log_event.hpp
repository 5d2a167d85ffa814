// What the core has to say to an operator: a stable code and one line. The rim writes it down.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gateway {

enum class Severity : std::uint8_t { Debug, Info, Warning, Error };

struct LogEvent {
  Severity severity = Severity::Info;
  std::string code;    // stable, e.g. "stream-refused"; documented in docs/log-events.md
  std::string stream;  // which stream: "in#3 fed.example->contoso.example", or empty
  std::string text;    // what happened, likely cause, what to do; never a message body or a key
};

constexpr std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::Debug: return "debug";
    case Severity::Info: return "info";
    case Severity::Warning: return "warning";
    case Severity::Error: return "error";
  }
  return "?";
}

}  // namespace gateway
