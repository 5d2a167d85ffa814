// Counts and the verdict; see tally.hpp.
#include "reports/summary/tally.hpp"

namespace reports {
namespace {

std::string runs(std::size_t number) { return grouped(number) + (number == 1 ? " run" : " runs"); }

std::string skipped_clause(const Tally& tally) {
  return tally.skipped == 0 ? "" : ", " + grouped(tally.skipped) + " skipped";
}

std::string errors_clause(const Tally& tally) {
  return tally.errors == 0 ? "" : ", " + grouped(tally.errors) + " broke";
}

}  // namespace

std::string grouped(std::size_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t end = digits.size(); end > 3;) {
    end -= 3;
    digits.insert(end, ",");
  }
  return digits;
}

void count(Tally& tally, Status status) {
  ++tally.total;
  switch (status) {
    case Status::Passed:
      ++tally.passed;
      return;
    case Status::Failed:
      ++tally.failed;
      return;
    case Status::Error:
      ++tally.errors;
      return;
    case Status::Skipped:
      ++tally.skipped;
      return;
  }
}

Tally tally_of(const RunRecord& record) {
  Tally tally;
  for (const Result& result : record.results) count(tally, result.status);
  return tally;
}

Verdict verdict_of(const Tally& tally) {
  if (tally.failed > 0) return Verdict::DoesNotConform;
  if (tally.errors > 0 || tally.passed == 0) return Verdict::NoVerdict;
  return Verdict::Conforms;
}

std::string verdict_sentence(const Tally& tally) {
  if (tally.total == 0) return "No verdict: nothing was run.";
  switch (verdict_of(tally)) {
    case Verdict::Conforms:
      if (tally.skipped == 0 && tally.total > 1)
        return "Conforms: all " + runs(tally.total) + " passed.";
      return "Conforms: " + runs(tally.passed) + " passed" + skipped_clause(tally) + ".";
    case Verdict::DoesNotConform:
      return "Does not conform: " + grouped(tally.failed) + " of " + runs(tally.total) + " failed" +
             errors_clause(tally) + skipped_clause(tally) + ".";
    case Verdict::NoVerdict:
      if (tally.errors == 0) return "No verdict: all " + runs(tally.total) + " were skipped.";
      return "No verdict: " + grouped(tally.errors) + " of " + runs(tally.total) +
             " broke before they could be judged" + skipped_clause(tally) + ".";
  }
  return {};
}

}  // namespace reports
