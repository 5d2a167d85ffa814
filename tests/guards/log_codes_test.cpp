// docs/log-events.md is complete: every code that the gateway's sources log stands in its table, and
// the table holds no code that nobody logs.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

namespace {

namespace fs = std::filesystem;
using Codes = std::set<std::string>;

std::string content_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

Codes matches(const std::string& text, const std::regex& pattern) {
  Codes found;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
    found.insert((*at)[1]);
  }
  return found;
}

/// The first text after a severity is the code: log(Severity::Info, "code", ...). A choice between
/// two severities and two codes, as in closing_log(), names both in the same way.
Codes logged_in(const std::string& source) {
  static const std::regex kPattern(
      R"re(Severity::(?:Debug|Info|Warning|Error),\s*(?:shutdown \? )?"([a-z0-9-]+)")re");
  static const std::regex kChoice(R"re(shutdown \? "[a-z0-9-]+" : "([a-z0-9-]+)")re");
  static const std::regex kFirst(R"re(shutdown \? "([a-z0-9-]+)" : ")re");
  Codes codes = matches(source, kPattern);
  codes.merge(matches(source, kChoice));
  codes.merge(matches(source, kFirst));
  return codes;
}

Codes documented_in(const std::string& page) {
  static const std::regex kPattern(R"re(\n\| `([a-z0-9-]+)` \|)re");
  return matches(page, kPattern);
}

Codes logged_by_the_gateway() {
  Codes codes;
  for (const auto& entry : fs::recursive_directory_iterator(S2SPEC_SOURCE_DIR "/gateway")) {
    const auto extension = entry.path().extension();
    if (extension != ".cpp" && extension != ".hpp") continue;
    codes.merge(logged_in(content_of(entry.path())));
  }
  return codes;
}

TEST(LogCodes, AreAllInTheCatalogueAndNoOthers) {
  const Codes documented = documented_in(content_of(S2SPEC_SOURCE_DIR "/docs/log-events.md"));
  const Codes logged = logged_by_the_gateway();

  ASSERT_GT(logged.size(), 10U);
  EXPECT_EQ(documented, logged);
}

TEST(LogCodes, AreFoundWhereverACodeFollowsASeverity) {
  EXPECT_EQ(logged_in(R"(log(Severity::Info, "a-code", x); StreamLog{Severity::Warning,
      "b-code", y})"),
            (Codes{"a-code", "b-code"}));
  EXPECT_EQ(documented_in("x\n| `a-code` | info |\n"), Codes{"a-code"});
}

}  // namespace
