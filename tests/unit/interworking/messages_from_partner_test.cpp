// A contact's texts: RFC 6121 8.5, RFC 7572 4 and 6, RFC 3428 8, RFC 7247 7.2, RFC 6120 8.3.3.19;
// docs/interworking.md 2, 6 and 8.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/interworking/small_service.hpp"

namespace gateway::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class MessagesFromPartner : public testing::Test {
 protected:
  void subscribe() { service.subscribed.insert(alice_and_romeo()); }
  SmallService service;
};

TEST_F(MessagesFromPartner, AreDeliveredToTheAddressOfRecord) {
  for (const std::string type :
       {"", "type='normal'", "type='chat'", "type='shout'", "type='headline'"}) {
    SmallService fresh;
    fresh.partner(kRomeo, kAlice + "/gone",
                  "<message " + type + " id='1'><body>hi</body><x xmlns='urn:x'/></message>");
    EXPECT_THAT(fresh.bodies(), ElementsAre("hi")) << type;
    const sip::Message& sent = fresh.requests.front().message;
    EXPECT_EQ(sent.request_uri, "sip:alice@contoso.example");
    EXPECT_EQ(sent.from.uri, "sip:romeo@fed.example;gr=orchard");
    EXPECT_THAT(fresh.stanzas, IsEmpty());
  }
}

TEST_F(MessagesFromPartner, WithoutTextAreNoMessages) {
  for (const std::string inside : {"", "<body/>", "<subject>s</subject>", "<x xmlns='urn:x'>y</x>",
                                   "<received xmlns='urn:xmpp:receipts' id='x'/>",
                                   "<active xmlns='http://jabber.org/protocol/chatstates'/>"}) {
    service.partner(kRomeo, kAlice, "<message id='1' type='chat'>" + inside + "</message>");
  }
  EXPECT_THAT(service.bodies(), IsEmpty());
  EXPECT_THAT(service.conditions(), IsEmpty()) << "RFC 6120 8.4: ignored";
}

TEST_F(MessagesFromPartner, GroupChatIsRefused) {
  service.partner(kRomeo, kAlice, "<message id='1' type='groupchat'><body>hi</body></message>");
  service.partner(kRomeo, kAlice,
                  "<message id='2'><body>come</body><x xmlns='jabber:x:conference'/></message>");
  service.partner(
      kRomeo, kAlice,
      "<message id='3'><x xmlns='http://jabber.org/protocol/muc#user'><invite/></x></message>");

  EXPECT_THAT(service.conditions(),
              ElementsAre("service-unavailable", "service-unavailable", "service-unavailable"));
  EXPECT_THAT(service.bodies(), IsEmpty());
}

TEST_F(MessagesFromPartner, ErrorsAreNeverAnsweredNorShown) {
  service.partner(kRomeo, kAlice,
                  "<message id='1' type='error'><body>hi</body>"
                  "<error type='cancel'/></message>");

  EXPECT_THAT(service.bodies(), IsEmpty());
  EXPECT_THAT(service.conditions(), IsEmpty());
}

// Whoever may not write, the answer is that of a user who does not exist, octet for octet.
TEST_F(MessagesFromPartner, RefusalsLookAsIfThereWereNoSuchUser) {
  struct Row {
    std::string from;
    std::string to;
  };
  for (const std::string& stanza :
       {text("hi"), std::string("<message id='1'><body>hi</body></message>"),
        std::string("<message id='2' type='headline'><body>hi</body></message>"),
        std::string("<message id='3' type='chat'>"
                    "<composing xmlns='http://jabber.org/protocol/chatstates'/></message>")}) {
    std::set<std::string> answers;
    for (const Row& row : {Row{"romeo@pu.example/o", "nobody@contoso.example"},
                           Row{"romeo@pu.example/o", "alice@contoso.example"},
                           Row{"romeo@pu.example/o", "dave@contoso.example"}}) {
      SmallService fresh;
      fresh.partner(row.from, row.to, stanza);
      fresh.look();
      std::string answer;
      for (const auto& one : fresh.stanzas) answer += xml::write(one.element);
      const auto at = answer.find("from='" + row.to + "'");
      if (at != std::string::npos) answer.replace(at, row.to.size() + 7, "");
      answers.insert(answer);
      EXPECT_THAT(fresh.bodies(), IsEmpty());
      EXPECT_FALSE(fresh.log.empty());
    }
    EXPECT_EQ(answers.size(), 1U) << stanza;
    const bool answered = !answers.begin()->empty();
    EXPECT_EQ(answered, stanza.find("headline") == std::string::npos &&
                            stanza.find("composing") == std::string::npos)
        << stanza;
  }
}

