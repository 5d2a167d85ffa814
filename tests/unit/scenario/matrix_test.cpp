// Cells, their ids, and the choice of runs.
#include "harness/scenario/matrix.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <set>

#include "harness/scenario/library.hpp"
#include "harness/scenario/loader.hpp"

namespace harness {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const Library& library() {
  static const Library loaded = load_library(std::string(S2SPEC_SOURCE_DIR) + "/scenarios");
  return loaded;
}

const Scenario& base() {
  for (const Scenario& scenario : library().scenarios) {
    if (scenario.id == "matrix/base") return scenario;
  }
  throw std::logic_error("no matrix/base");
}

TEST(Library, LoadsEveryPublishedScenario) {
  for (const Diagnostic& diagnostic : library().diagnostics) ADD_FAILURE() << to_string(diagnostic);
  EXPECT_GE(library().scenarios.size(), 31U);
  EXPECT_GE(library().catalogue.size(), 465U);
}

TEST(BaseMatrix, HasAllCombinationsEachOnce) {
  // 18 rows, 3 certificates, 2 trust, 4 TLS, 2 EXTERNAL, 2 dialback, 3 certificates, 2 insists, 2
  // ways
  ASSERT_EQ(cell_count(base()), 18U * 3 * 2 * 4 * 2 * 2 * 3 * 2 * 2);

  std::set<std::string> ids;
  for (std::size_t cell = 0; cell < cell_count(base()); ++cell) ids.insert(cell_id(base(), cell));

  EXPECT_EQ(ids.size(), 20736U);
  EXPECT_TRUE(
      ids.contains("matrix/base/required-optional-on/own-valid/trust-required/direct/external/"
                   "no-dialback/cert-valid/insists/inbound"));
}

TEST(BaseMatrix, ACellIsWhatItsIdSays) {
  const Selection selection = select_runs(
      library(), {"matrix/base/not-supported-optional-off/own-invalid/trust-required/direct/"
                  "no-external/dialback/cert-none/insists/outbound"});

  ASSERT_THAT(selection.runs, SizeIs(1));
  const harness::Setup setup = setup_of_cell(base(), selection.runs[0].cell);
  EXPECT_EQ(setup.gateway.tls, gateway::Tls::NotSupported);
  EXPECT_EQ(setup.gateway.sasl, gateway::Sasl::Optional);
  EXPECT_FALSE(setup.gateway.dialback);
  EXPECT_EQ(setup.gateway.certificate, Certificate::Invalid);
  EXPECT_TRUE(setup.gateway.require_trusted_certificate);
  const PartnerSetup& partner = setup.partners.front();
  EXPECT_EQ(partner.tls, PartnerTls::Direct);
  EXPECT_FALSE(partner.external);
  EXPECT_TRUE(partner.dialback);
  EXPECT_EQ(partner.certificate, Certificate::None);
  EXPECT_TRUE(partner.insists);
  EXPECT_EQ(std::get<SendStanzaStep>(setup.steps.front().action).sender, Sender::LocalUser);
}

TEST(BaseMatrix, LabelsCarryTheWordsOfTheReports) {
  const auto labels = cell_labels(base(), 0);

  EXPECT_EQ(labels.at("tls"), "required");
  EXPECT_EQ(labels.at("sasl"), "required");
  EXPECT_EQ(labels.at("dialback"), "on");
  EXPECT_EQ(labels.size(), base().axes.size());
}

TEST(Cell, ExpectsWhatItsValuesAdd) {
  Scenario scenario;
  scenario.expect.outcome.method = "none";
  scenario.expect.outcome.stage = "sasl";
  scenario.expect.sentences = {{.text = "always", .words = {}, .within = {}, .after = {}}};
  AxisValue one{.label = "one", .changes = {}, .expect = {}};
  one.expect.outcome.stage = "tls";
  one.expect.outcome.condition = "sasl:aborted";
  one.expect.sentences = {{.text = "then", .words = {}, .within = {}, .after = {}}};
  scenario.axes = {{.name = "a", .values = {one, {.label = "two", .changes = {}, .expect = {}}}}};

  const Expect first = expect_of_cell(scenario, 0);
  const Expect second = expect_of_cell(scenario, 1);

  EXPECT_EQ(first.outcome.method, "none");
  EXPECT_EQ(first.outcome.stage, "tls");
  EXPECT_EQ(first.outcome.condition, "sasl:aborted");
  EXPECT_THAT(first.sentences, SizeIs(2));
  EXPECT_EQ(second.outcome.stage, "sasl");
  EXPECT_THAT(second.sentences, SizeIs(1));
}

TEST(BaseMatrix, ExpansionIsCheap) {
  const auto begin = std::chrono::steady_clock::now();
  std::size_t steps = 0;
  for (std::size_t cell = 0; cell < cell_count(base()); ++cell) {
    steps += setup_of_cell(base(), cell).steps.size();
  }
  const auto spent = std::chrono::steady_clock::now() - begin;

  EXPECT_EQ(steps, 20736U);
  EXPECT_LT(spent, std::chrono::seconds(4));  // 200 us a cell, ten times what it takes
}

TEST(Selection, KnowsIdsFoldersFilesAndGlobs) {
  const std::string file =
      std::string(S2SPEC_SOURCE_DIR) + "/scenarios/methods/external-outbound.yaml";

  EXPECT_THAT(select_runs(library(), {"methods/external-outbound"}).runs, SizeIs(1));
  EXPECT_THAT(select_runs(library(), {file}).runs, SizeIs(1));
  EXPECT_THAT(select_runs(library(), {"methods/external-*bound"}).runs, SizeIs(2));
  EXPECT_THAT(select_runs(library(), {"settings"}).runs, SizeIs(5));
  EXPECT_THAT(select_runs(library(), {"matrix/base/required-required-on"}).runs, SizeIs(1152));
  EXPECT_THAT(select_runs(library(), {"matrix/**/cert-none/insists/inbound"}).runs,
              SizeIs(20736 / 12));
}

TEST(Selection, IsSortedAndHasEachRunOnce) {
  const Selection selection = select_runs(library(), {"settings", "settings/*", "methods"});

  for (std::size_t i = 1; i < selection.runs.size(); ++i) {
    EXPECT_LT(selection.runs[i - 1].id, selection.runs[i].id);
  }
}

TEST(Selection, ReportsWhatNamesNothing) {
  const Selection selection = select_runs(library(), {"methods", "no/such", "matrix/bas"});

  EXPECT_THAT(selection.unmatched, ElementsAre("no/such", "matrix/bas"));
}

TEST(Glob, AStarStaysWithinOnePart) {
  EXPECT_TRUE(glob_matches("a/*/c", "a/b/c"));
  EXPECT_FALSE(glob_matches("a/*", "a/b/c"));
  EXPECT_TRUE(glob_matches("a/**", "a/b/c"));
  EXPECT_TRUE(glob_matches("a/b?", "a/bc"));
  EXPECT_FALSE(glob_matches("a?b", "a/b"));
}

}  // namespace
}  // namespace harness
