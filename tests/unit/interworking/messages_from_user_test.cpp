// A user's texts: RFC 7572 5, RFC 3428 7, RFC 7247 7.1, RFC 5438 12.1.3.1, XEP-0184;
// docs/interworking.md 6, 8 and 9.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/interworking/imdn.hpp"
#include "tests/unit/interworking/small_service.hpp"

namespace gateway::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kAliceUri = "sip:alice@contoso.example";
const std::string kRomeoUri = "sip:romeo@fed.example";

class MessagesFromUser : public testing::Test {
 protected:
  static sip::Message wrapped(const std::string& wishes) {
    return SmallService::request(kAliceUri, kRomeoUri,
                                 "NS: imdn <urn:ietf:params:imdn>\r\nimdn.Message-ID: id7\r\n"
                                 "DateTime: 2026-03-01T12:00:00Z\r\n"
                                 "imdn.Disposition-Notification: " +
                                     wishes + "\r\n\r\nContent-Type: text/plain\r\n\r\nhello",
                                 "message/cpim");
  }
  void error(const std::string& inside, const std::string& from = "romeo@fed.example") {
    service.look();
    service.partner(from, kAlice,
                    "<message type='error' id='" + service.stanzas.front().attribute("id") +
                        "'><error type='cancel'>" + inside + "</error></message>");
  }
  SmallService service;
};

TEST_F(MessagesFromUser, BecomeStanzasByTable2) {
  sip::Message message =
      SmallService::request(kAliceUri + ";gr=e1", kRomeoUri, "<b>&amp; ]]> \u00fc");
  message.set_header("Subject", "s");
  message.set_header("Content-Language", "cs");
  message.cseq.number = 4711;
  service.user(message);
  service.look();

  ASSERT_EQ(service.stanzas.size(), 1U);
  const auto& stanza = service.stanzas.front();
  EXPECT_EQ(stanza.attribute("from"), kAlice + "/e1");
  EXPECT_EQ(stanza.attribute("to"), "romeo@fed.example");
  EXPECT_EQ(stanza.attribute("type"), "normal");
  EXPECT_FALSE(stanza.attribute("id").empty());
  EXPECT_EQ(stanza.text_in("body"), "<b>&amp; ]]> \u00fc");
  EXPECT_EQ(stanza.text_in("subject"), "s");
  EXPECT_EQ(stanza.text_in("thread"), "call-1");
  const std::string xml = xml::write(stanza.element);
  EXPECT_NE(xml.find("xml:lang='cs'"), std::string::npos) << xml;
  EXPECT_EQ(xml.find("4711"), std::string::npos) << "CSeq";
}

TEST_F(MessagesFromUser, AreAnsweredOnceAStreamTookThem) {
  service.user("hello");
  EXPECT_THAT(service.statuses(), IsEmpty());
  ASSERT_NE(service.stanzas.front().reference, 0U);
  EXPECT_TRUE(service.stanzas.front().may_wait);
  service.taken(service.stanzas.front().reference);

  EXPECT_THAT(service.statuses(), ElementsAre(202));
  EXPECT_THAT(service.responses.front().response.contacts, IsEmpty()) << "RFC 3428 4";
  EXPECT_EQ(service.responses.front().response.body, "");
  EXPECT_THAT(service.changes, IsEmpty()) << "nothing is promised that has not left";
  service.after(1h);
  EXPECT_THAT(service.statuses(), ElementsAre(202)) << "once";
}

TEST_F(MessagesFromUser, ArePromisedAfterTwoSeconds) {
  service.user("hello");
  service.after(2s - 1us);
  EXPECT_THAT(service.statuses(), IsEmpty());
  service.after(1us);
  EXPECT_THAT(service.statuses(), ElementsAre(202));
  ASSERT_EQ(service.changes.size(), 1U);
  const auto stored = std::get<StoredMessage>(service.changes.front());
  EXPECT_TRUE(stored.towards_partner);
  EXPECT_EQ(stored.stage, StoredMessage::Stage::Leaving);

  service.taken(service.stanzas.front().reference);
  ASSERT_EQ(service.changes.size(), 2U);
  EXPECT_EQ(std::get<MessageDone>(service.changes.back()).id, stored.id);
  EXPECT_THAT(service.statuses(), ElementsAre(202));
}

