// The HTML report: self-contained, every dialogue once, nothing secret, small. The embedded blocks
// are opened here as a browser would open them.
#include "reports/html/html_report.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "gateway/base/encoding.hpp"
#include "tests/unit/reports/synthetic_record.hpp"

namespace {

using nlohmann::json;

std::string written(const reports::RunRecord& record) {
  std::ostringstream out;
  reports::write_html(out, record);
  return out.str();
}

std::string block_text(const std::string& page, const std::string& id) {
  const std::string begin = "id=\"" + id + "\">";
  const auto at = page.find(begin);
  if (at == std::string::npos) return {};
  const auto from = at + begin.size();
  const auto packed = gateway::base64_decode(page.substr(from, page.find('<', from) - from));
  std::string text(64U << 20U, '\0');
  uLongf size = text.size();
  if (!packed || uncompress(reinterpret_cast<Bytef*>(text.data()), &size,
                            reinterpret_cast<const Bytef*>(packed->data()), packed->size()) != Z_OK)
    return {};
  text.resize(size);
  return text;
}

TEST(HtmlReport, StatesTheVerdictWithoutScripts) {
  const std::string page = written(reports::synthetic::record());

  EXPECT_NE(page.find("Does not conform: 3 of 439 runs failed, 1 broke, 1 skipped."),
            std::string::npos);
  EXPECT_NE(page.find("<header class=\"page fails\">"), std::string::npos);
}

TEST(HtmlReport, NeedsNoNetwork) {
  const std::string page = written(reports::synthetic::record());

  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  for (const char* reference : {"src=\"", "@import", "url(", "<link rel=\"stylesheet"})
    EXPECT_EQ(page.find(reference), std::string::npos) << reference;
}

TEST(HtmlReport, LeavesNoPlaceOfTheTemplateOpen) {
  const std::string page = written(reports::synthetic::record());

  EXPECT_EQ(page.find("{{"), std::string::npos);
}

TEST(HtmlReport, EscapesWhatTheRecordSays) {
  reports::RunRecord record = reports::synthetic::small_record();
  record.system_under_test = "<script>alert(1)</script>";

  EXPECT_EQ(written(record).find("<script>alert"), std::string::npos);
}

TEST(HtmlReport, EmbedsEachDialogueOnce) {
  const std::string page = written(reports::synthetic::record());

  const json dialogues = json::parse(block_text(page, "dialogues-0"));
  const json results = json::parse(block_text(page, "results"));

  EXPECT_EQ(dialogues.size(), 5U);  // five different ones in synthetic_dialogues.hpp
  EXPECT_EQ(results["dialogue"].size(), 439U);
  for (const json& number : results["dialogue"]) EXPECT_LT(number.get<int>(), 5);
}

TEST(HtmlReport, EmbedsXmlButNeitherTlsRecordsNorKeys) {
  const std::string texts = block_text(written(reports::synthetic::record()), "texts");

  EXPECT_NE(texts.find("hello &amp; welcome"), std::string::npos);
  EXPECT_EQ(texts.find("rrrrrrrr"), std::string::npos);
  EXPECT_EQ(texts.find("CLIENT_RANDOM"), std::string::npos);
}

TEST(HtmlReport, OfTheWholeMatrixStaysSmall) {
  const std::string page = written(reports::synthetic::large_record());

  EXPECT_LT(page.size(), 15'000'000U);
  EXPECT_EQ(json::parse(block_text(page, "results"))["id"].size(), 20'736U);
}

// For a look at the page: S2SPEC_HTML_SAMPLES=/some/folder unit_reports
TEST(HtmlReport, CanBeLookedAt) {
  const char* folder = std::getenv("S2SPEC_HTML_SAMPLES");
  if (folder == nullptr) GTEST_SKIP() << "S2SPEC_HTML_SAMPLES names no folder";
  std::ofstream(std::string(folder) + "/small.html") << written(reports::synthetic::record());
  std::ofstream(std::string(folder) + "/large.html") << written(reports::synthetic::large_record());
  EXPECT_TRUE(std::ifstream(std::string(folder) + "/large.html").good());
}

}  // namespace
