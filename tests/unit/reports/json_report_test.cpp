// The JSON report: its members, its way back, and that it fits the published schema.
#include "reports/json/json_report.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "reports/json/json_writer.hpp"
#include "tests/unit/reports/synthetic_record.hpp"

namespace {

using nlohmann::json;

std::string written(const reports::RunRecord& record) {
  std::ostringstream out;
  reports::write_json(out, record);
  return out.str();
}

gateway::Result<reports::RunRecord> read(const std::string& text) {
  std::istringstream in(text);
  return reports::read_json(in);
}

TEST(JsonReport, CountsRunsByStatus) {
  const json report = json::parse(written(reports::synthetic::record()));

  EXPECT_EQ(report["summary"],
            (json{{"total", 439}, {"passed", 434}, {"failed", 3}, {"errors", 1}, {"skipped", 1}}));
  EXPECT_EQ(report["results"].size(), 439U);
}

TEST(JsonReport, HoldsAllThatIsKnownOfARun) {
  const json report = json::parse(written(reports::synthetic::small_record()));

  const json& failed = report["results"][1];
  EXPECT_EQ(failed["id"], "dns/second");
  EXPECT_EQ(failed["status"], "failed");
  EXPECT_EQ(failed["expected"]["condition"], "stream:policy-violation");
  EXPECT_EQ(failed["observed"]["method"], "sasl-over-tls");
  const json& scenario = report["scenarios"][failed["scenario"].get<std::size_t>()];
  EXPECT_EQ(scenario["requirements"], (json{"R-1", "R-2"}));
  EXPECT_EQ(report["repeat"], "s2spec run {id} --seed 1");
  EXPECT_TRUE(report["results"][2]["observed"].is_null());
  EXPECT_EQ(report["seed"].get<std::uint64_t>(), 18446744073709551615U);
}

TEST(JsonReport, ReadsBackWhatItWrote) {
  const std::string once = written(reports::synthetic::record());

  const auto record = read(once);

  ASSERT_TRUE(record) << record.error().what;
  EXPECT_EQ(written(*record), once);
  EXPECT_EQ(record->results.size(), 439U);
}

/// Version 1 said everything with each result.
TEST(JsonReport, ReadsTheVersionBefore) {
  const auto record = read(R"({"schema_version": 1, "tool": {"name": "s2spec", "version": "0.1.0"},
    "system_under_test": "xmpp-gateway 0.1.0", "backend": "sim", "started_at": "2026-01-01T00:00:00Z",
    "command_line": "s2spec run", "seed": 1, "wall_ms": 5, "results": [
    {"id": "a/x", "title": "A", "scenario_file": "a.yaml", "backend": "sim", "status": "failed",
     "requirements": ["R-1"], "cell": {"axis": "x"}, "expected": null, "observed": null, "rule": "r",
     "seed": 1, "reason": "bad", "violations": ["v"], "repeat": "s2spec run 'a/x'", "virtual_us": 7,
     "transcript_hash": ""}]})");

  ASSERT_TRUE(record) << record.error().what;
  const reports::Result& result = record->results.at(0);
  EXPECT_EQ(result.requirements.at(0), "R-1");
  EXPECT_EQ(result.cell.at("axis"), "x");
  EXPECT_EQ(result.repeat_command, "s2spec run 'a/x'");
  EXPECT_EQ(result.violations.at(0), "v");
}

TEST(JsonReport, SaysOnceWhatAllRunsOfAScenarioShare) {
  const std::string text = written(reports::synthetic::record());

  const auto count = [&text](std::string_view word) {
    std::size_t times = 0;
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) ++times;
    return times;
  };
  EXPECT_LT(count("requirements"), 20U);
  EXPECT_LT(text.size() / 439, 1000U);  // octets a run
}

TEST(JsonReport, RefusesWhatIsNoReport) {
  EXPECT_EQ(read("{").error().code, "not-json");
  EXPECT_EQ(read("[]").error().code, "not-a-report");
  EXPECT_EQ(read("{\"schema_version\": 3}").error().code, "wrong-schema-version");
}

TEST(JsonReport, SaysWhichMemberDoesNotFit) {
  json report = json::parse(written(reports::synthetic::small_record()));
  report["results"][1]["status"] = "splendid";

  const auto record = read(report.dump());

  ASSERT_FALSE(record);
  EXPECT_EQ(record.error().what, "results[1].status is not a status");
}

// The validator is Python's; without it the test says that it did not run.
TEST(JsonReport, FitsThePublishedSchema) {
  if (std::system("python3 -c 'import jsonschema' 2>/dev/null") != 0)
    GTEST_SKIP() << "python3-jsonschema is not installed";
  const auto folder =
      std::filesystem::temp_directory_path() /
      ("s2spec-json-report-" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
       "-" +
       std::to_string(std::filesystem::file_time_type::clock::now().time_since_epoch().count()));
  std::filesystem::create_directory(folder);
  const std::string good = (folder / "good.json").string(), bad = (folder / "bad.json").string();
  std::ofstream(good) << written(reports::synthetic::record());
  json broken = json::parse(written(reports::synthetic::small_record()));
  broken["results"][0].erase("scenario");
  std::ofstream(bad) << broken.dump();
  const std::string schema = S2SPEC_SOURCE_DIR "/reports/json/report.schema.json";
  const auto validates = [&schema](const std::string& file) {
    const std::string program =
        "import json,sys,jsonschema as j; s=json.load(open(sys.argv[1])); "
        "j.Draft202012Validator.check_schema(s); "
        "sys.exit(0 if j.Draft202012Validator(s).is_valid(json.load(open(sys.argv[2]))) else 1)";
    return std::system(("python3 -c '" + program + "' '" + schema + "' '" + file + "'").c_str()) ==
           0;
  };

  EXPECT_TRUE(validates(good));
  EXPECT_FALSE(validates(bad));
  std::filesystem::remove_all(folder);
}

TEST(JsonWriter, WritesOctetsThatAreNoTextAsDigits) {
  EXPECT_EQ(reports::readable_utf8("a\xFF\xC3\xA4"), "a\\xff\xC3\xA4");
  EXPECT_EQ(reports::readable_utf8("\xC0\xAF"), "\\xc0\\xaf");           // overlong
  EXPECT_EQ(reports::readable_utf8("\xED\xA0\x80"), "\\xed\\xa0\\x80");  // a surrogate
  EXPECT_EQ(reports::readable_utf8("\xF4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
}

TEST(JsonWriter, EscapesWhatJsonAsksFor) {
  std::ostringstream out;
  reports::JsonWriter writer(out);

  writer.value(std::string_view("\"\\\n\x01\x7F", 5));

  EXPECT_EQ(json::parse(out.str()).get<std::string>(), "\"\\\n\x01\x7F");
}

}  // namespace