TEST_F(MessagesFromUser, EarlyErrorsAreTheAnswer) {
  const std::string ns = " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'";
  struct Row {
    std::string condition;
    int bare;
    int full;
  };
  for (const Row& row :
       {Row{"remote-server-not-found", 404, 404}, Row{"remote-server-timeout", 408, 408},
        Row{"service-unavailable", 403, 403}, Row{"item-not-found", 604, 404},
        Row{"forbidden", 603, 403}, Row{"feature-not-implemented", 501, 405},
        Row{"recipient-unavailable", 600, 480}, Row{"not-acceptable", 606, 406},
        Row{"gone", 410, 410}, Row{"policy-violation", 403, 403},
        Row{"undefined-condition", 400, 400}, Row{"never-heard-of", 400, 400}}) {
    for (const bool full : {false, true}) {
      SmallService fresh;
      fresh.user("hello");
      fresh.look();
      fresh.partner(full ? kRomeo : "romeo@fed.example", kAlice,
                    "<message type='error' id='" + fresh.stanzas.front().attribute("id") +
                        "'><error type='cancel'><" + row.condition + ns + "/></error></message>");
      EXPECT_THAT(fresh.statuses(), ElementsAre(full ? row.full : row.bare)) << row.condition;
      fresh.after(1h);
      EXPECT_EQ(fresh.responses.size(), 1U);
      EXPECT_THAT(fresh.bodies(), IsEmpty()) << "RFC 5438: no notification after a refusal";
    }
  }
}

TEST_F(MessagesFromUser, GoneWithAnAddressIs301) {
  service.user("hello");
  error("<gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>xmpp:montague@fed.example</gone>");

  EXPECT_THAT(service.statuses(), ElementsAre(301));
  ASSERT_EQ(service.responses.front().response.contacts.size(), 1U);
  EXPECT_EQ(service.responses.front().response.contacts.front().uri, "sip:montague@fed.example");
}

TEST_F(MessagesFromUser, OnlyTheContactMayFailThem) {
  service.user("hello");
  error("<gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>", "tybalt@fed.example");
  EXPECT_THAT(service.statuses(), IsEmpty());
}

