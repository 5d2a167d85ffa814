// The Markdown summary, held against a text that a person wrote.
#include "reports/markdown/markdown_report.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/unit/reports/synthetic_record.hpp"

namespace {

std::string written(const reports::RunRecord& record) {
  std::ostringstream out;
  reports::write_markdown(out, record);
  return out.str();
}

TEST(MarkdownReport, OfASmallRecordReadsSo) {
  EXPECT_EQ(written(reports::synthetic::small_record()), R"(# s2spec: xmpp-gateway 0.1.0

**Does not conform: 1 of 3 runs failed, 1 skipped.**

| runs | passed | failed | errors | skipped |
|---:|---:|---:|---:|---:|
| 3 | 1 | 1 | 0 | 1 |

## What did not pass

- failed `dns/second`
  - stage is \*established\*, expected features
  - repeat: `s2spec run dns/second --seed 1`

s2spec 0.1.0, back end sim, seed 18446744073709551615, started 2026-01-01T00:00:00Z: `s2spec run`
)");
}

TEST(MarkdownReport, ShowsTheEighteenSettings) {
  const std::string text = written(reports::synthetic::record());

  EXPECT_NE(
      text.find("| not-supported | required | off | 24/24 | passed | configuration refused 24 |"),
      std::string::npos);
  std::size_t rows = 0;
  for (auto at = text.find("/24 |"); at != std::string::npos; at = text.find("/24 |", at + 1))
    ++rows;
  EXPECT_EQ(rows, 18U);
}

reports::RunRecord all_failed(const std::string& reason) {
  reports::RunRecord record = reports::synthetic::record();
  for (reports::Result& result : record.results) {
    result.status = reports::Status::Failed;
    result.reason = reason;
    result.violations = {reason, reason};
  }
  return record;
}

TEST(MarkdownReport, ShowsFiftyFailuresAndCountsTheRest) {
  const std::string text = written(all_failed("short"));

  EXPECT_NE(text.find("And 389 more"), std::string::npos);
}

TEST(MarkdownReport, StaysWithinWhatForgesAccept) {
  EXPECT_LT(written(all_failed(std::string(5000, '*'))).size(), 65'536U);
}

}  // namespace
