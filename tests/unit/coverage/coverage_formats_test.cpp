// Three renderings of one small coverage.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/coverage/coverage_html.hpp"
#include "harness/coverage/coverage_json.hpp"
#include "harness/coverage/coverage_text.hpp"

namespace harness {
namespace {

using testing::HasSubstr;
using testing::Not;

Requirement requirement(const std::string& id, const std::string& document,
                        const std::string& section) {
  Requirement made;
  made.id = id;
  made.document = document;
  made.section = section;
  made.level = "MUST";
  made.summary = "<b> & \"so on\"";
  return made;
}

template <class Write>
std::string rendered(const Write& write) {
  static const Requirement first = requirement("A-1", "RFC 6120", "4.1");
  static const Requirement second = requirement("A-2", "RFC 6120", "4.1");
  static const Requirement third = requirement("B-1", "XEP-0220", "2.1");
  Coverage coverage;
  coverage.clauses = {{&first, ClauseStatus::Passed, "", {"a/b", "a/c"}},
                      {&second, ClauseStatus::Failed, "a/c: no answer", {"a/c"}},
                      {&third, ClauseStatus::NotApplicable, "there are no users", {}}};
  std::ostringstream out;
  write(out, coverage);
  return out.str();
}

TEST(CoverageJson, SaysEverythingOfARequirement) {
  const auto json = nlohmann::json::parse(rendered(write_coverage_json));

  EXPECT_EQ(json["schema_version"], kCoverageSchemaVersion);
  EXPECT_EQ(json["summary"]["total"], 3);
  EXPECT_EQ(json["levels"]["MUST"]["not-applicable"], 1);
  const nlohmann::json expected = {{"id", "A-2"},
                                   {"level", "MUST"},
                                   {"document", "RFC 6120"},
                                   {"section", "4.1"},
                                   {"summary", "<b> & \"so on\""},
                                   {"status", "failed"},
                                   {"reason", "a/c: no answer"},
                                   {"scenarios", {"a/c"}}};
  EXPECT_EQ(json["requirements"][1], expected);
}

TEST(CoverageText, CountsEachSectionAndNamesWhatFailed) {
  const std::string text = rendered(write_coverage_text);

  EXPECT_THAT(text, testing::ContainsRegex("  4\\.1 +2 +2 +1 +0 +0 +0\n"));
  EXPECT_THAT(text, testing::ContainsRegex("  2\\.1 +1 +0 +0 +0 +0 +1\n"));
  EXPECT_THAT(text, HasSubstr("FAILED A-2 (MUST)"));
  EXPECT_THAT(text, HasSubstr("a/c: no answer"));
  EXPECT_THAT(text, testing::ContainsRegex("  MUST +3 +2 +1 +0 +0 +1\n"));
}

TEST(CoverageHtml, EscapesWhatTheCatalogueSays) {
  const std::string page = rendered(write_coverage_html);

  EXPECT_THAT(page, HasSubstr("&lt;b&gt; &amp; &quot;so on&quot;"));
  EXPECT_THAT(page, Not(HasSubstr("<b>")));
  EXPECT_THAT(page, HasSubstr("<code>a/b</code><br><code>a/c</code>"));
  EXPECT_THAT(page, HasSubstr("there are no users"));
}

}  // namespace
}  // namespace harness
