// The pool as a whole, with a test in the gateway's place. RFC 3428, 3856 6, 6665 4, 5438 7.
#include <gmock/gmock.h>

#include "tests/unit/fakes/pool_under_test.hpp"

namespace fakes::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string kAlice = "alice@contoso.example";
const std::string kRomeo = "romeo@fed.example";

constexpr auto kSubscribe = R"(SUBSCRIBE sip:alice@contoso.example SIP/2.0
Via: SIP/2.0/TCP edge.contoso.example:5060;branch=z9hG4bKnashds7
Max-Forwards: 70
To: <sip:alice@contoso.example>
From: <sip:romeo@fed.example>;tag=xfg9
Call-ID: 2010@edge.contoso.example
CSeq: 17766 SUBSCRIBE
Event: presence
Accept: application/pidf+xml
Contact: <sip:edge.contoso.example:5060;transport=tcp>
Expires: 600
Content-Length: 0

)";

constexpr auto kMessage = R"(MESSAGE sip:alice@contoso.example SIP/2.0
Via: SIP/2.0/TCP edge.contoso.example:5060;branch=z9hG4bK776sgdkse
Max-Forwards: 70
From: <sip:romeo@fed.example;gr=orchard>;tag=49583
To: <sip:alice@contoso.example>
Call-ID: asd88asd77a@edge.contoso.example
CSeq: 1 MESSAGE
Content-Type: text/plain
Content-Length: 18

Watson, come here.)";

std::string with(std::string text, std::string_view part, std::string_view other) {
  const std::size_t at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return text.replace(at, part.size(), other);
}

std::vector<int> codes_of(const std::vector<SipMessage>& messages) {
  std::vector<int> codes;
  for (const SipMessage& message : messages) codes.push_back(message.code);
  return codes;
}

std::string state_of(const SipMessage& message) {
  return std::string(message.field("Subscription-State"));
}

// ---- the gateway watches a user -----------------------------------------------------------------

TEST(PoolPresenceServer, AcceptsAndSaysAtOnceWhatItKnows) {
  PoolUnderTest pool;
  pool.say(kSubscribe);
  const auto sent = pool.take_sent();

  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(sent[0].code, 200);
  EXPECT_EQ(sent[0].field("Expires"), "600");
  EXPECT_TRUE(parameter_of(sent[0].field("To"), "tag"));
  EXPECT_EQ(sent[1].method, "NOTIFY");
  EXPECT_EQ(sent[1].uri, "sip:edge.contoso.example:5060;transport=tcp");
  EXPECT_EQ(state_of(sent[1]), "active;expires=600");
  EXPECT_EQ(parameter_of(sent[1].field("To"), "tag"), "xfg9");
  EXPECT_THAT(sent[1].body, HasSubstr("<tuple id=\"desk\"><status><basic>open</basic>"));
  EXPECT_THAT(pool.observed(Observation::SipWrong), IsEmpty());
}

TEST(PoolPresenceServer, NotifiesOfEachChangeWithRisingNumbers) {
  PoolUnderTest pool;
  pool.say(kSubscribe);
  pool.answer(200);
  const SipMessage first = pool.last_request();
  EndpointState desk;
  desk.show = "away";
  pool.order(Publish{kAlice, desk});
  const SipMessage second = pool.last_request();

  EXPECT_THAT(second.body, HasSubstr("away"));
  EXPECT_EQ(cseq_of(second)->number, cseq_of(first)->number + 1);
  pool.order(SignOut{kAlice, ""});
  EXPECT_THAT(pool.last_request().body, Not(HasSubstr("tuple")));
}

TEST(PoolPresenceServer, EndsAFetchWithItsNotify) {
  PoolUnderTest pool;
  pool.say(with(kSubscribe, "Expires: 600", "Expires: 0"));

  EXPECT_EQ(state_of(pool.last_request()), "terminated;reason=timeout");
  EXPECT_THAT(pool.last_request().body, HasSubstr("desk"));
}

TEST(PoolPresenceServer, LetsASubscriptionExpire) {
  PoolUnderTest pool;
  pool.say(kSubscribe);
  pool.answer(200);
  pool.take_sent();
  pool.pass(std::chrono::seconds(599));
  EXPECT_THAT(pool.take_sent(), IsEmpty());
  pool.pass(std::chrono::seconds(2));

  EXPECT_EQ(state_of(pool.last_request()), "terminated;reason=timeout");
}

