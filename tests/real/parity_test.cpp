// Every hand-written scenario and a cross-section of the matrix, on both back ends.
#include <gmock/gmock.h>

#include <map>
#include <set>

#include "harness/run/facts_of.hpp"
#include "harness/scenario/matrix.hpp"
#include "tests/real/parity.hpp"

namespace harness::parity {
namespace {

using testing::IsEmpty;
using testing::Not;
using Labels = std::map<std::string, std::string>;

constexpr std::size_t kEvery = 47;  // a prime that divides no axis: meets every value of each

/// Every row against a partner who can do everything: what the row allows is then used.
bool is_chosen(const Labels& labels) {
  const auto is = [&labels](const char* axis, const char* label) {
    return labels.at(axis) == label;
  };
  return is("own-certificate", "own-valid") && is("trust", "trust-optional") &&
         is("partner-tls", "starttls") && is("external", "external") &&
         is("partner-dialback", "dialback") && is("partner-certificate", "cert-valid") &&
         is("insists", "tolerates");
}

std::vector<RunId> cross_section() {
  std::vector<RunId> runs;
  std::size_t index = 0;
  for (const RunId& run : runs_for_both({"matrix/base"})) {
    const bool is_due = index++ % kEvery == 0;
    if (is_due || is_chosen(cell_labels(*run.scenario, run.cell))) runs.push_back(run);
  }
  return runs;
}

const oracle::NegotiationRow& row_of(const RunId& run) {
  return rows().row(facts_of(setup_of_cell(*run.scenario, run.cell)).row);
}

// Also that the test sees anything at all: a selector that names nothing would agree with itself.
TEST(Parity, TheCrossSectionCoversEveryRowMethodDirectionAndValue) {
  const std::vector<RunId> runs = cross_section();
  EXPECT_GE(runs.size(), 400U);

  std::set<std::pair<const oracle::NegotiationRow*, std::string>> rows_and_directions;
  std::set<std::pair<std::string, std::string>> methods_and_directions;
  std::set<std::pair<std::string, std::string>> values;
  for (const RunId& run : runs) {
    const Labels labels = cell_labels(*run.scenario, run.cell);
    values.insert(labels.begin(), labels.end());
    const oracle::NegotiationRow& row = row_of(run);
    rows_and_directions.insert({&row, labels.at("direction")});
    if (is_chosen(labels) && row.valid()) {
      methods_and_directions.insert({row.methods.front(), labels.at("direction")});
    }
  }
  EXPECT_EQ(rows_and_directions.size(), 2 * 18U);
  EXPECT_EQ(methods_and_directions.size(), 2 * 3U);
  for (const Axis& axis : runs.front().scenario->axes) {
    for (const AxisValue& value : axis.values) {
      EXPECT_TRUE(values.contains({axis.name, value.label})) << axis.name << " " << value.label;
    }
  }
}

TEST(Parity, EveryHandWrittenScenarioEndsAlikeOnBothBackEnds) {
  std::vector<RunId> runs = runs_for_both({});
  std::erase_if(runs, [](const RunId& run) { return run.id.starts_with("matrix/"); });
  ASSERT_THAT(runs, Not(IsEmpty()));

  EXPECT_THAT(differences(runs), IsEmpty());
}

TEST(Parity, TheCrossSectionOfTheMatrixEndsAlikeOnBothBackEnds) {
  EXPECT_THAT(differences(cross_section()), IsEmpty());
}

}  // namespace
}  // namespace harness::parity
