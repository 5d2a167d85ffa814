// The JUnit report: well-formed, counted right, and with the reason where a reader looks for it.
#include "reports/junit/junit_report.hpp"

#include <gtest/gtest.h>
#include <tinyxml2.h>

#include <sstream>

#include "tests/unit/reports/synthetic_record.hpp"

namespace {

using tinyxml2::XMLElement;

std::string written(const reports::RunRecord& record) {
  std::ostringstream out;
  reports::write_junit(out, record);
  return out.str();
}

const XMLElement* child_named(const XMLElement* parent, const char* tag, const std::string& name) {
  for (const auto* each = parent->FirstChildElement(tag); each;
       each = each->NextSiblingElement(tag))
    if (name == each->Attribute("name")) return each;
  return nullptr;
}

class JunitReport : public ::testing::Test {
 protected:
  void parse(const reports::RunRecord& record) {
    ASSERT_EQ(document_.Parse(written(record).c_str()), tinyxml2::XML_SUCCESS);
    suites_ = document_.FirstChildElement("testsuites");
    ASSERT_NE(suites_, nullptr);
  }
  tinyxml2::XMLDocument document_;
  const XMLElement* suites_ = nullptr;
};

TEST_F(JunitReport, HasASuiteForEachTopFolder) {
  parse(reports::synthetic::record());

  for (const char* folder : {"dns", "faults", "matrix", "rfc6120", "xep0220"})
    EXPECT_NE(child_named(suites_, "testsuite", folder), nullptr) << folder;
  EXPECT_EQ(suites_->IntAttribute("tests"), 439);
  EXPECT_EQ(child_named(suites_, "testsuite", "matrix")->IntAttribute("tests"), 432);
  EXPECT_EQ(child_named(suites_, "testsuite", "matrix")->IntAttribute("failures"), 2);
}

TEST_F(JunitReport, ExplainsAFailureWithReasonRuleAndRepeatCommand) {
  parse(reports::synthetic::record());

  const auto* run =
      child_named(child_named(suites_, "testsuite", "faults"), "testcase", "partner-falls-silent");
  ASSERT_NE(run, nullptr);
  EXPECT_STREQ(run->Attribute("classname"), "faults");
  const auto* failure = run->FirstChildElement("failure");
  ASSERT_NE(failure, nullptr);
  EXPECT_NE(std::string(failure->Attribute("message")).find("expected tls"), std::string::npos);
  const std::string text = failure->GetText();
  EXPECT_NE(text.find("nothing-left-over"), std::string::npos);
  EXPECT_NE(text.find("s2spec run faults/partner-falls-silent --seed 1"), std::string::npos);
}

TEST_F(JunitReport, CarriesRequirementsAndSeedAsProperties) {
  parse(reports::synthetic::record());

  const auto* run =
      child_named(child_named(suites_, "testsuite", "xep0220"), "testcase", "third-host-authority");
  ASSERT_NE(run, nullptr);
  std::string found;
  for (const auto* each = run->FirstChildElement("properties")->FirstChildElement(); each;
       each = each->NextSiblingElement())
    found += std::string(each->Attribute("name")) + "=" + each->Attribute("value") + " ";
  EXPECT_EQ(found, "requirement=XEP0220-2.1.2-verify requirement=XEP0220-2.10-third-host seed=1 ");
}

TEST_F(JunitReport, HoldsNoCharacterThatXmlForbids) {
  const std::string text = written(reports::synthetic::record());

  for (const char octet : text)
    ASSERT_TRUE(static_cast<unsigned char>(octet) >= 0x20 || octet == '\n')
        << static_cast<int>(octet);
  EXPECT_EQ(text.find('\xFF'), std::string::npos);
}

TEST(JunitReportSize, OfTheWholeMatrixIsModerate) {
  EXPECT_LT(written(reports::synthetic::large_record()).size(), 6'000'000U);
}

}  // namespace
