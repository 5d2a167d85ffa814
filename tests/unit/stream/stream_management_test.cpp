// Stream management in both machines (XEP-0198 3, 4, 6).
#include "gateway/stream/stream_management.hpp"

#include <gmock/gmock.h>

#include "gateway/stream/initiating_stream.hpp"
#include "tests/unit/stream/receiving_peer.hpp"

namespace gateway {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

xml::ElementReceived management(std::string_view name) {
  return element(ns::kStreamManagement, name);
}

xml::ElementReceived acknowledgement(std::string_view handled) {
  auto made = management("a");
  made.element.set("h", handled);
  return made;
}

// ---- initiating entity
// ----------------------------------------------------------------------------

InitiatingStream authenticating(bool stream_management = true) {
  InitiatingStream stream({.pair = {.ours = kOurs, .theirs = kTheirs},
                           .negotiation = kTcpDialback,
                           .stream_management = stream_management,
                           .dialback_secret = std::string(kSecret),
                           .verification = {}});
  say(stream, TransportReady{});
  say(stream, header("s1"));
  say(stream, features({.dialback = true, .dialback_errors = true, .stream_management = true}));
  return stream;
}

xml::ElementReceived valid() {
  return dialback("result", "valid", "fed.example", "contoso.example");
}

InitiatingStream enabled() {
  auto stream = authenticating();
  say(stream, valid());
  say(stream, management("enabled"));
  return stream;
}

TEST(InitiatingStreamManagement, IsEnabledOnceAuthenticatedBeforeAnyStanza) {
  auto stream = authenticating();

  EXPECT_THAT(say(stream, valid()), ElementsAre("<enable>", "keep", "open tcp-dialback"));
  EXPECT_THAT(say(stream, management("enabled")), ElementsAre("acks"));
}

TEST(InitiatingStreamManagement, IsLeftAloneWhereTheSettingSaysSo) {
  auto stream = authenticating(false);

  EXPECT_THAT(say(stream, valid()), ElementsAre("open tcp-dialback"));
}

TEST(InitiatingStreamManagement, IsAskedForOnceHoweverManyPairsJoin) {
  auto stream = authenticating();
  say(stream, valid());
  say(stream, management("failed"));
  const DomainPair second{.ours = domain("sales.contoso.example"), .theirs = kTheirs};
  say(stream, PairWanted{second});

  EXPECT_THAT(say(stream, dialback("result", "valid", "fed.example", "sales.contoso.example")),
              ElementsAre("open tcp-dialback"));
}

TEST(InitiatingStreamManagement, ARefusalIsNoReasonToClose) {
  auto stream = authenticating();
  say(stream, valid());

  EXPECT_THAT(say(stream, management("failed")), ElementsAre("no acks"));
  EXPECT_EQ(stream.state(), InitiatingState::Authenticated);
}

TEST(InitiatingStreamManagement, AnswersAndTakesAcknowledgements) {
  auto stream = enabled();

  EXPECT_THAT(say(stream, management("r")), ElementsAre("<a>"));
  EXPECT_THAT(say(stream, acknowledgement("7")), ElementsAre("acknowledged 7"));
}

TEST(InitiatingStreamManagement, IgnoresWhatIsOutOfPlace) {
  auto stream = authenticating();
  say(stream, valid());

  EXPECT_THAT(say(stream, management("r")), IsEmpty());
  EXPECT_THAT(say(stream, acknowledgement("0")), IsEmpty());
  say(stream, management("enabled"));
  EXPECT_THAT(say(stream, management("enabled")), IsEmpty());
  EXPECT_THAT(say(stream, management("a")), IsEmpty());
}

TEST(InitiatingStreamManagement, AsksAndCountsBeforeClosingAndListensOn) {
  auto stream = enabled();

  EXPECT_THAT(say(stream, CloseWanted{std::nullopt, "idle"}),
              ElementsAre("<r>", "<a>", "footer", "failed remote-server-timeout"));
  EXPECT_THAT(say(stream, acknowledgement("1")), ElementsAre("acknowledged 1"));
}

TEST(InitiatingStreamManagement, AsksNobodyWhoHasClosed) {
  auto stream = enabled();

  EXPECT_THAT(say(stream, xml::FooterReceived{}),
              ElementsAre("<a>", "footer", "failed remote-server-timeout", "end"));
}

// ---- receiving entity
// -----------------------------------------------------------------------------

void authenticate(Receiving& peer) {
  peer.open();
  peer(verdict(peer.offer_key(), Verdict::Valid));
}

TEST(ReceivingStreamManagement, RefusesToEnableBeforeAuthentication) {
  Receiving peer(kTcpDialback);
  peer.open();

  EXPECT_THAT(peer(management("enable")), ElementsAre("<failed>"));
  EXPECT_EQ(peer.stream.state(), ReceivingState::Negotiating);
}

TEST(ReceivingStreamManagement, CountsStanzasFromTheMomentItIsEnabled) {
  Receiving peer(kTcpDialback);
  authenticate(peer);
  peer(message("a@fed.example", "b@contoso.example"));

  EXPECT_THAT(peer(management("enable")), ElementsAre("<enabled>", "keep", "acks"));
  EXPECT_THAT(peer(message("a@fed.example", "b@contoso.example")), ElementsAre("stanza"));
  StreamActions actions;
  peer.stream.handle(management("r"), actions);
  EXPECT_EQ(std::get<WriteElement>(actions.front()).element.attribute("h"), "1");
}

TEST(ReceivingStreamManagement, ASecondEnableEndsTheStream) {
  Receiving peer(kTcpDialback);
  authenticate(peer);
  peer(management("enable"));

  EXPECT_THAT(peer(management("enable")),
              ElementsAre("<failed>", "<a>", "<error policy-violation>", "footer", "end"));
}

TEST(ReceivingStreamManagement, RefusesToResumeAndEndsAtTheThirdRefusal) {
  Receiving peer(kTcpDialback);
  authenticate(peer);

  EXPECT_THAT(peer(management("resume")), ElementsAre("<failed>"));
  EXPECT_THAT(peer(management("resume")), ElementsAre("<failed>"));
  EXPECT_THAT(peer(management("resume")),
              ElementsAre("<failed>", "<error policy-violation>", "footer", "end"));
}

TEST(ReceivingStreamManagement, CountsOnFromZeroAfterTheHighestNumber) {
  StreamManagement management;
  management.start(0xffffffff);

  management.count_handled();

  EXPECT_EQ(management.handled(), 0U);
}

TEST(StreamManagement, ReadsOnlyCountsOf32Bits) {
  const auto handled = [](std::string_view text) {
    return sm_handled(acknowledgement(text).element);
  };

  EXPECT_EQ(handled("0"), 0U);
  EXPECT_EQ(handled("4294967295"), 4294967295U);
  for (const auto* text : {"4294967296", "-1", "", "1x", "0x1"}) {
    EXPECT_EQ(handled(text), std::nullopt) << text;
  }
  EXPECT_EQ(sm_handled(management("a").element), std::nullopt);
}

}  // namespace
}  // namespace gateway