std::string refresh_of(const SipMessage& accepted, const std::string& cseq) {
  std::string text = with(kSubscribe, "17766", cseq);
  text = with(text, "nashds7", "nashds" + cseq);
  text = with(text, "sip:alice@contoso.example SIP",
              "sip:pool.contoso.example:5060;transport=tcp SIP");
  return with(text, "To: <sip:alice@contoso.example>", "To: " + std::string(accepted.field("To")));
}

TEST(PoolPresenceServer, TakesARefreshAndNoticesANumberThatFalls) {
  PoolUnderTest pool;
  pool.say(kSubscribe);
  const SipMessage accepted = pool.take_sent().front();
  pool.answer(200);
  pool.say(refresh_of(accepted, "17767"));
  EXPECT_EQ(pool.take_sent().front().code, 200);
  EXPECT_THAT(pool.observed(Observation::SipWrong), IsEmpty());

  pool.say(refresh_of(accepted, "17765"));

  EXPECT_THAT(pool.observed(Observation::SipWrong),
              ElementsAre(HasSubstr("CSeq 17765 after 17767")));
}

TEST(PoolPresenceServer, KnowsNoDialogThatIsNot) {
  PoolUnderTest pool;
  pool.say(with(kSubscribe, "To: <sip:alice@contoso.example>",
                "To: <sip:alice@contoso.example>;tag=nobody"));

  EXPECT_EQ(pool.take_sent().front().code, 481);
}

struct RefusalRow {
  const char* name;
  const char* part;
  const char* other;
  int code;
  const char* field;
};

TEST(PoolPresenceServer, RefusesWhatItCannotServe) {
  constexpr RefusalRow kRows[] = {
      {"event", "Event: presence", "Event: dialog", 489, "Allow-Events"},
      {"user", "SUBSCRIBE sip:alice", "SUBSCRIBE sip:nobody", 404, "To"},
      {"type", "application/pidf+xml", "text/plain", 406, "To"},
  };
  for (const RefusalRow& row : kRows) {
    PoolUnderTest pool;
    pool.say(with(kSubscribe, row.part, row.other));
    const auto sent = pool.take_sent();
    ASSERT_THAT(codes_of(sent), ElementsAre(row.code)) << row.name;
    EXPECT_TRUE(sent[0].has(row.field)) << row.name;
  }
}

TEST(PoolPresenceServer, IsWrongAsItIsTold) {
  const auto sent_with = [](const char* deviation, const char* value) {
    PoolUnderTest pool;
    pool.order(Deviate{deviation, value});
    pool.say(kSubscribe);
    return pool.take_sent();
  };
  EXPECT_THAT(codes_of(sent_with("subscribe_answer", "480")), ElementsAre(480));
  EXPECT_THAT(sent_with("subscribe_unanswered", ""), IsEmpty());
  EXPECT_THAT(codes_of(sent_with("no_notify", "")), ElementsAre(200));
  EXPECT_EQ(sent_with("min_expires", "7200").front().field("Min-Expires"), "7200");
  EXPECT_EQ(sent_with("expires_max", "60").front().field("Expires"), "60");
  EXPECT_EQ(state_of(sent_with("first_notify", "pending").back()), "pending");
  EXPECT_EQ(sent_with("notify_body", "<broken").back().body, "<broken");
  EXPECT_EQ(sent_with("notify_twice_at_once", "").size(), 3U);
  EXPECT_NE(parameter_of(sent_with("notify_of_other_dialog", "").back().field("From"), "tag"),
            parameter_of(sent_with("no_notify", "").front().field("To"), "tag"));
}

TEST(PoolPresenceServer, SendsTwoNotifiesInOnePiece) {
  PoolUnderTest pool;
  pool.say(kSubscribe);
  pool.answer(200);
  pool.order(Deviate{"notify_twice_at_once", ""});
  pool.take_sent();
  const std::size_t before = pool.sends();
  pool.order(SignOut{kAlice, ""});

  EXPECT_EQ(pool.sends(), before + 1);
  EXPECT_EQ(pool.take_sent().size(), 2U);
}

