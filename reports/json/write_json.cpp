// RunRecord -> JSON; the members are described in report.schema.json.
#include "reports/json/json_report.hpp"
#include "reports/json/json_writer.hpp"
#include "reports/summary/tally.hpp"

namespace reports {
namespace {

void write_summary(JsonWriter& json, const Tally& tally) {
  json.key("summary");
  json.begin_object();
  json.member("total", tally.total);
  json.member("passed", tally.passed);
  json.member("failed", tally.failed);
  json.member("errors", tally.errors);
  json.member("skipped", tally.skipped);
  json.end_object();
}

void write_outcome(JsonWriter& json, std::string_view name, const std::optional<Outcome>& outcome) {
  json.key(name);
  if (!outcome) return json.null();
  json.begin_object();
  json.member("configuration", outcome->configuration);
  json.member("method", outcome->method);
  json.member("stage", outcome->stage);
  json.member("closed_by", outcome->closed_by);
  json.member("condition", outcome->condition);
  json.member("to_partner", outcome->to_partner);
  json.member("to_gateway", outcome->to_gateway);
  json.end_object();
}

void write_strings(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.key(name);
  json.begin_array();
  for (const std::string& text : texts) json.value(text);
  json.end_array();
}

void write_cell(JsonWriter& json, const std::map<std::string, std::string>& cell) {
  json.key("cell");
  json.begin_object();
  for (const auto& [axis, value] : cell) json.member(axis, value);
  json.end_object();
}

void write_result(JsonWriter& json, const Result& result) {
  json.begin_object();
  json.member("id", result.id);
  json.member("title", result.title);
  json.member("scenario_file", result.scenario_file);
  json.member("backend", result.backend);
  json.member("status", to_string(result.status));
  write_strings(json, "requirements", result.requirements);
  write_cell(json, result.cell);
  write_outcome(json, "expected", result.expected);
  write_outcome(json, "observed", result.observed);
  json.member("rule", result.rule);
  json.member("seed", result.seed);
  json.member("reason", result.reason);
  write_strings(json, "violations", result.violations);
  json.member("repeat", result.repeat_command);
  json.member("virtual_us", result.virtual_us);
  json.member("transcript_hash", result.transcript_hash);
  json.end_object();
}

}  // namespace

void write_json(std::ostream& out, const RunRecord& record) {
  JsonWriter json(out, JsonWriter::Layout::Lines);
  json.begin_object();
  json.member("schema_version", kReportSchemaVersion);
  json.key("tool");
  json.begin_object();
  json.member("name", "s2spec");
  json.member("version", record.tool_version);
  json.end_object();
  json.member("system_under_test", record.system_under_test);
  json.member("backend", record.backend);
  json.member("started_at", record.started_at);
  json.member("command_line", record.command_line);
  json.member("seed", record.seed);
  json.member("wall_ms", record.wall_ms);
  write_summary(json, tally_of(record));
  json.key("results");
  json.begin_array();
  for (const Result& result : record.results) write_result(json, result);
  json.end_array();
  json.end_object();
  out << '\n';
}

}  // namespace reports