TEST_F(MessagesFromPartner, BlockedContactsAreRefused) {
  service.directory.set_contact(alice_and_romeo(), {.added = true, .blocked = true});
  service.partner(kRomeo, kAlice, text("hi"));

  EXPECT_THAT(service.conditions(), ElementsAre("service-unavailable"));
}

TEST_F(MessagesFromPartner, GoOneAfterTheOtherInOrder) {
  for (int i = 0; i < 5; ++i) {
    service.partner(kRomeo, i % 2 == 0 ? kAlice : kAlice + "/e1", text(std::to_string(i)));
  }
  service.partner(kRomeo, "bob@contoso.example", text("to bob"));

  EXPECT_THAT(service.bodies(), ElementsAre("0", "to bob")) << "RFC 3428 8: one for each URI";
  service.response(0, 200);
  EXPECT_THAT(service.bodies(), ElementsAre("0", "to bob", "1"));
  for (const auto& [which, status] : {std::pair{2U, 480}, std::pair{3U, 202}, std::pair{4U, 200}}) {
    service.response(which, status);
    service.look();
  }
  EXPECT_THAT(service.bodies(), ElementsAre("0", "to bob", "1", "2", "3", "4"));
}

TEST_F(MessagesFromPartner, MoreThanAHundredWaitingBounce) {
  subscribe();
  for (int i = 0; i < 102; ++i) service.partner(kRomeo, kAlice, text(std::to_string(i)));

  EXPECT_THAT(service.conditions(), ElementsAre("resource-constraint"));
  EXPECT_EQ(service.stanzas.front().text_in("body"), "101");
}

TEST_F(MessagesFromPartner, ABlockHoldsForWhatWaits) {
  service.partner(kRomeo, kAlice, text("first"));
  service.partner(kRomeo, kAlice, text("second"));
  service.directory.set_contact(alice_and_romeo(), {.added = true, .blocked = true});
  service.response(0, 200);

  EXPECT_THAT(service.bodies(), ElementsAre("first"));
  EXPECT_THAT(service.conditions(), ElementsAre("service-unavailable"));
}

TEST_F(MessagesFromPartner, FailuresByTable3ToThoseWhoSeeTheUser) {
  struct Row {
    int status;
    std::string condition;
  };
  for (const Row& row : {Row{404, "item-not-found"}, Row{486, "recipient-unavailable"},
                         Row{408, "remote-server-timeout"}, Row{413, "policy-violation"},
                         Row{500, "internal-server-error"}, Row{603, "recipient-unavailable"},
                         Row{499, "bad-request"}, Row{399, "redirect"},
                         Row{480, "service-unavailable"}}) {  // docs/interworking.md 8
    for (const bool sees : {true, false}) {
      SmallService fresh;
      if (sees) fresh.subscribed.insert(alice_and_romeo());
      fresh.partner(kRomeo, kAlice + "/e1", text("hi"));
      fresh.look();
      fresh.response(0, row.status);
      EXPECT_THAT(fresh.conditions(), ElementsAre(sees ? row.condition : "service-unavailable"))
          << row.status;
      EXPECT_EQ(fresh.stanzas.front().attribute("id"), "m-1");
      EXPECT_EQ(fresh.stanzas.front().attribute("from"), kAlice + "/e1");
      EXPECT_EQ(fresh.stanzas.front().attribute("to"), kRomeo);
    }
  }
}