TEST(PoolPresenceServer, EndsASubscriptionForAReason) {
  PoolUnderTest pool;
  pool.say(kSubscribe);
  pool.answer(200);
  pool.order(Terminate{kAlice, kRomeo, "giveup", std::chrono::seconds(30)});
  EXPECT_EQ(state_of(pool.last_request()), "terminated;reason=giveup;retry-after=30");

  pool.take_sent();
  pool.order(SignOut{kAlice, ""});
  EXPECT_THAT(pool.take_sent(), IsEmpty());
}

// ---- messages to users --------------------------------------------------------------------------

TEST(PoolMessaging, DeliversToAUserWhoIsThere) {
  PoolUnderTest pool;
  pool.say(kMessage);

  EXPECT_THAT(codes_of(pool.take_sent()), ElementsAre(200));
  EXPECT_THAT(pool.observed(Observation::UserReceives),
              ElementsAre("<message from='romeo@fed.example/orchard' to='alice@contoso.example'>"
                          "<body>Watson, come here.</body>"
                          "<thread>asd88asd77a@edge.contoso.example</thread></message>"));
}

TEST(PoolMessaging, RefusesWhatNobodyCanRead) {
  const auto code_for = [](const char* part, const char* other) {
    PoolUnderTest pool;
    pool.say(with(kMessage, part, other));
    EXPECT_THAT(pool.observed(Observation::UserReceives), IsEmpty());
    return pool.take_sent().front().code;
  };
  EXPECT_EQ(code_for("MESSAGE sip:alice", "MESSAGE sip:nobody"), 404);
  EXPECT_EQ(code_for("MESSAGE sip:alice", "MESSAGE sip:bob"), 480);
  EXPECT_EQ(code_for("text/plain", "image/png"), 415);
}

TEST(PoolMessaging, ShowsWhoIsTyping) {
  PoolUnderTest pool;
  const std::string document =
      "<isComposing xmlns='urn:ietf:params:xml:ns:im-iscomposing'><state>active</state>"
      "</isComposing>";
  std::string text = with(kMessage, "text/plain", "application/im-iscomposing+xml");
  text = with(text, "Watson, come here.", document);
  pool.say(with(text, "18", std::to_string(document.size())));

  EXPECT_THAT(pool.observed(Observation::UserReceives), ElementsAre(HasSubstr(document)));
}

TEST(PoolMessaging, AnswersARequestForAReceiptWithOne) {
  PoolUnderTest pool;
  const std::string wrapper = with_crlf(
      "From: <im:romeo@fed.example>\nTo: <im:alice@contoso.example>\n"
      "NS: imdn <urn:ietf:params:imdn>\nimdn.Message-ID: 34jk324j\n"
      "imdn.Disposition-Notification: positive-delivery\n\nContent-Type: text/plain\n\nhello");
  std::string text = with_crlf(with(kMessage, "text/plain", "message/cpim"));
  text = with(text, "Watson, come here.", wrapper);
  text = with(text, "18", std::to_string(wrapper.size()));
  pool.handle(gateway::Received{kFromGateway, text});
  pool.handle(gateway::Connected{kToGateway});
  const auto sent = pool.take_sent();

  EXPECT_THAT(pool.observed(Observation::UserReceives),
              ElementsAre(HasSubstr("<body>hello</body>")));
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(sent[1].method, "MESSAGE");
  EXPECT_EQ(sent[1].uri, "sip:romeo@fed.example;gr=orchard");
  EXPECT_THAT(sent[1].body, AllOf(HasSubstr("<message-id>34jk324j</message-id>"),
                                  HasSubstr("Content-Disposition: notification")));
}

TEST(PoolMessaging, AnswersLateOrNeverIfTold) {
  PoolUnderTest pool;
  pool.order(Deviate{"message_answer_after", "2000"});
  pool.say(kMessage);
  EXPECT_THAT(pool.take_sent(), IsEmpty());
  pool.pass(std::chrono::seconds(2));
  EXPECT_THAT(codes_of(pool.take_sent()), ElementsAre(200));

  PoolUnderTest mute;
  mute.order(Deviate{"message_unanswered", ""});
  mute.say(kMessage);
  mute.pass(std::chrono::seconds(60));
  EXPECT_THAT(mute.take_sent(), IsEmpty());
}

// ---- messages from users ------------------------------------------------------------------------

