// Counts by section, failures in words, totals by level.
#include "harness/coverage/coverage_text.hpp"

#include <fmt/format.h>

namespace harness {
namespace {

void write_head(std::ostream& out, std::string_view name) {
  out << fmt::format("{:<18} {:>7} {:>7} {:>8} {:>11} {:>9} {:>15}\n", name, "clauses", "tested",
                     "failing", "non-strict", "untested", "not applicable");
}

void write_line(std::ostream& out, std::string_view name, const ClauseCount& count) {
  const std::size_t failing = count.of(ClauseStatus::Failed);
  const std::size_t non_strict = count.of(ClauseStatus::NonStrict);
  const std::size_t tested = count.of(ClauseStatus::Passed) + failing + non_strict;
  out << fmt::format("{:<18} {:>7} {:>7} {:>8} {:>11} {:>9} {:>15}\n", name, count.all(), tested,
                     failing, non_strict, count.of(ClauseStatus::Untested),
                     count.of(ClauseStatus::NotApplicable));
}

/// Clauses of a section stand together, and so do the sections of a document.
void write_sections(std::ostream& out, const Coverage& coverage) {
  const auto& clauses = coverage.clauses;
  for (std::size_t i = 0; i < clauses.size();) {
    const std::string& document = clauses[i].requirement->document;
    write_head(out, document);
    ClauseCount of_document;
    while (i < clauses.size() && clauses[i].requirement->document == document) {
      const std::string& section = clauses[i].requirement->section;
      ClauseCount of_section;
      for (; i < clauses.size() && clauses[i].requirement->document == document &&
             clauses[i].requirement->section == section;
           ++i) {
        of_section.add(clauses[i].status);
        of_document.add(clauses[i].status);
      }
      write_line(out, "  " + section, of_section);
    }
    write_line(out, "  all", of_document);
    out << '\n';
  }
}

void write_failures(std::ostream& out, const Coverage& coverage) {
  for (const Clause& clause : coverage.clauses) {
    const bool failed = clause.status == ClauseStatus::Failed;
    if (!failed && clause.status != ClauseStatus::NonStrict) continue;
    out << fmt::format("{} {} ({})\n  {}\n  {}\n", failed ? "FAILED" : "NON-STRICT",
                       clause.requirement->id, clause.requirement->level,
                       clause.requirement->summary, clause.reason);
  }
}

}  // namespace

void write_coverage_text(std::ostream& out, const Coverage& coverage) {
  write_sections(out, coverage);
  write_failures(out, coverage);
  write_head(out, "By level");
  for (const auto& [level, count] : coverage.by_level()) write_line(out, "  " + level, count);
  write_line(out, "  all", coverage.total());
}

}  // namespace harness
