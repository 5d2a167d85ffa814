// One line a requirement.
#include "harness/coverage/coverage_json.hpp"

#include "reports/json/json_writer.hpp"

namespace harness {
namespace {

using reports::JsonWriter;

void write_count(JsonWriter& json, const ClauseCount& count) {
  json.begin_object();
  json.member("total", count.all());
  for (const ClauseStatus status : kClauseStatuses) {
    json.member(to_string(status), count.of(status));
  }
  json.end_object();
}

void write_clause(JsonWriter& json, const Clause& clause) {
  json.begin_object();
  json.member("id", clause.requirement->id);
  json.member("level", clause.requirement->level);
  json.member("document", clause.requirement->document);
  json.member("section", clause.requirement->section);
  json.member("summary", clause.requirement->summary);
  json.member("status", to_string(clause.status));
  json.member("reason", clause.reason);
  json.key("scenarios");
  json.begin_array();
  for (const std::string& id : clause.scenarios) json.value(id);
  json.end_array();
  json.end_object();
}

}  // namespace

void write_coverage_json(std::ostream& out, const Coverage& coverage) {
  JsonWriter json(out, JsonWriter::Layout::Lines);
  json.begin_object();
  json.member("schema_version", kCoverageSchemaVersion);
  json.member("system_under_test", coverage.system_under_test);
  json.member("command_line", coverage.command_line);
  json.key("summary");
  write_count(json, coverage.total());
  json.key("levels");
  json.begin_object();
  for (const auto& [level, count] : coverage.by_level()) {
    json.key(level);
    write_count(json, count);
  }
  json.end_object();
  json.key("requirements");
  json.begin_array();
  for (const Clause& clause : coverage.clauses) write_clause(json, clause);
  json.end_array();
  json.end_object();
  out << '\n';
}

}  // namespace harness
