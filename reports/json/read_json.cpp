// JSON -> RunRecord, checked member by member: a report of another tool or version is refused.
#include <nlohmann/json.hpp>

#include "reports/json/json_report.hpp"

namespace reports {
namespace {

using Json = nlohmann::json;

/// Reads members and keeps the first complaint, so that the callers stay a list of members.
class Reader {
 public:
  const std::optional<gateway::Error>& error() const { return error_; }
  void enter(std::string place) { place_ = std::move(place); }

  const Json& member(const Json& object, const char* name) {
    static const Json kNull;
    const auto found = object.is_object() ? object.find(name) : object.end();
    if (object.is_object() && found != object.end()) return *found;
    complain(name, "is missing");
    return kNull;
  }

  std::string text(const Json& object, const char* name) {
    const Json& value = member(object, name);
    if (value.is_string()) return value.get<std::string>();
    complain(name, "is not a string");
    return {};
  }

  std::uint64_t unsigned_number(const Json& object, const char* name) {
    const Json& value = member(object, name);
    if (value.is_number_unsigned()) return value.get<std::uint64_t>();
    complain(name, "is not a whole number of 0 or more");
    return 0;
  }

  std::int64_t number(const Json& object, const char* name) {
    const Json& value = member(object, name);
    if (value.is_number_integer()) return value.get<std::int64_t>();
    complain(name, "is not a whole number");
    return 0;
  }

  std::vector<std::string> texts(const Json& object, const char* name) {
    std::vector<std::string> out;
    const Json& value = member(object, name);
    if (!value.is_array()) complain(name, "is not an array");
    for (const Json& each : value) {
      if (!each.is_string()) {
        complain(name, "has a member that is not a string");
        return out;
      }
      out.push_back(each.get<std::string>());
    }
    return out;
  }

  void complain(const char* name, const char* what) {
    if (error_) return;
    error_ = gateway::make_error("not-a-report", place_ + "." + name + " " + what);
  }

 private:
  std::string place_ = "report";
  std::optional<gateway::Error> error_;
};

std::optional<Outcome> read_outcome(Reader& reader, const Json& result, const char* name) {
  const Json& object = reader.member(result, name);
  if (object.is_null()) return std::nullopt;
  return Outcome{
      .configuration = reader.text(object, "configuration"),
      .method = reader.text(object, "method"),
      .stage = reader.text(object, "stage"),
      .closed_by = reader.text(object, "closed_by"),
      .condition = reader.text(object, "condition"),
      .to_partner = reader.text(object, "to_partner"),
      .to_gateway = reader.text(object, "to_gateway"),
  };
}

Status read_status(Reader& reader, const Json& result) {
  const std::string word = reader.text(result, "status");
  for (const Status status : {Status::Passed, Status::Failed, Status::Error, Status::Skipped})
    if (word == to_string(status)) return status;
  reader.complain("status", "is not a status");
  return Status::Error;
}

std::map<std::string, std::string> read_cell(Reader& reader, const Json& result) {
  std::map<std::string, std::string> cell;
  const Json& object = reader.member(result, "cell");
  if (!object.is_object()) reader.complain("cell", "is not an object");
  for (const auto& [axis, value] : object.items()) {
    if (!value.is_string()) {
      reader.complain("cell", "has a value that is not a string");
      return cell;
    }
    cell.emplace(axis, value.get<std::string>());
  }
  return cell;
}

Result read_result(Reader& reader, const Json& object) {
  Result result;
  result.id = reader.text(object, "id");
  result.title = reader.text(object, "title");
  result.scenario_file = reader.text(object, "scenario_file");
  result.backend = reader.text(object, "backend");
  result.status = read_status(reader, object);
  result.requirements = reader.texts(object, "requirements");
  result.cell = read_cell(reader, object);
  result.expected = read_outcome(reader, object, "expected");
  result.observed = read_outcome(reader, object, "observed");
  result.rule = reader.text(object, "rule");
  result.seed = reader.unsigned_number(object, "seed");
  result.reason = reader.text(object, "reason");
  result.violations = reader.texts(object, "violations");
  result.repeat_command = reader.text(object, "repeat");
  result.virtual_us = reader.number(object, "virtual_us");
  result.transcript_hash = reader.text(object, "transcript_hash");
  return result;
}

void read_results(Reader& reader, const Json& document, RunRecord& record) {
  const Json& results = reader.member(document, "results");
  if (!results.is_array()) return reader.complain("results", "is not an array");
  record.results.reserve(results.size());
  for (std::size_t i = 0; i < results.size() && !reader.error(); ++i) {
    reader.enter("results[" + std::to_string(i) + "]");
    record.results.push_back(read_result(reader, results[i]));
  }
}

}  // namespace

gateway::Result<RunRecord> read_json(std::istream& in) {
  const Json document = Json::parse(in, nullptr, false);
  if (document.is_discarded()) return gateway::make_error("not-json", "the report is not JSON");
  Reader reader;
  const std::uint64_t version = reader.unsigned_number(document, "schema_version");
  if (reader.error()) return *reader.error();
  if (version != kReportSchemaVersion) {
    return gateway::make_error("wrong-schema-version", "the report has schema version " +
                                                           std::to_string(version) +
                                                           ", this program reads version " +
                                                           std::to_string(kReportSchemaVersion));
  }
  RunRecord record;
  record.tool_version = reader.text(reader.member(document, "tool"), "version");
  record.system_under_test = reader.text(document, "system_under_test");
  record.backend = reader.text(document, "backend");
  record.started_at = reader.text(document, "started_at");
  record.command_line = reader.text(document, "command_line");
  record.seed = reader.unsigned_number(document, "seed");
  record.wall_ms = reader.number(document, "wall_ms");
  read_results(reader, document, record);
  if (reader.error()) return *reader.error();
  return record;
}

}  // namespace reports
