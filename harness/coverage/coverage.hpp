// What a record of runs says about each requirement of the catalogue.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/library.hpp"
#include "reports/model/run_record.hpp"

namespace harness {

enum class ClauseStatus : std::uint8_t {
  Passed,         // every run that cites it passed, and there was one
  Failed,         // a run that cites it did not pass, and it is a MUST or MUST NOT
  NonStrict,      // the same for SHOULD, SHOULD NOT and MAY: allowed to differ, worth knowing
  Untested,       // no run cites it
  NotApplicable,  // the catalogue says that it cannot concern this gateway, and why
};
inline constexpr std::array kClauseStatuses{ClauseStatus::Passed, ClauseStatus::Failed,
                                            ClauseStatus::NonStrict, ClauseStatus::Untested,
                                            ClauseStatus::NotApplicable};
/// "passed", "failed", "non-strict", "untested", "not-applicable"
std::string_view to_string(ClauseStatus status);

struct Clause {
  const Requirement* requirement = nullptr;  // of the library
  ClauseStatus status = ClauseStatus::Untested;
  std::string reason;                  // of every status but Passed
  std::vector<std::string> scenarios;  // that ran and cite it, in order, each once
};

/// Numbers of clauses by status; their sum is all of them.
class ClauseCount {
 public:
  void add(ClauseStatus status) { ++numbers_[static_cast<std::size_t>(status)]; }
  std::size_t of(ClauseStatus status) const { return numbers_[static_cast<std::size_t>(status)]; }
  std::size_t all() const;

 private:
  std::array<std::size_t, kClauseStatuses.size()> numbers_{};
};

struct Coverage {
  std::vector<Clause> clauses;  // by document, section and id; sections in the order of numbers
  std::string system_under_test;
  std::string command_line;

  std::map<std::string, ClauseCount> by_level() const;
  ClauseCount total() const;
};

/// @param library  borrowed by the result
/// @param results  of `runs`, in the same order. A skipped run proves nothing; one that broke
///                 counts like one that failed.
Coverage coverage_of(const Library& library, const std::vector<RunId>& runs,
                     const std::vector<reports::Result>& results);

/// "4.3.2" < "4.10": numbers are compared as numbers.
bool section_before(std::string_view left, std::string_view right);

}  // namespace harness