TEST(PoolMessaging, SendsWhatAUserSays) {
  PoolUnderTest pool;
  pool.order(Say{kAlice, kRomeo, "hello"});
  const SipMessage message = pool.last_request();

  EXPECT_EQ(message.uri, "sip:romeo@fed.example");
  EXPECT_EQ(uri_of(message.field("From")), "sip:alice@contoso.example");
  EXPECT_EQ(message.body, "hello");
  EXPECT_FALSE(message.has("Contact"));
  EXPECT_THAT(broken_rules(message, SipTransport::Tcp), IsEmpty());
  pool.answer(202);
  EXPECT_THAT(pool.observed(Observation::UserAnswered),
              ElementsAre("<response from='romeo@fed.example' to='alice@contoso.example' "
                          "method='MESSAGE' code='202'>Accepted</response>"));
  EXPECT_TRUE(pool.pool().settled());
}

TEST(PoolMessaging, GivesUpAfterTheTimeOfATransaction) {
  PoolUnderTest pool;
  pool.order(Say{kAlice, kRomeo, "hello"});
  EXPECT_FALSE(pool.pool().settled());
  pool.pass(std::chrono::seconds(33));

  EXPECT_THAT(pool.observed(Observation::UserAnswered), ElementsAre(HasSubstr("code='408'")));
}

TEST(PoolMessaging, SendsAnyRequestAndAcknowledgesAnInvitation) {
  PoolUnderTest pool;
  pool.order(Request{kAlice, kRomeo, "INVITE", {"Content-Type: application/sdp"}, "v=0"});
  EXPECT_EQ(pool.last_request().field("Content-Type"), "application/sdp");
  pool.answer(488);
  const SipMessage ack = pool.last_request();

  EXPECT_EQ(ack.method, "ACK");
  EXPECT_EQ(parameter_of(ack.field("To"), "tag"), "gw1");
}

// ---- users watch contacts -----------------------------------------------------------------------

std::string notify_for(const SipMessage& subscribe, const std::string& state,
                       const std::string& inside, int cseq = 1) {
  const std::string body = inside.empty() ? ""
                                          : "<presence xmlns='urn:ietf:params:xml:ns:pidf' "
                                            "entity='pres:romeo@fed.example'>" +
                                                inside + "</presence>";
  std::string text =
      "NOTIFY sip:pool.contoso.example:5060;transport=tcp SIP/2.0\n"
      "Via: SIP/2.0/TCP edge.contoso.example;branch=z9hG4bKna998s" +
      std::to_string(cseq) + "\nMax-Forwards: 70\nFrom: <sip:romeo@fed.example>;tag=gw1\nTo: " +
      std::string(subscribe.field("From")) +
      "\nCall-ID: " + std::string(subscribe.field("Call-ID")) + "\nCSeq: " + std::to_string(cseq) +
      " NOTIFY\nContact: <sip:edge.contoso.example>\nEvent: presence\n"
      "Subscription-State: " +
      state + "\n";
  if (!body.empty()) text += "Content-Type: application/pidf+xml\n";
  return text + "Content-Length: " + std::to_string(body.size()) + "\n\n" + body;
}

constexpr auto kAway =
    "<tuple id='rorchard'><status><basic>open</basic><show xmlns='jabber:client'>away</show>"
    "</status><note>back soon</note></tuple>";

class PoolWatching : public ::testing::Test {
 protected:
  void SetUp() override {
    pool_.order(Watch{kAlice, kRomeo});
    subscribe_ = pool_.last_request();
    pool_.answer(200, "Expires: 3600\nContact: <sip:edge.contoso.example>\n");
    pool_.take_sent();
  }
  std::vector<std::string> seen() const { return pool_.observed(Observation::UserSees); }

  PoolUnderTest pool_;
  SipMessage subscribe_;
};

TEST_F(PoolWatching, SubscribesAsTheStandardSays) {
  EXPECT_EQ(subscribe_.uri, "sip:romeo@fed.example");
  EXPECT_EQ(subscribe_.field("Event"), "presence");
  EXPECT_EQ(subscribe_.field("Expires"), "3600");
  EXPECT_THAT(broken_rules(subscribe_, SipTransport::Tcp), IsEmpty());
  EXPECT_THAT(pool_.observed(Observation::SipWrong), IsEmpty());
}

