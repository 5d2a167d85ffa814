// The base matrix as properties of each row. Rows come from the specification's file; the runs are
// the scenario's own. Boost.Test, because each row is a datum with a name of its own.
#define BOOST_TEST_MODULE base_matrix
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <set>
#include <string>
#include <vector>

#include "harness/oracle/negotiation_rows.hpp"
#include "harness/run/runner.hpp"
#include "harness/scenario/library.hpp"

namespace {

const std::string kScenarios = S2SPEC_SOURCE_DIR "/scenarios";
const std::string kRowsFile = kScenarios + "/matrix/negotiation-settings.yaml";

struct Row {
  std::string selector;  // "matrix/base/required-optional-on"
  std::set<std::string> methods;
  std::string error;  // of a row that is not valid
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.selector; }

std::string error_of(const YAML::Node& diagnostics) {
  for (const auto& diagnostic : diagnostics) {
    if (diagnostic.second.as<std::string>() == "error") return diagnostic.first.as<std::string>();
  }
  return {};
}

std::vector<Row> rows_of(const std::string& file) {
  std::vector<Row> rows;
  for (const YAML::Node& node : YAML::LoadFile(file)) {
    const auto methods = node["methods"].as<std::vector<std::string>>();
    rows.push_back({"matrix/base/" + node["tls"].as<std::string>() + "-" +
                        node["sasl"].as<std::string>() + "-" +
                        (node["dialback"].as<bool>() ? "on" : "off"),
                    {methods.begin(), methods.end()},
                    error_of(node["diagnostics"])});
  }
  return rows;
}

struct Harness {
  harness::Library library = harness::load_library(kScenarios);
  harness::oracle::NegotiationRows rows;
  Harness() { rows.load(kRowsFile); }

  std::vector<reports::Result> run(const std::string& selector) const {
    return harness::run_all(harness::select_runs(library, {selector}).runs, rows, {}, {});
  }
};

const Harness& harness_of_all() {
  static const Harness kHarness;
  return kHarness;
}

}  // namespace

BOOST_DATA_TEST_CASE(every_cell_of_a_row_comes_to_what_the_specification_says,
                     boost::unit_test::data::make(rows_of(kRowsFile)), row) {
  const auto results = harness_of_all().run(row.selector);

  BOOST_TEST(results.size() == 1152U);
  std::set<std::string> used;
  for (const reports::Result& result : results) {
    BOOST_TEST_CONTEXT(result.id) {
      BOOST_TEST((result.status == reports::Status::Passed), result.reason);
      BOOST_REQUIRE(result.observed.has_value());
      const reports::Outcome& seen = *result.observed;
      if (!row.error.empty()) {
        BOOST_TEST(seen.configuration == "refused");
        BOOST_TEST(seen.condition == "configuration:" + row.error);
        continue;
      }
      BOOST_TEST(seen.configuration == "accepted");
      if (seen.method != "none") used.insert(seen.method);
      // A refusal is never silence: it has a stage and a cause.
      if (seen.stage != "established") BOOST_TEST(!seen.condition.empty());
      BOOST_TEST(seen.to_partner != "lost");
    }
  }
  // Every method of the row is seen at work somewhere, and no other.
  BOOST_TEST(used == row.methods, boost::test_tools::per_element());
}
