// Totals by level, then a table a document with a row a clause.
#include "harness/coverage/coverage_html.hpp"

#include <fmt/format.h>

namespace harness {
namespace {

constexpr std::string_view kHead = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>s2spec coverage</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<style>
:root{color-scheme:light dark}
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0 2rem}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #8884}
td.number,th.number{text-align:right}
.passed{color:#1a7f37}.failed{color:#cf222e;font-weight:600}.non-strict{color:#9a6700}
.untested,.not-applicable{color:#767676}
code{font-size:.9em;overflow-wrap:anywhere}small{color:#767676}
</style></head><body><h1>Requirements and how they were met</h1>
)";

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '&':
        safe += "&amp;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

void write_count(std::ostream& out, std::string_view name, const ClauseCount& count) {
  out << fmt::format("<tr><th>{}</th><td class=number>{}</td>", escaped(name), count.all());
  for (const ClauseStatus status : kClauseStatuses) {
    out << fmt::format("<td class=number>{}</td>", count.of(status));
  }
  out << "</tr>\n";
}

void write_levels(std::ostream& out, const Coverage& coverage) {
  out << "<table><tr><th>level</th><th class=number>clauses</th>";
  for (const ClauseStatus status : kClauseStatuses) {
    out << fmt::format("<th class=\"number {0}\">{0}</th>", to_string(status));
  }
  out << "</tr>\n";
  for (const auto& [level, count] : coverage.by_level()) write_count(out, level, count);
  write_count(out, "all", coverage.total());
  out << "</table>\n";
}

void write_clause(std::ostream& out, const Clause& clause) {
  const Requirement& requirement = *clause.requirement;
  std::string scenarios;
  for (const std::string& id : clause.scenarios) {
    scenarios += (scenarios.empty() ? "" : "<br>") + ("<code>" + escaped(id) + "</code>");
  }
  out << fmt::format(
      "<tr id=\"{0}\"><td>{1}</td><td>{2}</td><td>{3}<br><small><code>{0}</code></small></td>"
      "<td class=\"{4}\">{4}{5}</td><td>{6}</td></tr>\n",
      escaped(requirement.id), escaped(requirement.section), escaped(requirement.level),
      escaped(requirement.summary), to_string(clause.status),
      clause.reason.empty() ? "" : "<br><small>" + escaped(clause.reason) + "</small>", scenarios);
}

}  // namespace

void write_coverage_html(std::ostream& out, const Coverage& coverage) {
  out << kHead << "<p>" << escaped(coverage.system_under_test) << ", <code>"
      << escaped(coverage.command_line) << "</code></p>\n";
  write_levels(out, coverage);
  const std::string* document = nullptr;
  for (const Clause& clause : coverage.clauses) {
    if (document == nullptr || *document != clause.requirement->document) {
      if (document != nullptr) out << "</table>\n";
      document = &clause.requirement->document;
      out << "<h2>" << escaped(*document) << "</h2><table><tr><th>section</th><th>level</th>"
          << "<th>requirement</th><th>status</th><th>scenarios</th></tr>\n";
    }
    write_clause(out, clause);
  }
  if (document != nullptr) out << "</table>\n";
  out << "</body></html>\n";
}

}  // namespace harness
