// Writes log events to stderr, as text or as one JSON object a line.
#pragma once

#include <spdlog/logger.h>

#include <string>
#include <string_view>

#include "gateway/base/log_event.hpp"

namespace gateway::app {

struct LogSettings {
  Severity level = Severity::Info;
  bool json = false;
};

/// What stands behind the time: "info stream-refused [in#3 ...]: text". Control characters, which
/// a partner may have chosen, are escaped: an event is one line.
std::string text_line(const LogEvent& event);
/// The members of the object, without time and braces.
std::string json_members(const LogEvent& event);

class LogWriter {
 public:
  explicit LogWriter(LogSettings settings);
  void write(const LogEvent& event);
  void write(Severity severity, std::string code, std::string text);

 private:
  bool json_;
  spdlog::logger logger_;
};

}  // namespace gateway::app