TEST_F(MessagesFromUser, LateErrorsAreReportedOnce) {
  struct Row {
    std::string wishes;  // empty: plain text
    std::string reported;
  };
  for (const Row& row :
       {Row{"negative-delivery", "imdn"}, Row{"positive-delivery", "nothing"}, Row{"", "words"}}) {
    SmallService fresh;
    fresh.user(row.wishes.empty() ? SmallService::request(kAliceUri, kRomeoUri, "hello")
                                  : wrapped(row.wishes));
    fresh.look();
    fresh.taken(fresh.stanzas.front().reference);
    for (int i = 0; i < 2; ++i) {
      fresh.partner("romeo@fed.example", kAlice,
                    "<message type='error' id='" + fresh.stanzas.front().attribute("id") +
                        "'><error type='wait'><remote-server-timeout "
                        "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
    }
    fresh.look();
    EXPECT_THAT(fresh.statuses(), ElementsAre(202));
    if (row.reported == "nothing") {
      EXPECT_THAT(fresh.requests, IsEmpty());
      continue;
    }
    ASSERT_EQ(fresh.requests.size(), 1U) << row.wishes;
    const sip::Message& report = fresh.requests.front().message;
    EXPECT_EQ(report.request_uri, kAliceUri);
    EXPECT_EQ(report.from.uri, kRomeoUri);
    if (row.reported == "words") {
      EXPECT_EQ(report.body, "Your message could not be delivered: remote-server-timeout.");
    } else {
      const auto notification = parse_notification(parse_cpim(report.body)->content);
      EXPECT_EQ(*notification, (DeliveryNotification{"id7", "2026-03-01T12:00:00Z",
                                                     DeliveryNotification::Status::Failed}));
    }
  }
}

TEST_F(MessagesFromUser, ThatAskForReceiptsGetThem) {
  service.user(wrapped("positive-delivery"));
  service.look();
  const std::string id = service.stanzas.front().attribute("id");
  EXPECT_NE(service.stanzas.front().element.child("urn:xmpp:receipts", "request"), nullptr);
  service.taken(service.stanzas.front().reference);
  EXPECT_THAT(service.bodies(), IsEmpty()) << "a 202 is no receipt";

  const std::string receipt =
      "<message id='r'><received xmlns='urn:xmpp:receipts' id='" + id + "'/></message>";
  service.partner("tybalt@fed.example", kAlice, receipt);
  EXPECT_THAT(service.bodies(), IsEmpty());
  service.partner(kRomeo, kAlice, receipt);
  service.partner(kRomeo, kAlice, receipt);

  ASSERT_EQ(service.bodies().size(), 1U) << "RFC 5438 7.2.1: one";
  const auto notification =
      parse_notification(parse_cpim(service.requests.front().message.body)->content);
  EXPECT_EQ(*notification, (DeliveryNotification{"id7", "2026-03-01T12:00:00Z",
                                                 DeliveryNotification::Status::Delivered}));
}

TEST_F(MessagesFromUser, RefusalsSayWhy) {
  struct Row {
    std::string from, to;
    int status;
  };
  service.directory.set_contact({jid(kAlice), jid("tybalt@fed.example")}, {.blocked = true});
  for (const Row& row : {Row{"sip:dave@contoso.example", kRomeoUri, 403},
                         Row{kAliceUri, "sip:x@unlisted.example", 403},
                         Row{"sip:nobody@contoso.example", kRomeoUri, 403},
                         Row{kAliceUri, "sip:tybalt@fed.example", 403},
                         Row{kAliceUri, "sips:romeo@fed.example", 416},
                         Row{kAliceUri, "sip:bob@contoso.example", 404},
                         Row{kRomeoUri, kAliceUri, 482},  // RFC 7247 8
                         Row{kRomeoUri, "sip:romeo@pv.example", 403}}) {
    SmallService fresh;
    fresh.directory = service.directory;
    fresh.user(SmallService::request(row.from, row.to, "secret words"));
    EXPECT_THAT(fresh.statuses(), ElementsAre(row.status)) << row.from << " " << row.to;
    EXPECT_THAT(fresh.stanzas, IsEmpty());
    ASSERT_EQ(fresh.log.size(), 1U);
    EXPECT_EQ(fresh.log.front().code, "message-refused");
    EXPECT_EQ(fresh.log.front().text.find("secret"), std::string::npos);
  }
}

TEST_F(MessagesFromUser, MayGoToContactsOfEveryType) {
  for (const std::string to : {"fed.example", "pv.example", "pu.example"}) {
    SmallService fresh;
    fresh.user(SmallService::request(kAliceUri, "sip:romeo@" + to, "hello"));
    fresh.look();
    EXPECT_EQ(fresh.stanzas.size(), 1U) << to;
  }
}

TEST_F(MessagesFromUser, OtherContentIsRefusedWithWhatIsAccepted) {
  service.user(SmallService::request(kAliceUri, kRomeoUri, "GIF89a", "image/gif"));

  EXPECT_THAT(service.statuses(), ElementsAre(415));
  EXPECT_NE(service.responses.front().response.header("Accept"), nullptr);
}

TEST_F(MessagesFromUser, OverUdpNothingLargerThan1300Octets) {
  service.dependencies.datagrams = true;
  service.user(std::string(1300, 'x'));
  service.user("hello");

  EXPECT_THAT(service.statuses(), ElementsAre(513));
  EXPECT_EQ(service.stanzas.size(), 1U);
}

TEST_F(MessagesFromUser, LockOntoTheResourceThatWrites) {
  service.user("one");
  service.partner(kRomeo, kAlice,
                  "<message type='chat'><body>x</body><thread>t 1</thread></message>");
  service.user("two");
  service.contact_presence("romeo@fed.example/balcony");
  service.user("three");
  service.look();

  ASSERT_EQ(service.stanzas.size(), 3U);
  EXPECT_EQ(service.stanzas[0].attribute("to"), "romeo@fed.example");
  EXPECT_EQ(service.stanzas[0].attribute("type"), "normal");
  EXPECT_EQ(service.stanzas[1].attribute("to"), kRomeo);
  EXPECT_EQ(service.stanzas[1].attribute("type"), "chat");
  EXPECT_EQ(service.stanzas[2].attribute("to"), "romeo@fed.example");
  EXPECT_EQ(service.stanzas[2].attribute("type"), "chat");
}

TEST_F(MessagesFromUser, PresenceOfOthersUnlocksNothing) {
  service.partner(kRomeo, kAlice, text("x"));
  service.contact_presence("paris@fed.example/orchard");
  service.contact_presence("romeo@pv.example/orchard");
  service.contact_presence("sam@fed.example/orchard");
  service.user("two");
  service.look();

  EXPECT_EQ(service.stanzas.back().attribute("to"), kRomeo);
}

TEST_F(MessagesFromUser, AnswerInTheContactsThread) {
  service.partner(kRomeo, kAlice,
                  "<message type='chat'><body>x</body><thread>t 1</thread></message>");
  service.user("two");
  service.look();

  EXPECT_EQ(service.stanzas.back().text_in("thread"), "t 1");
  EXPECT_NE(service.requests.front().message.call_id, "t 1") << "no Call-ID has spaces";
}

}  // namespace
}  // namespace gateway::test
