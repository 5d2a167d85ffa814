// Writes log events to stderr by spdlog.

#include "gateway/app/log_writer.hpp"

#include <fmt/core.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <memory>
#include <nlohmann/json.hpp>

namespace gateway::app {

namespace {

spdlog::level::level_enum level_of(Severity severity) {
  switch (severity) {
    case Severity::Debug:
      return spdlog::level::debug;
    case Severity::Info:
      return spdlog::level::info;
    case Severity::Warning:
      return spdlog::level::warn;
    case Severity::Error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

std::string escape_controls(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet < 0x20 || octet == 0x7f) {
      escaped += fmt::format("\\x{:02x}", octet);
    } else {
      escaped.push_back(c);
    }
  }
  return escaped;
}

}  // namespace

std::string text_line(const LogEvent& event) {
  const std::string stream = event.stream.empty() ? "" : " [" + event.stream + "]";
  return escape_controls(
      fmt::format("{} {}{}: {}", to_string(event.severity), event.code, stream, event.text));
}

std::string json_members(const LogEvent& event) {
  nlohmann::ordered_json object = {{"severity", to_string(event.severity)}, {"code", event.code}};
  if (!event.stream.empty()) object["stream"] = event.stream;
  object["text"] = event.text;
  // Octets that are not UTF-8 must not lose the whole event.
  const std::string whole =
      object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  return whole.substr(1, whole.size() - 2);
}

LogWriter::LogWriter(LogSettings settings)
    : json_(settings.json),
      logger_("xmpp-gateway", std::make_shared<spdlog::sinks::stderr_sink_st>()) {
  const std::string pattern =
      json_ ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ",%v})" : "%Y-%m-%dT%H:%M:%S.%eZ %v";
  logger_.set_formatter(
      std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc));
  logger_.set_level(level_of(settings.level));
}

void LogWriter::write(const LogEvent& event) {
  logger_.log(level_of(event.severity), json_ ? json_members(event) : text_line(event));
}

void LogWriter::write(Severity severity, std::string code, std::string text) {
  write(LogEvent{severity, std::move(code), "", std::move(text)});
}

}  // namespace gateway::app
