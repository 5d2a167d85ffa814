// Typing and receipts across the two worlds: RFC 3994, RFC 5438, XEP-0085, XEP-0184.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/interworking/imdn.hpp"
#include "gateway/interworking/typing.hpp"
#include "tests/unit/interworking/small_service.hpp"

namespace gateway::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class MessagesTyping : public testing::Test {
 protected:
  void romeo(const std::string& state, const std::string& body = "") {
    std::string inside = body.empty() ? "" : "<body>" + body + "</body>";
    if (!state.empty()) {
      inside += "<" + state + " xmlns='http://jabber.org/protocol/chatstates'/>";
    }
    service.partner(kRomeo, kAlice, "<message type='chat' id='m-1'>" + inside + "</message>");
  }
  void alice(ComposingState state, std::optional<std::chrono::seconds> refresh = std::nullopt) {
    service.user(SmallService::request("sip:alice@contoso.example;gr=e1", "sip:romeo@fed.example",
                                       write_composing({state, refresh}),
                                       std::string(kComposingType)));
  }
  /// What went to alice: "active", "idle", or the body; each answered with 200.
  std::vector<std::string> to_alice() {
    std::vector<std::string> all;
    for (service.look(); read_ < service.requests.size(); service.look()) {
      const sip::Message& message = service.requests[read_].message;
      if (message.content_type == kComposingType) {
        const auto composing = parse_composing(message.body);
        all.push_back(composing->state == ComposingState::Active ? "active" : "idle");
      } else {
        all.push_back(message.body);
      }
      service.response(read_++, 200);
    }
    return all;
  }
  /// What went to romeo since the last look: the states, "text" for texts.
  std::vector<std::string> to_romeo() {
    std::vector<std::string> all;
    for (service.look(); heard_ < service.stanzas.size(); ++heard_) {
      const auto& stanza = service.stanzas[heard_];
      for (const auto& node : stanza.element.children) {
        const auto& child = std::get<xml::Element>(node);
        if (child.name == "body") all.push_back("text");
        if (child.ns == kChatStates) all.push_back(child.name);
      }
    }
    return all;
  }
  SmallService service;

 private:
  std::size_t read_ = 0;
  std::size_t heard_ = 0;
};

TEST_F(MessagesTyping, OfTheContactIsShownOncePerChange) {
  romeo("composing");
  romeo("composing");
  EXPECT_THAT(to_alice(), ElementsAre("active"));
  romeo("paused");
  romeo("inactive");
  EXPECT_THAT(to_alice(), ElementsAre("idle"));
  romeo("composing");
  romeo("active", "hello");
  romeo("active");
  EXPECT_THAT(to_alice(), ElementsAre("active", "hello")) << "a text ends it by itself";
}

TEST_F(MessagesTyping, IsRepeatedEveryMinuteUntilPaused) {
  romeo("composing");
  EXPECT_THAT(to_alice(), ElementsAre("active"));
  service.after(59s);
  EXPECT_THAT(to_alice(), IsEmpty());
  service.after(1s);
  EXPECT_THAT(to_alice(), ElementsAre("active"));
  romeo("paused");
  service.after(1h);
  EXPECT_THAT(to_alice(), ElementsAre("idle"));
}

TEST_F(MessagesTyping, EndsWhenTheContactGoes) {
  romeo("composing");
  EXPECT_THAT(to_alice(), ElementsAre("active"));
  service.contact_presence("romeo@fed.example/balcony", false);
  EXPECT_THAT(to_alice(), IsEmpty());
  service.contact_presence(kRomeo, false);
  EXPECT_THAT(to_alice(), ElementsAre("idle"));
}

TEST_F(MessagesTyping, StopsForGoodAfter415) {
  romeo("composing");
  service.look();
  service.response(0, 415);
  romeo("paused");
  romeo("composing");
  romeo("", "hello");
  service.look();

  EXPECT_EQ(service.requests.size(), 2U);
  EXPECT_EQ(service.requests.back().message.body, "hello");
  EXPECT_THAT(service.conditions(), IsEmpty());
}

