// RunRecord -> columns; see result_columns.hpp.
#include "reports/html/result_columns.hpp"

#include <set>
#include <sstream>

#include "reports/json/json_writer.hpp"

namespace reports {
namespace {

constexpr std::size_t kHashDigits = 16;  // enough to recognise a dialogue; the JSON report has all

class Columns {
 public:
  Columns(JsonWriter& json, const RunRecord& record) : json_(json), record_(record) {}

  template <class Value>
  void numbers(std::string_view name, Value value) {
    json_.key(name);
    json_.begin_array();
    for (const Result& result : record_.results) json_.value(value(result));
    json_.end_array();
  }

  template <class Text>
  void texts(std::string_view name, Text text) {
    numbers(name, [&](const Result& result) { return table_.number_of(text(result)); });
  }

  void text_lists(std::string_view name, std::vector<std::string> Result::*member) {
    json_.key(name);
    json_.begin_array();
    for (const Result& result : record_.results) {
      json_.begin_array();
      for (const std::string& text : result.*member) json_.value(table_.number_of(text));
      json_.end_array();
    }
    json_.end_array();
  }

  void outcomes(std::string_view name, std::optional<Outcome> Result::*member) {
    texts(name, [member](const Result& result) {
      const auto& outcome = result.*member;
      if (!outcome) return std::string();
      const Outcome& o = *outcome;
      return o.configuration + '\n' + o.method + '\n' + o.stage + '\n' + o.closed_by + '\n' +
             o.condition + '\n' + o.to_partner + '\n' + o.to_gateway;
    });
  }

  void cells() {
    std::set<std::string> axes;
    for (const Result& result : record_.results)
      for (const auto& [axis, value] : result.cell) axes.insert(axis);
    json_.key("cells");
    json_.begin_object();
    for (const std::string& axis : axes) {
      texts(axis, [&axis](const Result& result) {
        const auto found = result.cell.find(axis);
        return found == result.cell.end() ? std::string() : found->second;
      });
    }
    json_.end_object();
  }

  void table() {
    json_.key("texts");
    table_.write(json_);
  }

 private:
  JsonWriter& json_;
  const RunRecord& record_;
  StringTable table_;
};

// The id stands in its own repeat command; said once, it packs better.
std::string without_id(const Result& result) {
  std::string command = result.repeat_command;
  const auto at = result.id.empty() ? std::string::npos : command.find(result.id);
  if (at != std::string::npos) command.replace(at, result.id.size(), "\n");
  return command;
}

void write_kinds(JsonWriter& json) {
  json.key("kinds");
  json.begin_array();
  for (int kind = 0; kind <= static_cast<int>(EntryKind::Note); ++kind)
    json.value(to_string(static_cast<EntryKind>(kind)));
  json.end_array();
}

}  // namespace

std::string result_columns(const RunRecord& record, DialogueStore& store) {
  std::ostringstream out;
  JsonWriter json(out);
  json.begin_object();
  write_kinds(json);
  Columns columns(json, record);
  columns.texts("id", [](const Result& result) { return result.id; });
  columns.texts("title", [](const Result& result) { return result.title; });
  columns.texts("file", [](const Result& result) { return result.scenario_file; });
  columns.texts("backend", [](const Result& result) { return result.backend; });
  columns.numbers("status", [](const Result& result) { return static_cast<int>(result.status); });
  columns.text_lists("requirements", &Result::requirements);
  columns.cells();
  columns.outcomes("expected", &Result::expected);
  columns.outcomes("observed", &Result::observed);
  columns.texts("rule", [](const Result& result) { return result.rule; });
  columns.texts("seed", [](const Result& result) { return std::to_string(result.seed); });
  columns.texts("reason", [](const Result& result) { return result.reason; });
  columns.text_lists("violations", &Result::violations);
  columns.texts("repeat", without_id);
  columns.numbers("virtual_us", [](const Result& result) { return result.virtual_us; });
  columns.texts("hash",
                [](const Result& result) { return result.transcript_hash.substr(0, kHashDigits); });
  columns.numbers("dialogue", [&store](const Result& result) {
    return result.transcript ? static_cast<std::int64_t>(store.add(*result.transcript)) : -1;
  });
  json.key("first_of_chunk");
  json.begin_array();
  for (const std::size_t first : store.first_of_chunk()) json.value(first);
  json.end_array();
  columns.table();
  json.end_object();
  return std::move(out).str();
}

}  // namespace reports
