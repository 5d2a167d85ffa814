// RunRecord -> JSON; the members are described in report.schema.json.
#include <compare>
#include <map>

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

/// What the runs of one scenario have in common, written once.
struct ScenarioEntry {
  std::string title, file;
  std::vector<std::string> requirements;
  std::vector<std::string> axes;
  auto operator<=>(const ScenarioEntry&) const = default;
};

ScenarioEntry entry_of(const Result& result) {
  ScenarioEntry entry{result.title, result.scenario_file, result.requirements, {}};
  for (const auto& [axis, value] : result.cell) entry.axes.push_back(axis);
  return entry;
}

class ScenarioTable {
 public:
  explicit ScenarioTable(const RunRecord& record) {
    for (const Result& result : record.results) {
      auto [place, is_new] = places_.emplace(entry_of(result), places_.size());
      if (is_new) entries_.push_back(&place->first);
    }
  }
  std::size_t place_of(const Result& result) const { return places_.at(entry_of(result)); }

  void write(JsonWriter& json) const {
    json.key("scenarios");
    json.begin_array();
    for (const ScenarioEntry* entry : entries_) {
      json.begin_object();
      json.member("title", entry->title);
      json.member("file", entry->file);
      write_strings(json, "requirements", entry->requirements);
      write_strings(json, "axes", entry->axes);
      json.end_object();
    }
    json.end_array();
  }

 private:
  std::map<ScenarioEntry, std::size_t> places_;
  std::vector<const ScenarioEntry*> entries_;  // in order of first appearance
};

/// The command that repeats a run, with {id} for its id; most runs differ in nothing else.
std::string repeat_pattern(const RunRecord& record) {
  if (record.results.empty()) return {};
  const Result& first = record.results.front();
  std::string pattern = first.repeat_command;
  const auto at = pattern.find(first.id);
  return at == std::string::npos ? std::string() : pattern.replace(at, first.id.size(), "{id}");
}

void write_cell(JsonWriter& json, const std::map<std::string, std::string>& cell) {
  if (cell.empty()) return;
  json.key("cell");
  json.begin_array();
  for (const auto& [axis, value] : cell) json.value(value);
  json.end_array();
}

void write_outcomes(JsonWriter& json, const Result& result) {
  if (result.expected && result.expected == result.observed) {
    json.member("expected", "observed");
  } else {
    write_outcome(json, "expected", result.expected);
  }
  write_outcome(json, "observed", result.observed);
}

class ResultWriter {
 public:
  explicit ResultWriter(const RunRecord& record)
      : record_(record), table_(record), repeat_(repeat_pattern(record)) {}

  void write_common(JsonWriter& json) const {
    json.member("repeat", repeat_);
    table_.write(json);
  }

  /// What is empty, or as for the whole invocation, is left out.
  void write(JsonWriter& json, const Result& result) const {
    json.begin_object();
    json.member("id", result.id);
    json.member("scenario", table_.place_of(result));
    json.member("status", to_string(result.status));
    write_cell(json, result.cell);
    write_outcomes(json, result);
    json.member("rule", result.rule);
    if (result.backend != record_.backend) json.member("backend", result.backend);
    if (result.seed != record_.seed) json.member("seed", result.seed);
    if (!result.reason.empty()) json.member("reason", result.reason);
    if (!result.violations.empty()) write_strings(json, "violations", result.violations);
    if (result.repeat_command != expanded_repeat(repeat_, result.id)) {
      json.member("repeat", result.repeat_command);
    }
    json.member("virtual_us", result.virtual_us);
    json.member("transcript_hash", result.transcript_hash);
    json.end_object();
  }

 private:
  const RunRecord& record_;
  ScenarioTable table_;
  std::string repeat_;
};

}  // namespace

std::string expanded_repeat(std::string pattern, std::string_view id) {
  const auto at = pattern.find("{id}");
  return at == std::string::npos ? pattern : pattern.replace(at, 4, id);
}

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
  const ResultWriter results(record);
  results.write_common(json);
  json.key("results");
  json.begin_array();
  for (const Result& result : record.results) results.write(json, result);
  json.end_array();
  json.end_object();
  out << '\n';
}

}  // namespace reports
