// Each clause is judged by all runs that cite it: one that fails is enough.
#include "harness/coverage/coverage.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <set>

namespace harness {
namespace {

using reports::Status;

/// What the runs that cite one requirement came to.
struct Evidence {
  std::set<std::string> scenarios;
  std::size_t judged = 0;
  const reports::Result* first_failure = nullptr;
};
using EvidenceById = std::map<std::string, Evidence, std::less<>>;

EvidenceById evidence_in(const std::vector<RunId>& runs,
                         const std::vector<reports::Result>& results) {
  EvidenceById found;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const reports::Result& result = results[i];
    if (result.status == Status::Skipped) continue;
    for (const std::string& id : runs[i].scenario->requirements) {
      Evidence& evidence = found[id];
      evidence.scenarios.insert(runs[i].scenario->id);
      ++evidence.judged;
      if (result.status != Status::Passed && evidence.first_failure == nullptr) {
        evidence.first_failure = &result;
      }
    }
  }
  return found;
}

bool is_strict(const Requirement& requirement) {
  return requirement.level != "SHOULD" && requirement.level != "SHOULD NOT" &&
         requirement.level != "MAY";
}

/// Why nothing ran for it: nobody cites it, or who does was not chosen.
std::string reason_of_silence(const Library& library, const std::string& id) {
  for (const Scenario& scenario : library.scenarios) {
    const auto& cited = scenario.requirements;
    if (std::find(cited.begin(), cited.end(), id) != cited.end()) {
      return "not among the runs; " + scenario.id + " cites it";
    }
  }
  return "no scenario cites it";
}

Clause judge(const Library& library, const Requirement& requirement, const Evidence& evidence) {
  Clause clause;
  clause.requirement = &requirement;
  clause.scenarios.assign(evidence.scenarios.begin(), evidence.scenarios.end());
  if (evidence.first_failure != nullptr) {
    clause.status = is_strict(requirement) ? ClauseStatus::Failed : ClauseStatus::NonStrict;
    clause.reason = evidence.first_failure->id + ": " + evidence.first_failure->reason;
  } else if (evidence.judged > 0) {
    clause.status = ClauseStatus::Passed;
  } else if (!requirement.applies()) {
    clause.status = ClauseStatus::NotApplicable;
    clause.reason = requirement.not_applicable;
  } else {
    clause.reason = reason_of_silence(library, requirement.id);
  }
  return clause;
}

bool clause_before(const Clause& left, const Clause& right) {
  const Requirement& a = *left.requirement;
  const Requirement& b = *right.requirement;
  if (a.document != b.document) return section_before(a.document, b.document);
  if (a.section != b.section) return section_before(a.section, b.section);
  return a.id < b.id;
}

/// Takes the number that `text` begins with; nothing if it begins otherwise.
std::optional<std::size_t> take_number(std::string_view& text) {
  std::size_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

}  // namespace

std::string_view to_string(ClauseStatus status) {
  switch (status) {
    case ClauseStatus::Passed:
      return "passed";
    case ClauseStatus::Failed:
      return "failed";
    case ClauseStatus::NonStrict:
      return "non-strict";
    case ClauseStatus::Untested:
      return "untested";
    case ClauseStatus::NotApplicable:
      return "not-applicable";
  }
  return "untested";
}

std::size_t ClauseCount::all() const {
  return std::accumulate(numbers_.begin(), numbers_.end(), std::size_t{0});
}

std::map<std::string, ClauseCount> Coverage::by_level() const {
  std::map<std::string, ClauseCount> counts;
  for (const Clause& clause : clauses) counts[clause.requirement->level].add(clause.status);
  return counts;
}

ClauseCount Coverage::total() const {
  ClauseCount count;
  for (const Clause& clause : clauses) count.add(clause.status);
  return count;
}

Coverage coverage_of(const Library& library, const std::vector<RunId>& runs,
                     const std::vector<reports::Result>& results) {
  const EvidenceById evidence = evidence_in(runs, results);
  Coverage coverage;
  for (const auto& [id, requirement] : library.catalogue) {
    const auto found = evidence.find(id);
    coverage.clauses.push_back(
        judge(library, requirement, found == evidence.end() ? Evidence{} : found->second));
  }
  std::sort(coverage.clauses.begin(), coverage.clauses.end(), clause_before);
  return coverage;
}

bool section_before(std::string_view left, std::string_view right) {
  while (!left.empty() && !right.empty()) {
    const auto a = take_number(left);
    const auto b = take_number(right);
    if (a != b) return a && b ? *a < *b : a.has_value();
    if (a) continue;
    if (left.front() != right.front()) return left.front() < right.front();
    left.remove_prefix(1);
    right.remove_prefix(1);
  }
  return left.size() < right.size();
}

}  // namespace harness
