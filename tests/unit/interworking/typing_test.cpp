// RFC 3994 3 and 6, RFC 7573 tables 3 and 4, XEP-0085.
#include "gateway/interworking/typing.hpp"

#include <gtest/gtest.h>

#include "gateway/xmpp/namespaces.hpp"

namespace gateway {
namespace {

using std::chrono::seconds;

std::string document(const std::string& inside) {
  return "<isComposing xmlns='urn:ietf:params:xml:ns:im-iscomposing'>" + inside + "</isComposing>";
}

TEST(Typing, ReadsDocuments) {
  struct Row {
    std::string inside;
    Composing expected;
  };
  for (const Row& row : {
           Row{"<state>active</state><contenttype>text/plain</contenttype><refresh>90</refresh>",
               {ComposingState::Active, seconds(90)}},
           Row{"<state>idle</state><lastactive>2003-01-27T10:43:00Z</lastactive>",
               {ComposingState::Idle, {}}},
           Row{"<state> active\n</state>", {ComposingState::Active, {}}},
           Row{"<state>thinking</state>", {ComposingState::Idle, {}}},  // 3.5
           Row{"<state>active</state><refresh>0</refresh>", {ComposingState::Active, {}}},
           Row{"<state>active</state><refresh>-5</refresh>", {ComposingState::Active, {}}},
           Row{"<state>active</state><refresh>99999999999999999999</refresh>",
               {ComposingState::Active, seconds(86400)}},
           Row{"<state>active</state><x xmlns='urn:x'/>", {ComposingState::Active, {}}},
       }) {
    const auto composing = parse_composing(document(row.inside));
    ASSERT_TRUE(composing) << row.inside;
    EXPECT_EQ(*composing, row.expected) << row.inside;
  }
}

TEST(Typing, RefusesOtherDocuments) {
  EXPECT_EQ(parse_composing("active").error().code, "composing-not-xml");
  EXPECT_EQ(parse_composing("<isComposing><state>active</state></isComposing>").error().code,
            "composing-not-composing");
  EXPECT_EQ(parse_composing(document("")).error().code, "composing-not-composing");
}

TEST(Typing, WritesWhatItReads) {
  for (const Composing& composing :
       {Composing{ComposingState::Active, seconds(60)}, Composing{ComposingState::Idle, {}}}) {
    EXPECT_EQ(*parse_composing(write_composing(composing)), composing);
  }
}

TEST(Typing, TranslatesByTheTablesOfRfc7573) {
  EXPECT_EQ(chat_state_of(ComposingState::Active), ChatState::Composing);
  EXPECT_EQ(chat_state_of(ComposingState::Idle), ChatState::Active);
  EXPECT_EQ(composing_of(ChatState::Composing), ComposingState::Active);
  for (const ChatState state :
       {ChatState::Active, ChatState::Inactive, ChatState::Paused, ChatState::Gone}) {
    EXPECT_EQ(composing_of(state), ComposingState::Idle);
  }
}

TEST(Typing, FindsTheStateInAMessage) {
  for (const ChatState state : {ChatState::Active, ChatState::Inactive, ChatState::Gone,
                                ChatState::Composing, ChatState::Paused}) {
    xml::Element message(ns::kServer, "message");
    message.add(xml::Element(kChatStates, "unheard-of"));
    message.add(make_chat_state(state));
    EXPECT_EQ(chat_state_of(message), state);
  }
  xml::Element message(ns::kServer, "message");
  message.add(xml::Element(ns::kServer, "composing"));
  EXPECT_EQ(chat_state_of(message), std::nullopt) << "another namespace";
}

}  // namespace
}  // namespace gateway
