// Bidirectional streams in both machines (XEP-0288).
#include <gmock/gmock.h>

#include "gateway/stream/initiating_stream.hpp"
#include "tests/unit/stream/receiving_peer.hpp"

namespace gateway {
namespace {

using namespace test;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

xml::ElementReceived bidi() { return element(ns::kBidi, "bidi"); }

xml::ElementReceived valid() {
  return dialback("result", "valid", "fed.example", "contoso.example");
}

// ---- initiating entity
// ----------------------------------------------------------------------------

InitiatingStream stream_inside_tls(bool bidirectional = true) {
  InitiatingStream stream({.pair = {.ours = kOurs, .theirs = kTheirs},
                           .negotiation = kTlsRequired,
                           .have_certificate = true,
                           .bidirectional = bidirectional,
                           .dialback_secret = std::string(kSecret),
                           .verification = {}});
  say(stream, TransportReady{});
  say(stream, header("s1"));
  say(stream, features({.starttls = true, .dialback = true, .bidi = true}));
  say(stream, element(ns::kTls, "proceed"));
  say(stream, TlsEstablished{certificate_for("fed.example")});
  say(stream, header("s2"));
  return stream;
}

/// Open by dialback, both ways.
InitiatingStream open_both_ways() {
  auto stream = stream_inside_tls();
  say(stream, features({.dialback = true, .bidi = true}));
  say(stream, valid());
  return stream;
}

TEST(InitiatingBothWays, AsksInsideTlsBeforeItAuthenticates) {
  auto sasl = stream_inside_tls();
  EXPECT_THAT(say(sasl, features({.sasl_external = true, .bidi = true})),
              ElementsAre("<bidi>", "<auth>"));
  auto dialback = stream_inside_tls();
  EXPECT_THAT(say(dialback, features({.dialback = true, .bidi = true})),
              ElementsAre("<bidi>", "<result request>"));
}

TEST(InitiatingBothWays, AsksOnceThoughSaslFails) {
  auto stream = stream_inside_tls();
  say(stream, features({.sasl_external = true, .dialback = true, .bidi = true}));

  EXPECT_THAT(say(stream, element(ns::kSasl, "failure")), ElementsAre("<result request>"));
}

TEST(InitiatingBothWays, AsksNobodyWhoDoesNotOfferItNorAgainstTheSetting) {
  auto not_offered = stream_inside_tls();
  EXPECT_THAT(say(not_offered, features({.dialback = true})), ElementsAre("<result request>"));
  auto switched_off = stream_inside_tls(false);
  EXPECT_THAT(say(switched_off, features({.dialback = true, .bidi = true})),
              ElementsAre("<result request>"));
}

TEST(InitiatingBothWays, AsksNotOnAPlainStream) {
  InitiatingStream stream({.pair = {.ours = kOurs, .theirs = kTheirs},
                           .negotiation = kTcpDialback,
                           .bidirectional = true,
                           .dialback_secret = std::string(kSecret),
                           .verification = {}});
  say(stream, TransportReady{});
  say(stream, header("s1"));

  EXPECT_THAT(say(stream, features({.dialback = true, .bidi = true})),
              ElementsAre("<result request>"));
}

TEST(InitiatingBothWays, TakesStanzasOfTheAuthenticatedPairOnly) {
  auto stream = open_both_ways();
  EXPECT_THAT(say(stream, message("romeo@fed.example", "alice@contoso.example")),
              ElementsAre("stanza"));

  auto other_sender = open_both_ways();
  EXPECT_THAT(say(other_sender, message("x@evil.example", "alice@contoso.example")),
              Contains("<error invalid-from>"));
  auto other_recipient = open_both_ways();
  EXPECT_THAT(say(other_recipient, message("romeo@fed.example", "bob@sales.contoso.example")),
              Contains("<error host-unknown>"));
  auto no_recipient = open_both_ways();
  EXPECT_THAT(say(no_recipient, message("romeo@fed.example", "")),
              Contains("<error improper-addressing>"));
}

TEST(InitiatingBothWays, TakesNoStanzaBeforeItIsAuthenticated) {
  auto stream = stream_inside_tls();
  say(stream, features({.dialback = true, .bidi = true}));

  EXPECT_THAT(say(stream, message("romeo@fed.example", "alice@contoso.example")),
              Contains("<error not-authorized>"));
}

TEST(InitiatingBothWays, TakesWhatThePeerStillSaysAfterItsClosingTag) {
  auto stream = open_both_ways();
  say(stream, CloseWanted{std::nullopt, "idle"});

  EXPECT_THAT(say(stream, message("romeo@fed.example", "alice@contoso.example")),
              ElementsAre("stanza"));
  EXPECT_THAT(say(stream, message("x@evil.example", "alice@contoso.example")), IsEmpty());
}

TEST(InitiatingBothWays, AnswersAKeyOfThePeerWithAnErrorAndStays) {
  auto stream = open_both_ways();

  EXPECT_THAT(say(stream, dialback("result", "", "chat.fed.example", "contoso.example")),
              ElementsAre("<result error>"));
  EXPECT_THAT(say(stream, dialback("verify", "", "fed.example", "contoso.example", "s2")),
              ElementsAre("<verify error>"));
  EXPECT_EQ(stream.state(), InitiatingState::Authenticated);
}

// ---- receiving entity
// -----------------------------------------------------------------------------

struct BothWays : Receiving {
  explicit BothWays(NegotiationSettings negotiation, bool bidirectional = true)
      : Receiving(negotiation) {
    settings.partners.front().bidirectional = bidirectional;
  }
};

/// What PairOpened says of our own stanzas.
bool carries_ours(BothWays& peer, const StreamEvent& event) {
  StreamActions actions;
  peer.stream.handle(event, actions);
  for (const StreamAction& action : actions) {
    if (const auto* opened = std::get_if<PairOpened>(&action)) return opened->carries_ours;
  }
  ADD_FAILURE() << "no pair opened";
  return false;
}

TEST(ReceivingBothWays, CarriesOursOnceAuthenticatedAndNotBefore) {
  BothWays peer(kTlsRequired);
  peer.secure({});
  peer.open();

  EXPECT_THAT(peer(bidi()), IsEmpty());
  EXPECT_TRUE(carries_ours(peer, verdict(peer.offer_key(), Verdict::Valid)));
}

TEST(ReceivingBothWays, OutlivesTheRestartAfterSasl) {
  BothWays peer(kSaslOnly);
  peer.secure(certificate_for("fed.example"));
  peer.open();
  peer(bidi());
  peer(auth("="));

  auto again = header("");
  again.id.reset();
  again.from = "fed.example";
  again.to = "contoso.example";
  EXPECT_TRUE(carries_ours(peer, again));
}

TEST(ReceivingBothWays, IsNotSoWhereNobodyAsked) {
  BothWays peer(kTlsRequired);
  peer.secure({});
  peer.open();

  EXPECT_FALSE(carries_ours(peer, verdict(peer.offer_key(), Verdict::Valid)));
}

TEST(ReceivingBothWays, RefusesARequestInClear) {
  BothWays peer({Tls::Optional, Sasl::Optional, true});
  peer.open();

  EXPECT_THAT(peer(bidi()), Contains("<error policy-violation>"));
}

TEST(ReceivingBothWays, RefusesARequestThatIsAgainstTheSettingOrLate) {
  BothWays switched_off(kTlsRequired, false);
  switched_off.secure({});
  switched_off.open();
  EXPECT_THAT(switched_off(bidi()), Contains("<error policy-violation>"));

  BothWays late(kTlsRequired);
  late.secure({});
  late.open();
  late.offer_key();
  EXPECT_THAT(late(bidi()), Contains("<error policy-violation>"));
}

TEST(ReceivingBothWays, SaysWhenOursCanNoLongerGoThisWay) {
  BothWays peer(kTlsRequired);
  peer.secure({});
  peer.open();
  peer(bidi());
  peer(verdict(peer.offer_key(), Verdict::Valid));

  EXPECT_THAT(peer(xml::FooterReceived{}),
              ElementsAre("footer", "failed remote-server-timeout", "end"));
}

TEST(ReceivingBothWays, AnAnswerNobodyAskedForOpensNothing) {
  BothWays peer(kTlsRequired);
  peer.secure({});
  peer.open();
  peer(bidi());

  EXPECT_THAT(peer(valid()), IsEmpty());
  EXPECT_THAT(peer(dialback("verify", "valid", "fed.example", "contoso.example", "x")), IsEmpty());
  EXPECT_EQ(peer.stream.state(), ReceivingState::Negotiating);
}

}  // namespace
}  // namespace gateway