TEST_F(MessagesFromPartner, AFailedHeadlineIsForgotten) {
  subscribe();
  service.partner(kRomeo, kAlice, "<message type='headline'><body>news</body></message>");
  service.look();
  service.response(0, 480);

  EXPECT_THAT(service.conditions(), IsEmpty());
}

TEST_F(MessagesFromPartner, APoolThatCannotBeReachedIsASilentOne) {
  subscribe();
  service.partner(kRomeo, kAlice, text("hi"));
  service.look();
  sip::Message none = sip::response_to(service.requests.front().message, 503, "");
  none.vias.clear();
  service.messages.on_response(service.requests.front().request, none, service.look());

  EXPECT_THAT(service.conditions(), ElementsAre("remote-server-timeout"));
}

TEST_F(MessagesFromPartner, GoneNamesTheNewAddress) {
  subscribe();
  service.partner(kRomeo, kAlice, text("hi"));
  service.look();
  sip::Message moved = sip::response_to(service.requests.front().message, 301, "t");
  moved.contacts.push_back({{}, "sip:o'malley@contoso.example", {}});
  service.messages.on_response(service.requests.front().request, moved, service.look());
  service.look();

  const auto* gone = service.stanzas.front().element.child(ns::kServer, "error")->first_child();
  EXPECT_EQ(gone->name, "gone");
  EXPECT_EQ(gone->text(), "xmpp:o\\27malley@contoso.example");
}

TEST_F(MessagesFromPartner, OverUdpNothingLargerThan1300Octets) {
  for (const bool datagrams : {false, true}) {
    for (const std::string& to : {kAlice, std::string("nobody@contoso.example")}) {
      SmallService fresh;
      fresh.dependencies.datagrams = datagrams;
      std::string body;
      while (body.size() < 1300) body += "\u00fc";
      fresh.partner(kRomeo, to, text(body));
      const bool exists = to == kAlice;
      const std::string expected =
          datagrams ? "policy-violation" : (exists ? "" : "service-unavailable");
      if (expected.empty()) {
        EXPECT_THAT(fresh.bodies(), ElementsAre(body));
        EXPECT_THAT(fresh.conditions(), IsEmpty());
      } else {
        EXPECT_THAT(fresh.conditions(), ElementsAre(expected)) << "the same for all";
        EXPECT_THAT(fresh.bodies(), IsEmpty());
      }
    }
  }
}

TEST_F(MessagesFromPartner, AreKeptUntilTheyAreDelivered) {
  service.partner(kRomeo, kAlice, text("first"));
  service.partner(kRomeo, kAlice, text("second"));
  ASSERT_EQ(service.changes.size(), 2U);
  const auto first = std::get<StoredMessage>(service.changes[0]);
  const auto second = std::get<StoredMessage>(service.changes[1]);
  EXPECT_EQ(first.stage, StoredMessage::Stage::Leaving);
  EXPECT_EQ(second.stage, StoredMessage::Stage::Waiting);
  EXPECT_LT(first.id, second.id);

  service.look();
  service.response(0, 200);
  ASSERT_EQ(service.changes.size(), 4U);
  EXPECT_EQ(std::get<MessageDone>(service.changes[2]).id, first.id);
  EXPECT_EQ(std::get<StoredMessage>(service.changes[3]).id, second.id);
  EXPECT_EQ(std::get<StoredMessage>(service.changes[3]).stage, StoredMessage::Stage::Leaving);
}

TEST_F(MessagesFromPartner, NoLogLineHoldsABody) {
  service.directory.set_contact(alice_and_romeo(), {.added = true, .blocked = true});
  service.partner(kRomeo, kAlice, text("secret words"));
  service.look();

  ASSERT_FALSE(service.log.empty());
  for (const LogEvent& line : service.log) {
    EXPECT_EQ(line.text.find("secret"), std::string::npos);
  }
}

}  // namespace
}  // namespace gateway::test
