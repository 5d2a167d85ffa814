// What the linter refuses, and that our own scenarios stand before it.
#include "harness/lint/lint.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace harness {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kHead = "# yaml-language-server: $schema=schema.json\n";
const std::string kRest =
    "requirements: [REQ-1]\n"
    "steps: ['alice@contoso.example sends \"hello\" to romeo@fed.example']\n";
const std::string kRequirement =
    "- {id: REQ-1, source: {doc: RFC 6120, section: '4.1'}, level: MUST, summary: so}\n";

/// A folder of scenarios that is gone after the test.
class LintTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() /
              ("s2spec-lint-" + std::string(info->name()) + "-" + std::to_string(::getpid()));
    fs::create_directories(folder_ / "requirements");
    write("requirements/r.yaml", kRequirement);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& file, const std::string& text) const {
    std::ofstream(folder_ / file) << text;
  }

  std::vector<std::string> complaints() const {
    std::vector<std::string> lines;
    for (const Diagnostic& diagnostic : lint(load_library(folder_.string()))) {
      lines.push_back(to_string(diagnostic));
    }
    return lines;
  }

  fs::path folder_;
};

TEST(Lint, HasNothingToSayAboutOurOwnScenarios) {
  const Library library = load_library(std::string(S2SPEC_SOURCE_DIR) + "/scenarios");

  ASSERT_THAT(library.scenarios, testing::Not(IsEmpty()));
  for (const Diagnostic& diagnostic : lint(library)) ADD_FAILURE() << to_string(diagnostic);
}

TEST_F(LintTest, AcceptsAScenarioThatChecksSomething) {
  write("a.yaml", kHead + "title: One\n" + kRest +
                      "expect: {that: ['romeo@fed.example receives \"hello\" once']}\n");

  EXPECT_THAT(complaints(), IsEmpty());
}

TEST_F(LintTest, RefusesAScenarioThatChecksNothing) {
  write("a.yaml", kHead + "title: One\n" + kRest + "expect: {oracle: none}\n");

  ASSERT_THAT(complaints(), SizeIs(1));
  EXPECT_THAT(complaints()[0], HasSubstr("checks-nothing"));
}

TEST_F(LintTest, RefusesAScenarioThatCitesNothing) {
  write("a.yaml",
        kHead + "title: One\nsteps: ['fed.example opens a stream']\nexpect: {oracle: predict}\n");

  ASSERT_THAT(complaints(), SizeIs(1));
  EXPECT_THAT(complaints()[0], HasSubstr("no 'requirements'"));
}

TEST_F(LintTest, RefusesAnUnknownRequirement) {
  write("a.yaml",
        kHead +
            "title: One\nrequirements: [REQ-1, REQ-2]\nsteps: ['fed.example opens a stream']\n"
            "expect: {oracle: predict}\n");

  ASSERT_THAT(complaints(), testing::Not(IsEmpty()));
  EXPECT_THAT(complaints()[0], HasSubstr("a.yaml:3:"));
  EXPECT_THAT(complaints()[0], HasSubstr("unknown-requirement"));
}

TEST_F(LintTest, RefusesAScenarioThatRepeatsAnotherInOtherWords) {
  write("a.yaml", kHead + "title: One\ngateway: {tls: required, dialback: false}\n" + kRest +
                      "expect: {oracle: predict}\n");
  write("b.yaml", kHead + "title: Two\nintent: Looks new.\n" + kRest +
                      "expect: {oracle: predict}\ngateway: {dialback: false, tls: required}\n");

  ASSERT_THAT(complaints(), SizeIs(1));
  EXPECT_THAT(complaints()[0], HasSubstr("b.yaml:1:1: error: "));
  EXPECT_THAT(complaints()[0], HasSubstr("those of a (repeats)"));
}

TEST_F(LintTest, AcceptsTheSameStepsWithAnotherSetup) {
  write("a.yaml",
        kHead + "title: One\ngateway: {tls: required}\n" + kRest + "expect: {oracle: predict}\n");
  write("b.yaml",
        kHead + "title: Two\ngateway: {tls: optional}\n" + kRest + "expect: {oracle: predict}\n");

  EXPECT_THAT(complaints(), IsEmpty());
}

TEST_F(LintTest, RefusesAnExpectationAboutAnAbsentUser) {
  write("a.yaml", kHead + "title: One\n" + kRest +
                      "expect:\n  oracle: predict\n  that:\n"
                      "    - 'romeo@fed.example receives \"hello\" once'\n"
                      "    - 'romeo@fad.example receives nothing'\n");

  ASSERT_THAT(complaints(), SizeIs(1));
  EXPECT_THAT(complaints()[0], HasSubstr("a.yaml:9:1: error: 'romeo@fad.example'"));
}

TEST_F(LintTest, RefusesAnExpectationAboutAnAuthorityThatIsNoHostOfItsOwn) {
  const std::string expect = "expect: {that: ['authority.fed.example never reads \"x\"']}\n";
  write("a.yaml", kHead + "title: One\n" + kRest + expect);
  write("b.yaml", kHead + "title: Two\npartners: {fed.example: {authority: {host: elsewhere}}}\n" +
                      kRest + expect);

  ASSERT_THAT(complaints(), SizeIs(1));
  EXPECT_THAT(complaints()[0], HasSubstr("a.yaml"));
}

TEST_F(LintTest, RefusesARequirementWithoutLevelOrSource) {
  write("requirements/r.yaml",
        kRequirement + "- {id: REQ-2, source: {doc: RFC 6120, section: '4.1'}, summary: so}\n" +
            "- {id: REQ-3, level: MUST, summary: so}\n");

  ASSERT_THAT(complaints(), SizeIs(2));
  EXPECT_THAT(complaints()[0], HasSubstr("r.yaml:2:1: error: 'REQ-2'"));
  EXPECT_THAT(complaints()[1], HasSubstr("no-source"));
}

TEST_F(LintTest, RefusesARequirementWithoutId) {
  write("requirements/r.yaml", kRequirement + "- {level: MUST, summary: so}\n");

  ASSERT_THAT(complaints(), SizeIs(1));
  EXPECT_THAT(complaints()[0], HasSubstr("r.yaml:2:"));
}

TEST_F(LintTest, RefusesAnExcuseWithoutReason) {
  write("requirements/r.yaml",
        "- {id: REQ-1, source: {doc: A, section: '1'}, level: MUST, summary: so, applies: no}\n");

  ASSERT_THAT(complaints(), SizeIs(1));
  EXPECT_THAT(complaints()[0], HasSubstr("a decision with a reason"));
}

TEST_F(LintTest, RefusesToCiteWhatDoesNotApply) {
  write("requirements/r.yaml",
        "- id: REQ-1\n  source: {doc: A, section: '1'}\n  level: MUST\n  summary: so\n"
        "  applies: \"no, because there are no users\"\n");
  write("a.yaml", kHead + "title: One\n" + kRest + "expect: {oracle: predict}\n");

  ASSERT_THAT(complaints(), SizeIs(1));
  EXPECT_THAT(complaints()[0], HasSubstr("applies-after-all"));
}

}  // namespace
}  // namespace harness
