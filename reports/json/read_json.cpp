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

  static bool has(const Json& object, const char* name) {
    return object.is_object() && object.contains(name);
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

/// Version 1: each result says everything.
Result read_result_1(Reader& reader, const Json& object) {
  Result result;
  result.title = reader.text(object, "title");
  result.scenario_file = reader.text(object, "scenario_file");
  result.backend = reader.text(object, "backend");
  result.requirements = reader.texts(object, "requirements");
  result.cell = read_cell(reader, object);
  result.expected = read_outcome(reader, object, "expected");
  result.seed = reader.unsigned_number(object, "seed");
  result.reason = reader.text(object, "reason");
  result.violations = reader.texts(object, "violations");
  result.repeat_command = reader.text(object, "repeat");
  return result;
}

/// What version 2 says once: of the invocation, and of each scenario.
struct Common {
  std::string backend;
  std::uint64_t seed = 0;
  std::string repeat;
  struct Entry {
    std::string title, file;
    std::vector<std::string> requirements, axes;
  };
  std::vector<Entry> scenarios;
};

Common read_common(Reader& reader, const Json& document) {
  Common common;
  common.backend = reader.text(document, "backend");
  common.seed = reader.unsigned_number(document, "seed");
  common.repeat = reader.text(document, "repeat");
  const Json& scenarios = reader.member(document, "scenarios");
  if (!scenarios.is_array()) reader.complain("scenarios", "is not an array");
  for (std::size_t i = 0; i < scenarios.size() && !reader.error(); ++i) {
    reader.enter("scenarios[" + std::to_string(i) + "]");
    common.scenarios.push_back(
        {reader.text(scenarios[i], "title"), reader.text(scenarios[i], "file"),
         reader.texts(scenarios[i], "requirements"), reader.texts(scenarios[i], "axes")});
  }
  return common;
}

void read_scenario(Reader& reader, const Json& object, const Common& common, Result& result) {
  const std::uint64_t place = reader.unsigned_number(object, "scenario");
  if (place >= common.scenarios.size()) return reader.complain("scenario", "is not in the table");
  const Common::Entry& entry = common.scenarios[place];
  result.title = entry.title;
  result.scenario_file = entry.file;
  result.requirements = entry.requirements;
  const auto labels =
      Reader::has(object, "cell") ? reader.texts(object, "cell") : std::vector<std::string>{};
  if (labels.size() != entry.axes.size()) return reader.complain("cell", "does not fit the axes");
  for (std::size_t i = 0; i < labels.size(); ++i) result.cell.emplace(entry.axes[i], labels[i]);
}

std::optional<Outcome> read_expected(Reader& reader, const Json& object) {
  const bool as_observed = Reader::has(object, "expected") && object["expected"] == "observed";
  return read_outcome(reader, object, as_observed ? "observed" : "expected");
}

Result read_result_2(Reader& reader, const Json& object, const Common& common) {
  Result result;
  read_scenario(reader, object, common, result);
  result.expected = read_expected(reader, object);
  const auto has = [&object](const char* name) { return Reader::has(object, name); };
  result.backend = has("backend") ? reader.text(object, "backend") : common.backend;
  result.seed = has("seed") ? reader.unsigned_number(object, "seed") : common.seed;
  if (has("reason")) result.reason = reader.text(object, "reason");
  if (has("violations")) result.violations = reader.texts(object, "violations");
  result.repeat_command = has("repeat") ? reader.text(object, "repeat")
                                        : expanded_repeat(common.repeat, reader.text(object, "id"));
  return result;
}

void read_results(Reader& reader, const Json& document, std::uint64_t version, RunRecord& record) {
  const Common common = version == 1 ? Common{} : read_common(reader, document);
  if (reader.error()) return;
  reader.enter("report");
  const Json& results = reader.member(document, "results");
  if (!results.is_array()) return reader.complain("results", "is not an array");
  record.results.reserve(results.size());
  for (std::size_t i = 0; i < results.size() && !reader.error(); ++i) {
    reader.enter("results[" + std::to_string(i) + "]");
    Result result = version == 1 ? read_result_1(reader, results[i])
                                 : read_result_2(reader, results[i], common);
    result.id = reader.text(results[i], "id");
    result.status = read_status(reader, results[i]);
    result.observed = read_outcome(reader, results[i], "observed");
    result.rule = reader.text(results[i], "rule");
    result.virtual_us = reader.number(results[i], "virtual_us");
    result.transcript_hash = reader.text(results[i], "transcript_hash");
    record.results.push_back(std::move(result));
  }
}

}  // namespace

gateway::Result<RunRecord> read_json(std::istream& in) {
  const Json document = Json::parse(in, nullptr, false);
  if (document.is_discarded()) return gateway::make_error("not-json", "the report is not JSON");
  Reader reader;
  const std::uint64_t version = reader.unsigned_number(document, "schema_version");
  if (reader.error()) return *reader.error();
  if (version < kOldestReadableVersion || version > kReportSchemaVersion) {
    return gateway::make_error("wrong-schema-version",
                               "the report has schema version " + std::to_string(version) +
                                   ", this program reads versions " +
                                   std::to_string(kOldestReadableVersion) + " to " +
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
  read_results(reader, document, version, record);
  if (reader.error()) return *reader.error();
  return record;
}

}  // namespace reports
