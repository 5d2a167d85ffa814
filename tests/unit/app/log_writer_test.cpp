// How a log event is written: one line, whatever a partner put into it.

#include "gateway/app/log_writer.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace gateway::app {
namespace {

const LogEvent kEvent{Severity::Warning, "stream-refused", "in#3 a->b", "bad\r\nINFO \"forged\""};

TEST(LogWriter, KeepsAnEventOnOneLine) {
  EXPECT_EQ(text_line(kEvent), "warning stream-refused [in#3 a->b]: bad\\x0d\\x0aINFO \"forged\"");
}

TEST(LogWriter, WritesJsonThatReadsBack) {
  const auto object = nlohmann::json::parse("{" + json_members(kEvent) + "}");

  EXPECT_EQ(object["severity"], "warning");
  EXPECT_EQ(object["code"], "stream-refused");
  EXPECT_EQ(object["stream"], "in#3 a->b");
  EXPECT_EQ(object["text"], kEvent.text);
}

TEST(LogWriter, WritesJsonEvenOfOctetsThatAreNotUtf8) {
  const LogEvent event{Severity::Error, "odd", "", "\xff\xfe"};

  EXPECT_TRUE(nlohmann::json::accept("{" + json_members(event) + "}"));
}

}  // namespace
}  // namespace gateway::app
