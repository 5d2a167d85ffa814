// The pool's SIP: messages of RFC 3261, 3428 and 3856 as their examples have them, and what is
// wrong in others.
#include "fakes/pool/sip_reader.hpp"

#include <gmock/gmock.h>

#include "fakes/pool/sip_rules.hpp"
#include "tests/unit/fakes/pool_under_test.hpp"

namespace fakes::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// RFC 3428 10, F1.
constexpr auto kMessage = R"(MESSAGE sip:user2@domain.com SIP/2.0
Via: SIP/2.0/TCP user1pc.domain.com;branch=z9hG4bK776sgdkse
Max-Forwards: 70
From: sip:user1@domain.com;tag=49583
To: sip:user2@domain.com
Call-ID: asd88asd77a@1.2.3.4
CSeq: 1 MESSAGE
Content-Type: text/plain
Content-Length: 18

Watson, come here.)";

// RFC 3856 8, F1 and F3.
constexpr auto kSubscribe = R"(SUBSCRIBE sip:resource@example.com SIP/2.0
Via: SIP/2.0/TCP watcherhost.example.com;branch=z9hG4bKnashds7
To: <sip:resource@example.com>
From: <sip:user@example.com>;tag=xfg9
Call-ID: 2010@watcherhost.example.com
CSeq: 17766 SUBSCRIBE
Max-Forwards: 70
Event: presence
Accept: application/pidf+xml
Contact: <sip:user@watcherhost.example.com>
Expires: 600
Content-Length: 0

)";
constexpr auto kNotify = R"(NOTIFY sip:user@watcherhost.example.com SIP/2.0
Via: SIP/2.0/TCP server.example.com;branch=z9hG4bKna998sk
From: <sip:resource@example.com>;tag=ffd2
To: <sip:user@example.com>;tag=xfg9
Call-ID: 2010@watcherhost.example.com
Event: presence
Subscription-State: active;expires=599
Max-Forwards: 70
CSeq: 8775 NOTIFY
Contact: sip:server.example.com
Content-Length: 0

)";
// RFC 3856 8, F2.
constexpr auto kAccepted = R"(SIP/2.0 200 OK
Via: SIP/2.0/TCP watcherhost.example.com;branch=z9hG4bKnashds7
  ;received=192.0.2.1
To: <sip:resource@example.com>;tag=ffd2
From: <sip:user@example.com>;tag=xfg9
Call-ID: 2010@watcherhost.example.com
CSeq: 17766 SUBSCRIBE
Expires: 600
Contact: sip:server.example.com
Content-Length: 0

)";

SipReading read_one(std::string_view text) {
  SipReader reader;
  reader.feed(with_crlf(text));
  return reader.next().value_or(SipReading{});
}

std::vector<std::string> wrong_in(std::string_view text) {
  const SipReading reading = read_one(text);
  std::vector<std::string> wrong = reading.wrong;
  if (!reading.message) return wrong;
  for (std::string& sentence : broken_rules(*reading.message, SipTransport::Tcp)) {
    wrong.push_back(std::move(sentence));
  }
  return wrong;
}

std::string with(std::string text, std::string_view part, std::string_view other) {
  const std::size_t at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return text.replace(at, part.size(), other);
}

TEST(PoolSip, ReadsTheExamplesOfTheStandards) {
  const SipMessage message = read_one(kMessage).message.value();

  EXPECT_EQ(message.method, "MESSAGE");
  EXPECT_EQ(message.uri, "sip:user2@domain.com");
  EXPECT_EQ(message.field("call-id"), "asd88asd77a@1.2.3.4");
  EXPECT_EQ(parameter_of(message.field("From"), "tag"), "49583");
  EXPECT_EQ(message.body, "Watson, come here.");
  EXPECT_EQ(read_one(kAccepted).message->code, 200);
}

TEST(PoolSip, FindsNothingWrongInThem) {
  for (const char* text : {kMessage, kSubscribe, kNotify, kAccepted}) {
    EXPECT_THAT(wrong_in(text), IsEmpty()) << text;
  }
}

TEST(PoolSip, ReadsOctetByOctetAndSeveralInOnePiece) {
  const std::string octets = with_crlf(std::string(kMessage) + "\n\n" + kSubscribe);
  SipReader whole;
  whole.feed(octets);
  SipReader slow;
  std::vector<std::string> methods;
  for (const char c : octets) {
    slow.feed({&c, 1});
    while (auto reading = slow.next()) methods.push_back(reading->message->method);
  }

  EXPECT_THAT(methods, ElementsAre("MESSAGE", "SUBSCRIBE"));
  EXPECT_EQ(whole.next()->message->method, "MESSAGE");
  EXPECT_EQ(whole.next()->message->method, "SUBSCRIBE");
  EXPECT_FALSE(whole.next());
  EXPECT_EQ(slow.unread(), 0U);
}

TEST(PoolSip, KnowsShortFormsAndFoldedLines) {
  const SipMessage message =
      read_one(with(with(kMessage, "To: ", "t: "), "Call-ID: ", "i:\n ")).message.value();

  EXPECT_EQ(message.field("To"), "sip:user2@domain.com");
  EXPECT_EQ(message.field("Call-ID"), "asd88asd77a@1.2.3.4");
}