TEST_F(MessagesTyping, WaitsForTheTextBeforeItAndIsReplacedByTheNewest) {
  romeo("", "first");
  romeo("composing");
  romeo("paused");
  romeo("composing");
  EXPECT_EQ(service.bodies().size(), 1U);
  EXPECT_THAT(to_alice(), ElementsAre("first", "active"));
  romeo("", "second");
  romeo("composing");
  romeo("", "third");
  EXPECT_THAT(to_alice(), ElementsAre("second", "third")) << "old typing is pointless";
}

TEST_F(MessagesTyping, OfTheUserGoesOnlyToThoseWhoSpeakOfTyping) {
  alice(ComposingState::Active);
  EXPECT_THAT(to_romeo(), IsEmpty());
  service.user("hello");
  romeo("", "hi");
  alice(ComposingState::Active);
  EXPECT_THAT(to_romeo(), ElementsAre("text"));
  romeo("active", "and you?");
  alice(ComposingState::Active);
  alice(ComposingState::Active);
  alice(ComposingState::Idle);
  service.user("fine");
  EXPECT_THAT(to_romeo(), ElementsAre("composing", "active", "text", "active"));
  EXPECT_THAT(service.statuses(), ElementsAre(202, 202, 202, 202, 202));
}

TEST_F(MessagesTyping, StatesHoldNothingElse) {
  service.partner(kRomeo, kAlice,
                  "<message type='chat'><body>x</body><thread>t</thread>"
                  "<active xmlns='http://jabber.org/protocol/chatstates'/></message>");
  alice(ComposingState::Active);
  service.look();

  const auto& stanza = service.stanzas.back();
  EXPECT_EQ(stanza.attribute("type"), "chat");
  EXPECT_EQ(stanza.attribute("from"), kAlice + "/e1");
  EXPECT_EQ(stanza.attribute("to"), kRomeo);
  EXPECT_EQ(stanza.text_in("thread"), "t") << "XEP-0085 5.6";
  EXPECT_EQ(stanza.element.children.size(), 2U);
  EXPECT_FALSE(stanza.may_wait) << "XEP-0160 3";
}

TEST_F(MessagesTyping, OfASilentUserEnds) {
  romeo("active", "hi");
  for (int i = 0; i < 3; ++i) {
    alice(ComposingState::Active, 60s);
    service.after(50s);
  }
  EXPECT_THAT(to_romeo(), ElementsAre("composing"));
  service.after(10s - 1us);
  EXPECT_THAT(to_romeo(), IsEmpty());
  service.after(1us);
  EXPECT_THAT(to_romeo(), ElementsAre("active"));
}

TEST_F(MessagesTyping, OfSomebodyWhoMayNotIsDropped) {
  service.directory.set_contact(alice_and_romeo(), {.added = true, .blocked = true});
  romeo("composing");
  EXPECT_THAT(service.bodies(), IsEmpty());
  EXPECT_THAT(service.conditions(), IsEmpty());
}

// ---- receipts

class MessagesReceipts : public MessagesTyping {
 protected:
  static constexpr std::string_view kAsks =
      "<message type='chat' id='m-1'><body>hi</body><request xmlns='urn:xmpp:receipts'/></message>";

  void subscribe() { service.subscribed.insert(alice_and_romeo()); }
  std::string asked_id() {
    const auto wrapped = parse_cpim(service.requests.back().message.body);
    const auto request = notification_request_of(*wrapped);
    return request && request->positive ? request->message_id : "";
  }
  void alice_notifies(const std::string& id, const std::string& kind = "delivery",
                      const std::string& status = "delivered",
                      const std::string& from = "sip:alice@contoso.example;gr=e1") {
    service.user(
        SmallService::request(from, "sip:romeo@fed.example",
                              "NS: imdn <urn:ietf:params:imdn>\r\nimdn.Message-ID: other\r\n"
                              "imdn.Disposition-Notification: positive-delivery\r\n\r\n"
                              "Content-Type: message/imdn+xml\r\n\r\n"
                              "<imdn xmlns='urn:ietf:params:xml:ns:imdn'><message-id>" +
                                  id + "</message-id><" + kind + "-notification><status><" +
                                  status + "/></status></" + kind + "-notification></imdn>",
                              "message/cpim"));
  }
};

