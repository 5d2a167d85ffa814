// RunRecord -> JUnit XML as the common readers (GitLab, Jenkins, GitHub actions) take it.
#include "reports/junit/junit_report.hpp"

#include <cstdio>
#include <map>
#include <set>

#include "reports/junit/xml_text.hpp"
#include "reports/summary/tally.hpp"

namespace reports {
namespace {

struct Suite {
  std::vector<const Result*> results;
  Tally tally;
  std::int64_t virtual_us = 0;
  std::set<std::string> requirements;
};

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + xml_text(value) + '"';
}

std::string seconds(std::int64_t virtual_us) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6f", static_cast<double>(virtual_us) / 1e6);
  return text;
}

std::string counts(const Tally& tally) {
  return attribute("tests", std::to_string(tally.total)) +
         attribute("failures", std::to_string(tally.failed)) +
         attribute("errors", std::to_string(tally.errors)) +
         attribute("skipped", std::to_string(tally.skipped));
}

std::string top_folder(const std::string& id) {
  const auto slash = id.find('/');
  return slash == std::string::npos ? "scenarios" : id.substr(0, slash);
}

/// "matrix/base/required/..." -> {"matrix.base", "required/..."}: the class is the scenario's
/// folder, or the scenario itself where the run is a cell of it.
std::pair<std::string, std::string> class_and_name(const Result& result) {
  std::size_t cut = result.id.rfind('/');
  if (!result.cell.empty()) {
    const auto first = result.id.find('/');
    cut = first == std::string::npos ? first : result.id.find('/', first + 1);
  }
  if (cut == std::string::npos) return {"scenarios", result.id};
  std::string classname = result.id.substr(0, cut);
  for (char& letter : classname)
    if (letter == '/') letter = '.';
  return {classname, result.id.substr(cut + 1)};
}

void property(std::ostream& out, std::string_view indent, std::string_view name,
              std::string_view value) {
  out << indent << "<property" << attribute("name", name) << attribute("value", value) << "/>\n";
}

void write_properties(std::ostream& out, const Result& result) {
  out << "      <properties>\n";
  for (const std::string& id : result.requirements) property(out, "        ", "requirement", id);
  property(out, "        ", "seed", std::to_string(result.seed));
  out << "      </properties>\n";
}

std::string explanation(const Result& result) {
  std::string text = result.reason;
  for (const std::string& violation : result.violations) text += "\n- " + violation;
  if (!result.rule.empty()) text += "\nRule: " + result.rule;
  if (!result.repeat_command.empty()) text += "\nRepeat: " + result.repeat_command;
  return text;
}

void write_verdict(std::ostream& out, const Result& result) {
  const std::string message = attribute("message", result.reason);
  const std::string body = xml_text(explanation(result));
  switch (result.status) {
    case Status::Passed:
      return;
    case Status::Failed:
      out << "      <failure" << message << " type=\"nonconformance\">" << body << "</failure>\n";
      return;
    case Status::Error:
      out << "      <error" << message << " type=\"broken-run\">" << body << "</error>\n";
      return;
    case Status::Skipped:
      out << "      <skipped" << message << "/>\n";
      return;
  }
}

void write_case(std::ostream& out, const Result& result) {
  const auto [classname, name] = class_and_name(result);
  out << "    <testcase" << attribute("classname", classname) << attribute("name", name)
      << attribute("time", seconds(result.virtual_us));
  if (result.status == Status::Passed && !result.cell.empty()) {
    out << "/>\n";
    return;
  }
  if (!result.scenario_file.empty()) out << attribute("file", result.scenario_file);
  out << ">\n";
  write_properties(out, result);
  write_verdict(out, result);
  out << "    </testcase>\n";
}

void write_suite(std::ostream& out, const RunRecord& record, const std::string& name,
                 const Suite& suite) {
  out << "  <testsuite" << attribute("name", name) << counts(suite.tally)
      << attribute("time", seconds(suite.virtual_us)) << attribute("timestamp", record.started_at)
      << ">\n";
  out << "    <properties>\n";
  property(out, "      ", "system_under_test", record.system_under_test);
  property(out, "      ", "backend", record.backend);
  property(out, "      ", "seed", std::to_string(record.seed));
  for (const std::string& id : suite.requirements) property(out, "      ", "requirement", id);
  out << "    </properties>\n";
  for (const Result* result : suite.results) write_case(out, *result);
  out << "  </testsuite>\n";
}

std::map<std::string, Suite> suites_of(const RunRecord& record) {
  std::map<std::string, Suite> suites;
  for (const Result& result : record.results) {
    Suite& suite = suites[top_folder(result.id)];
    suite.results.push_back(&result);
    suite.virtual_us += result.virtual_us;
    count(suite.tally, result.status);
    suite.requirements.insert(result.requirements.begin(), result.requirements.end());
  }
  return suites;
}

}  // namespace

void write_junit(std::ostream& out, const RunRecord& record) {
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out << "<testsuites" << attribute("name", "s2spec " + record.system_under_test)
      << counts(tally_of(record)) << attribute("time", seconds(record.wall_ms * 1000)) << ">\n";
  for (const auto& [name, suite] : suites_of(record)) write_suite(out, record, name, suite);
  out << "</testsuites>\n";
}

}  // namespace reports