struct WrongRow {
  const char* name;
  const char* text;
  const char* part;
  const char* other;
  const char* sentence;
};

class PoolSipRules : public ::testing::TestWithParam<WrongRow> {};

TEST_P(PoolSipRules, AreNoticedWhenBroken) {
  const WrongRow& row = GetParam();

  EXPECT_THAT(wrong_in(with(row.text, row.part, row.other)),
              ::testing::Contains(HasSubstr(row.sentence)));
}

INSTANTIATE_TEST_SUITE_P(
    Each, PoolSipRules,
    ::testing::Values(
        WrongRow{"NoTo", kMessage, "To: sip:user2@domain.com\n", "", "8.1.1.2: To 0 times"},
        WrongRow{"TwoFroms", kMessage, "Max-Forwards: 70", "From: sip:x@y;tag=1",
                 "8.1.1.3: From 2 times"},
        WrongRow{"NoFromTag", kMessage, ";tag=49583", "", "8.1.1.3: no tag"},
        WrongRow{"NoCallId", kMessage, "Call-ID: asd88asd77a@1.2.3.4\n", "", "8.1.1.4"},
        WrongRow{"OtherMethodInCSeq", kMessage, "1 MESSAGE", "1 NOTIFY", "8.1.1.5"},
        WrongRow{"CSeqTooBig", kMessage, "1 MESSAGE", "2147483648 MESSAGE", "8.1.1.5"},
        WrongRow{"NoMaxForwards", kMessage, "Max-Forwards: 70\n", "", "8.1.1.6"},
        WrongRow{"OldBranch", kMessage, "z9hG4bK776sgdkse", "776sgdkse", "8.1.1.7: branch"},
        WrongRow{"NoVia", kMessage, "Via: SIP/2.0/TCP user1pc.domain.com;branch=z9hG4bK776sgdkse\n",
                 "", "8.1.1.7: no Via"},
        WrongRow{"OtherTransport", kMessage, "SIP/2.0/TCP", "SIP/2.0/UDP", "18.1.1"},
        WrongRow{"NoContentType", kMessage, "Content-Type: text/plain\n", "", "20.15"},
        WrongRow{"NoContentLength", kMessage, "Content-Length: 18\n", "", "20.14"},
        WrongRow{"ContactInMessage", kMessage, "Max-Forwards: 70",
                 "Max-Forwards: 70\nContact: <sip:a@b>", "3428 4"},
        WrongRow{"NoEvent", kSubscribe, "Event: presence\n", "", "6665 8.2: no Event"},
        WrongRow{"NoContact", kSubscribe, "Contact: <sip:user@watcherhost.example.com>\n", "",
                 "6665 8.2, RFC 3261 8.1.1.8: no Contact"},
        WrongRow{"NoState", kNotify, "Subscription-State: active;expires=599\n", "",
                 "4.1.3: no Subscription-State"},
        WrongRow{"UnknownState", kNotify, "active;", "alive;", "4.1.3: Subscription-State"},
        WrongRow{"StateWithoutExpires", kNotify, ";expires=599", "", "6665 4.2.2"},
        WrongRow{"NoExpiresInAnswer", kAccepted, "Expires: 600\n", "", "4.2.1.1: no Expires"},
        WrongRow{"NoTagInAnswer", kAccepted, ";tag=ffd2", "", "8.2.6.2: no tag in To"},
        WrongRow{"Accepted", kAccepted, "200 OK", "202 Accepted", "8.3.1: 202"},
        WrongRow{"NoMinExpires", kAccepted, "200 OK", "423 Interval Too Brief", "21.4.17"},
        WrongRow{"NoAllowEvents", kAccepted, "200 OK", "489 Bad Event", "8.3.2"},
        WrongRow{"OtherVersion", kMessage, "SIP/2.0\n", "SIP/3.0\n", "7.1: the version"},
        WrongRow{"NoColon", kMessage, "Max-Forwards: 70", "Max-Forwards 70", "7.3.1"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(PoolSip, NoticesALengthThatDoesNotFitADatagram) {
  const SipReading reading = read_sip_datagram(with_crlf(with(kMessage, "18\n", "19\n")));

  EXPECT_THAT(reading.wrong, ElementsAre(HasSubstr("the body has 18 octets")));
}

TEST(PoolSip, HoldsAnAnswerAgainstItsRequest) {
  const SipMessage subscribe = read_one(kSubscribe).message.value();

  EXPECT_THAT(broken_rules_of_answer(read_one(kAccepted).message.value(), subscribe), IsEmpty());
  const auto wrong = [&](const char* part, const char* other) {
    return broken_rules_of_answer(read_one(with(kAccepted, part, other)).message.value(),
                                  subscribe);
  };
  EXPECT_THAT(wrong("17766", "17767"), ElementsAre(HasSubstr("CSeq")));
  EXPECT_THAT(wrong("<sip:resource@", "<sip:someone@"), ElementsAre(HasSubstr("To")));
  EXPECT_THAT(wrong("tag=xfg9", "tag=xfg8"), ElementsAre(HasSubstr("From")));
  EXPECT_THAT(wrong("nashds7", "nashds8"), ElementsAre(HasSubstr("Via")));
}

}  // namespace
}  // namespace fakes::testing
