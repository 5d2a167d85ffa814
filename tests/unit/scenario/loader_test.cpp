// What the loader accepts and refuses, and where it says what is wrong.
#include "harness/scenario/loader.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/scenario/library.hpp"
#include "harness/scenario/matrix.hpp"

namespace harness {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kRoot = S2SPEC_SOURCE_DIR;
constexpr std::string_view kHead =
    "# yaml-language-server: $schema=schema.json\n"
    "title: A sample\n"
    "requirements: [REQ-1]\n";
constexpr std::string_view kTail =
    "steps: ['alice@contoso.example sends \"hello\" to romeo@fed.example']\n"
    "expect: {oracle: predict}\n";

Catalogue catalogue() {
  Catalogue requirements;
  for (const char* id : {"REQ-1", "RFC6120-3.2.1-srv-query"}) requirements[id].id = id;
  return requirements;
}

LoadedScenario load(const std::string& middle) {
  return load_scenario(std::string(kHead) + middle + std::string(kTail), "a/b", "a/b.yaml",
                       catalogue());
}

std::string read_file(const fs::path& file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

std::vector<fs::path> samples(const std::string& kind) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kRoot + "/tests/unit/scenario/samples/" + kind)) {
    files.push_back(entry.path());
  }
  return files;
}

TEST(Loader, AcceptsEveryGoodSample) {
  for (const fs::path& file : samples("good")) {
    const LoadedScenario loaded = load_scenario(read_file(file), "x", file.string(), catalogue());
    EXPECT_TRUE(loaded.scenario) << file;
    for (const Diagnostic& diagnostic : loaded.diagnostics) ADD_FAILURE() << to_string(diagnostic);
  }
}

TEST(Loader, RefusesEveryBadSampleWithAdvice) {
  for (const fs::path& file : samples("bad")) {
    const LoadedScenario loaded = load_scenario(read_file(file), "x", file.string(), catalogue());
    EXPECT_FALSE(loaded.scenario) << file;
    ASSERT_FALSE(loaded.diagnostics.empty()) << file;
    EXPECT_FALSE(loaded.diagnostics.front().advice.empty()) << file;
    EXPECT_GT(loaded.diagnostics.front().line, 0U) << file;
  }
}

TEST(Loader, NamesFileLineAndColumnOfAnUnknownKey) {
  const LoadedScenario loaded = load("gateway:\n  tlss: required\n");

  ASSERT_THAT(loaded.diagnostics, SizeIs(1));
  EXPECT_THAT(to_string(loaded.diagnostics[0]),
              HasSubstr("a/b.yaml:5:3: error: 'tlss' is no setting"));
  EXPECT_EQ(loaded.diagnostics[0].code, "unknown-key");
}

TEST(Loader, RefusesAKeyGivenTwice) {
  const LoadedScenario loaded = load("gateway:\n  tls: required\n  tls: optional\n");

  ASSERT_THAT(loaded.diagnostics, SizeIs(1));
  EXPECT_EQ(loaded.diagnostics[0].code, "duplicate-key");
  EXPECT_EQ(loaded.diagnostics[0].line, 6U);
}

TEST(Loader, RefusesARequirementThatNoCatalogueHas) {
  const std::string text =
      "# yaml-language-server: $schema=schema.json\ntitle: A\n"
      "requirements: [REQ-1, REQ-2]\n" +
      std::string(kTail);

  const LoadedScenario loaded = load_scenario(text, "x", "x.yaml", catalogue());

  ASSERT_THAT(loaded.diagnostics, SizeIs(1));
  EXPECT_EQ(loaded.diagnostics[0].code, "unknown-requirement");
  EXPECT_EQ(loaded.diagnostics[0].line, 3U);
  EXPECT_EQ(loaded.diagnostics[0].column, 23U);
}

TEST(Loader, RefusesADeviationThatNoFakeKnows) {
  const LoadedScenario loaded = load("partners: {fed.example: {deviations: {wrong_hat: true}}}\n");

  ASSERT_THAT(loaded.diagnostics, SizeIs(1));
  EXPECT_THAT(loaded.diagnostics[0].text, HasSubstr("wrong_hat"));
}

TEST(Loader, RefusesStepsOfPeopleWhoDoNotExist) {
  const LoadedScenario loaded = load("partners: {other.example: {}}\n");

  EXPECT_THAT(loaded.diagnostics, IsEmpty()) << "the addressee need not exist";
  const LoadedScenario silent = load_scenario(
      std::string(kHead) + "steps: [nobody.example falls silent]\nexpect: {oracle: predict}\n", "x",
      "x.yaml", catalogue());
  ASSERT_THAT(silent.diagnostics, SizeIs(1));
  EXPECT_EQ(silent.diagnostics[0].code, "unknown-name");
}

TEST(Loader, CollectsEverythingThatIsWrong) {
  EXPECT_THAT(load("gateway: {tls: never, sasl: never}\nnetwork: {latency: soon}\n").diagnostics,
              SizeIs(3));
}

TEST(Loader, SaysWhereYamlIsBroken) {
  const LoadedScenario loaded = load("gateway: [\n");

  ASSERT_THAT(loaded.diagnostics, SizeIs(1));
  EXPECT_EQ(loaded.diagnostics[0].code, "bad-yaml");
  EXPECT_GT(loaded.diagnostics[0].line, 0U);
}