TEST_F(MessagesReceipts, AskInAWrapperAndAnswerWithTheId) {
  subscribe();
  service.partner(kRomeo, kAlice, std::string(kAsks));
  service.look();
  ASSERT_EQ(service.requests.back().message.content_type, "message/cpim");
  const std::string id = asked_id();
  EXPECT_GE(id.size(), 16U);
  service.response(0, 200);
  EXPECT_THAT(service.conditions(), IsEmpty()) << "XEP-0184 7: a 200 is no receipt";

  alice_notifies("never-asked");
  alice_notifies(id, "display", "displayed");
  alice_notifies(id, "delivery", "delivered", "sip:bob@contoso.example");
  service.look();
  EXPECT_THAT(service.stanzas, IsEmpty());
  alice_notifies(id);
  alice_notifies(id);

  service.look();
  ASSERT_EQ(service.stanzas.size(), 1U) << "once, and nothing for a notification that asks";
  const auto& receipt = service.stanzas.front();
  EXPECT_EQ(receipt.attribute("to"), kRomeo);
  EXPECT_EQ(receipt.attribute("from"), kAlice + "/e1");
  EXPECT_EQ(receipt.attribute("type"), "chat");
  ASSERT_NE(receipt.element.child("urn:xmpp:receipts", "received"), nullptr);
  EXPECT_EQ(receipt.element.child("urn:xmpp:receipts", "received")->attribute("id"), "m-1");
  EXPECT_EQ(receipt.element.children.size(), 1U) << "no body, no request";
  EXPECT_EQ(service.requests.size(), 1U);
}

TEST_F(MessagesReceipts, AreForThoseWhoSeeTheUser) {
  service.partner(kRomeo, kAlice, std::string(kAsks));
  EXPECT_THAT(service.bodies(), ElementsAre("hi")) << "XEP-0184 8";
}

TEST_F(MessagesReceipts, NeedAnId) {
  subscribe();
  service.partner(kRomeo, kAlice,
                  "<message><body>hi</body><request xmlns='urn:xmpp:receipts'/></message>");
  EXPECT_THAT(service.bodies(), ElementsAre("hi"));
}

TEST_F(MessagesReceipts, DoWithoutAWrapperThatIsNotUnderstood) {
  subscribe();
  service.partner(kRomeo, kAlice, std::string(kAsks));
  service.partner(kRomeo, kAlice, text("next"));
  service.look();
  service.response(0, 415);

  service.look();
  ASSERT_EQ(service.requests.size(), 2U);
  EXPECT_EQ(service.requests.back().message.body, "hi") << "the same again, before the next";
  service.response(1, 200);
  service.look();
  service.response(2, 200);
  service.partner(kRomeo, kAlice, std::string(kAsks));
  EXPECT_EQ(service.bodies().back(), "hi") << "asked no more";
  EXPECT_THAT(service.conditions(), IsEmpty());
}

TEST_F(MessagesReceipts, WithARequestInsideAreReceipts) {
  service.partner(kRomeo, kAlice,
                  "<message id='1'><received xmlns='urn:xmpp:receipts' id='x'/>"
                  "<request xmlns='urn:xmpp:receipts'/></message>");
  EXPECT_THAT(service.bodies(), IsEmpty());
  EXPECT_THAT(service.conditions(), IsEmpty()) << "XEP-0184 5.4";
}

}  // namespace
}  // namespace gateway::test