TEST_F(PoolWatching, TellsWhatTheUserSees) {
  pool_.say(notify_for(subscribe_, "pending;expires=3600", ""));
  pool_.say(notify_for(subscribe_, "active;expires=3600", kAway, 2));

  EXPECT_THAT(codes_of(pool_.take_sent()), ElementsAre(200, 200));
  EXPECT_THAT(seen(),
              ElementsAre("<subscription from='romeo@fed.example' to='alice@contoso.example' "
                          "state='pending'/>",
                          "<presence from='romeo@fed.example/orchard' to='alice@contoso.example'>"
                          "<show>away</show><status>back soon</status></presence>",
                          "<subscription from='romeo@fed.example' to='alice@contoso.example' "
                          "state='active'/>"));
  EXPECT_THAT(pool_.observed(Observation::SipWrong), IsEmpty());
}

TEST_F(PoolWatching, TellsChangesOnly) {
  pool_.say(notify_for(subscribe_, "active;expires=3600", kAway, 1));
  pool_.say(notify_for(subscribe_, "active;expires=3500", kAway, 2));
  EXPECT_EQ(seen().size(), 2U);
  pool_.say(notify_for(subscribe_, "terminated;reason=rejected", "", 3));

  EXPECT_THAT(seen(), Contains(HasSubstr("type='unavailable'")));
  EXPECT_THAT(seen().back(), HasSubstr("orchard"));
  EXPECT_EQ(seen().size(), 4U);
}

TEST_F(PoolWatching, TakesANotifyThatComesBeforeTheAnswer) {
  PoolUnderTest early;
  early.order(Watch{kAlice, kRomeo});
  const SipMessage subscribe = early.last_request();
  early.say(notify_for(subscribe, "active;expires=3600", kAway));

  EXPECT_THAT(early.observed(Observation::UserSees), Contains(HasSubstr("away")));
  EXPECT_THAT(early.observed(Observation::SipWrong), IsEmpty());
}

TEST_F(PoolWatching, RefreshesInTimeInTheSameDialog) {
  pool_.pass(std::chrono::seconds(3239));
  EXPECT_THAT(pool_.take_sent(), IsEmpty());
  pool_.pass(std::chrono::seconds(2));
  const SipMessage refresh = pool_.last_request();

  EXPECT_EQ(refresh.field("Call-ID"), subscribe_.field("Call-ID"));
  EXPECT_EQ(parameter_of(refresh.field("To"), "tag"), "gw1");
  EXPECT_EQ(cseq_of(refresh)->number, cseq_of(subscribe_)->number + 1);
  EXPECT_EQ(refresh.uri, "sip:edge.contoso.example");
}

TEST_F(PoolWatching, EndsAndIsToldSo) {
  pool_.order(Unwatch{kAlice, kRomeo});
  EXPECT_EQ(pool_.last_request().field("Expires"), "0");
  pool_.answer(200, "Expires: 0\nContact: <sip:edge.contoso.example>\n");
  pool_.say(notify_for(subscribe_, "terminated;reason=timeout", "", 2));
  pool_.take_sent();
  pool_.pass(std::chrono::seconds(7200));

  EXPECT_THAT(pool_.take_sent(), IsEmpty());
  EXPECT_THAT(seen().back(), HasSubstr("state='terminated' reason='timeout'"));
}

TEST_F(PoolWatching, BeginsAnewAfterDeactivation) {
  pool_.say(notify_for(subscribe_, "terminated;reason=deactivated", "", 2));
  const SipMessage again = pool_.last_request();

  EXPECT_EQ(again.method, "SUBSCRIBE");
  EXPECT_NE(again.field("Call-ID"), subscribe_.field("Call-ID"));
}

TEST_F(PoolWatching, KnowsNoOtherDialog) {
  pool_.say(with(notify_for(subscribe_, "active;expires=9", kAway), "Call-ID: ", "Call-ID: x"));

  EXPECT_THAT(codes_of(pool_.take_sent()), ElementsAre(481));
  EXPECT_THAT(seen(), IsEmpty());
}

TEST_F(PoolWatching, NoticesALongerExpiryThanItAskedFor) {
  PoolUnderTest pool;
  pool.order(Watch{kAlice, kRomeo});
  pool.answer(200, "Expires: 3601\nContact: <sip:edge.contoso.example>\n");

  EXPECT_THAT(pool.observed(Observation::SipWrong), ElementsAre(HasSubstr("6665 4.2.1.1")));
}

// ---- transport ----------------------------------------------------------------------------------