TEST(Loader, AsksForTheSchemaComment) {
  const std::string text = std::string(kHead).substr(kHead.find('\n') + 1) + std::string(kTail);

  const LoadedScenario loaded = load_scenario(text, "x", "x.yaml", catalogue());

  ASSERT_THAT(loaded.diagnostics, SizeIs(1));
  EXPECT_EQ(loaded.diagnostics[0].code, "no-schema");
}

TEST(Loader, LeavesLongWaitsToTheSimulation) {
  const std::string long_wait =
      "steps: ['fed.example opens a stream', wait 3s]\nexpect: {oracle: "
      "predict}\n";

  const auto sim = load_scenario(std::string(kHead) + long_wait, "x", "x", catalogue());
  const auto both = load_scenario(std::string(kHead) + "backends: [sim, loopback]\n" + long_wait,
                                  "x", "x", catalogue());

  ASSERT_TRUE(sim.scenario && both.scenario);
  EXPECT_FALSE(sim.scenario->backends.loopback);
  EXPECT_TRUE(both.scenario->backends.loopback);
}

TEST(Loader, NumbersMessagesAndFindsTheirSenders) {
  const LoadedScenario loaded = load_scenario(
      std::string(kHead) +
          "steps:\n  - 'alice@contoso.example sends \"one\" to romeo@fed.example'\n"
          "  - 'romeo@fed.example/desk sends \"two\" to alice@contoso.example without waiting'\n"
          "expect: {oracle: predict}\n",
      "x", "x", catalogue());

  ASSERT_TRUE(loaded.scenario);
  const harness::Setup setup = setup_of_cell(*loaded.scenario, 0);
  const auto& first = std::get<SendStanzaStep>(setup.steps[0].action);
  const auto& second = std::get<SendStanzaStep>(setup.steps[1].action);
  EXPECT_EQ(first.id, "m1");
  EXPECT_EQ(first.sender, Sender::LocalUser);
  EXPECT_EQ(second.id, "m2");
  EXPECT_EQ(second.sender, Sender::PartnerUser);
  EXPECT_EQ(second.partner, "fed.example");
  EXPECT_FALSE(second.awaited);
}

const SendStanzaStep& step_of(const LoadedScenario& loaded, std::size_t place) {
  return std::get<SendStanzaStep>(loaded.scenario->setup.steps.at(place).action);
}

TEST(Loader, ReadsStanzasOfEveryKind) {
  const LoadedScenario loaded = load_scenario(
      std::string(kHead) +
          "steps:\n"
          "  - romeo@fed.example sends iq get \"<q xmlns='urn:q'/>\" to alice@contoso.example\n"
          "  - alice@contoso.example sends iq result to romeo@fed.example as m1 without waiting\n"
          "  - romeo@fed.example sends presence to alice@contoso.example\n"
          "  - romeo@fed.example sends message headline \"<body>x</body>\" to a@contoso.example\n"
          "  - romeo@fed.example sends stanza \"<iq id='raw'/>\"\n"
          "expect: {oracle: predict}\n",
      "x", "x", catalogue());

  ASSERT_TRUE(loaded.scenario);
  EXPECT_EQ(step_of(loaded, 0).kind, StanzaKind::Iq);
  EXPECT_EQ(step_of(loaded, 0).type, "get");
  EXPECT_EQ(step_of(loaded, 0).xml, "<q xmlns='urn:q'/>");
  EXPECT_EQ(step_of(loaded, 0).id, "m1");
  EXPECT_EQ(step_of(loaded, 1).id, "m1");
  EXPECT_FALSE(step_of(loaded, 1).awaited);
  EXPECT_EQ(step_of(loaded, 2).kind, StanzaKind::Presence);
  EXPECT_EQ(step_of(loaded, 2).type, "");
  EXPECT_EQ(step_of(loaded, 2).id, "m3");
  EXPECT_EQ(step_of(loaded, 3).type, "headline");
  EXPECT_EQ(step_of(loaded, 4).kind, StanzaKind::Raw);
  EXPECT_EQ(step_of(loaded, 4).xml, "<iq id='raw'/>");
}

TEST(Loader, FindsTheSenderByAnySpellingOfTheDomain) {
  const LoadedScenario loaded = load_scenario(
      std::string(kHead) +
          "partners: {bücher.example: {}}\n"
          "steps: [romeo@XN--bcher-kva.example. sends presence to alice@contoso.example]\n"
          "expect: {oracle: predict}\n",
      "x", "x", catalogue());

  ASSERT_TRUE(loaded.scenario);
  const harness::Setup setup = setup_of_cell(*loaded.scenario, 0);
  EXPECT_EQ(std::get<SendStanzaStep>(setup.steps[0].action).partner, "bücher.example");
}

TEST(Loader, ReadsTimeBoundsInEitherOrder) {
  const LoadedScenario loaded =
      load_scenario(std::string(kHead) +
                        "steps: [wait 1s]\nexpect:\n  that:\n"
                        "    - fed.example sees stream error reset within 9s after 2s\n"
                        "    - fed.example sees stream error reset after 2s within 9s\n",
                    "x", "x", catalogue());

  ASSERT_TRUE(loaded.scenario);
  for (const Expectation& expectation : loaded.scenario->expect.sentences) {
    EXPECT_EQ(expectation.within, gateway::Duration(std::chrono::seconds(9)));
    EXPECT_EQ(expectation.after, gateway::Duration(std::chrono::seconds(2)));
    EXPECT_THAT(expectation.words, ElementsAre("fed.example", "reset"));
  }
}

}  // namespace
}  // namespace harness