TEST(PoolTransport, RepeatsOverDatagramsAndAnswersRepetitions) {
  PoolUnderTest pool(SipTransport::Udp);
  pool.handle(Event(UserOrder(Say{kAlice, kRomeo, "hello"})));
  pool.pass(std::chrono::milliseconds(3600));  // after 500, 1500 and 3500 ms
  EXPECT_EQ(pool.sends(), 4U);

  PoolUnderTest server(SipTransport::Udp);
  const gateway::DatagramReceived datagram{{},
                                           gateway::parse_endpoint("198.51.100.10:5060").value(),
                                           with_crlf(with(kMessage, "SIP/2.0/TCP", "SIP/2.0/UDP"))};
  server.handle(datagram);
  server.handle(datagram);
  EXPECT_THAT(codes_of(server.take_sent()), ElementsAre(200, 200));
  EXPECT_EQ(server.observed(Observation::UserReceives).size(), 1U);
  EXPECT_THAT(server.observed(Observation::SipWrong), IsEmpty());
}

TEST(PoolTransport, SaysWhereADatagramCameFromIfAsked) {
  PoolUnderTest pool(SipTransport::Udp);
  const std::string text =
      with(with(kMessage, "SIP/2.0/TCP", "SIP/2.0/UDP"), "776sgdkse", "776sgdkse;rport");
  pool.handle(gateway::DatagramReceived{
      {}, gateway::parse_endpoint("198.51.100.10:5062").value(), with_crlf(text)});

  EXPECT_THAT(pool.take_sent().front().field("Via"),
              HasSubstr(";rport=5062;received=198.51.100.10"));
}

TEST(PoolTransport, TakesWhatIsTooLargeForADatagramOverTcp) {
  PoolUnderTest pool(SipTransport::Udp);
  EXPECT_EQ(pool.pool().endpoints().size(), 1U);
  pool.handle(gateway::Accepted{kFromGateway, {}, {}});
  pool.say(kMessage);

  EXPECT_THAT(codes_of(pool.take_sent()), ElementsAre(200));
  EXPECT_THAT(pool.observed(Observation::SipWrong), IsEmpty());
}

TEST(PoolTransport, NoticesABranchThatComesTwiceOnAStream) {
  PoolUnderTest pool;
  pool.say(kMessage);
  pool.say(kMessage);

  EXPECT_THAT(pool.observed(Observation::SipWrong), ElementsAre(HasSubstr("8.1.1.7")));
}

TEST(PoolTransport, NoticesAnAnswerToNothing) {
  PoolUnderTest pool;
  pool.say(
      "SIP/2.0 200 OK\nVia: SIP/2.0/TCP x;branch=z9hG4bKnothing\nFrom: <sip:a@b>;tag=1\n"
      "To: <sip:a@b>;tag=2\nCall-ID: x\nCSeq: 1 MESSAGE\nContent-Length: 0\n\n");

  EXPECT_THAT(pool.observed(Observation::SipWrong), ElementsAre(HasSubstr("17.1.3")));
}

TEST(PoolTransport, FallsSilentAndClosesOnceItIsQuiet) {
  PoolUnderTest pool;
  pool.handle(FallSilent{});
  pool.say(kMessage);
  EXPECT_THAT(pool.take_sent(), IsEmpty());
  EXPECT_THAT(pool.observed(Observation::SipReceived), ElementsAre(HasSubstr("Watson")));

  pool.handle(CloseStreams{});
  pool.say(with(kMessage, "776sgdkse", "776sgdksf"));
  EXPECT_THAT(codes_of(pool.take_sent()), ElementsAre(200));
}

TEST(PoolTransport, WritesMessagesAsADeviationWants) {
  PoolUnderTest pool;
  pool.order(Deviate{"content_length_off", "-1"});
  pool.order(Say{kAlice, kRomeo, "hello"});
  EXPECT_THAT(pool.raw(), HasSubstr("Content-Length: 4\r\n\r\nhello"));

  PoolUnderTest brief;
  brief.order(Deviate{"short_forms", ""});
  brief.order(Deviate{"folded_lines", ""});
  brief.order(Say{kAlice, kRomeo, "hello"});
  EXPECT_THAT(brief.raw(), AllOf(HasSubstr("\r\nv: SIP/2.0/TCP"), HasSubstr("\r\n ;tag=")));
}

}  // namespace
}  // namespace fakes::testing
