// What a hostile or unlucky peer may do between two steps of the negotiation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/stream/initiating_stream.hpp"
#include "tests/unit/stream/receiving_peer.hpp"

namespace gateway {
namespace {

using namespace test;  // NOLINT: the words of the dialogue
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const DomainPair kSales{domain("sales.contoso.example"), kTheirs};

// ---- a verdict belongs to one stream (XEP-0220 2.1.2, RFC 6120 5.4.3.3) ---------------------------

TEST(StreamHazards, AVerdictDuringTheTlsHandshakeOpensNothing) {
  Receiving peer(kEverything);
  peer.open();
  const auto request = peer.offer_key();
  peer(element(ns::kTls, "starttls"));

  EXPECT_THAT(peer(verdict(request, Verdict::Valid)), IsEmpty());
  EXPECT_EQ(peer.stream.state(), ReceivingState::TlsHandshake);
}

TEST(StreamHazards, TheVerdictOnAKeyOfThePlainStreamIsNotThatOnTheKeyOfTheProtectedOne) {
  Receiving peer(kEverything);
  peer.open();
  const auto in_clear = peer.offer_key();
  peer(element(ns::kTls, "starttls"));
  peer(TlsEstablished{});
  peer.open();
  const auto over_tls = peer.offer_key();

  EXPECT_THAT(peer(verdict(in_clear, Verdict::Valid)), IsEmpty());
  EXPECT_THAT(peer(verdict(over_tls, Verdict::Valid)),
              ElementsAre("<result valid>", "open tls-dialback"));
}

TEST(StreamHazards, AStreamWithoutFromBelongsToThePartnerWhoseKeyCameFirst) {
  Receiving peer(kTcpDialback);
  peer.settings.partners.push_back(peer.settings.partners.front());
  peer.settings.partners.back().domain = domain("third.example");
  peer.settings.partners.back().additional_domains.clear();
  peer.open("");
  peer.offer_key();

  EXPECT_THAT(peer(dialback("result", "", "third.example", "contoso.example")),
              ElementsAre("<result error>"));
  EXPECT_THAT(peer(dialback("result", "", "more.example", "contoso.example")),
              ElementsAre("verify"));
}

// ---- further pairs (XEP-0220 2.6.1) ---------------------------------------------------------------

InitiatingStream authenticated_by_sasl() {
  InitiatingStream stream({.pair = {kOurs, kTheirs}, .negotiation = kTlsRequired,
                           .have_certificate = true, .direct_tls = true, .dialback_secret = "s",
                           .verification = {}});
  say(stream, TransportReady{});
  say(stream, TlsEstablished{certificate_for("fed.example")});
  say(stream, header("s1"));
  say(stream, features({.sasl_external = true}));
  say(stream, element(ns::kSasl, "success"));
  say(stream, header("s2"));
  say(stream, features({.dialback = true, .dialback_errors = true}));
  return stream;
}

TEST(StreamHazards, AnotherPairCanJoinAStreamThatSaslAuthenticated) {
  auto stream = authenticated_by_sasl();

  EXPECT_THAT(say(stream, PairWanted{kSales}), ElementsAre("<result request>"));
  EXPECT_THAT(say(stream, dialback("result", "valid", "fed.example", "sales.contoso.example")),
              ElementsAre("open tls-dialback"));
}

TEST(StreamHazards, NoDialbackAnswerTouchesThePairThatSaslOpened) {
  auto stream = authenticated_by_sasl();

  EXPECT_THAT(say(stream, dialback("result", "invalid", "fed.example", "contoso.example")),
              IsEmpty());
}

// ---- closing (RFC 6120 4.4) -----------------------------------------------------------------------

TEST(StreamHazards, WhatCrossesOurClosingTagIsStillProcessed) {
  Receiving peer(kTcpDialback);
  peer.open();
  peer(verdict(peer.offer_key(), Verdict::Valid));

  EXPECT_THAT(peer(CloseWanted{std::nullopt, "inactive"}), ElementsAre("footer"));
  EXPECT_THAT(peer(message("romeo@fed.example", "alice@contoso.example")), ElementsAre("stanza"));
  EXPECT_THAT(peer(message("romeo@more.example", "alice@contoso.example")), IsEmpty());
  EXPECT_THAT(peer(dialback("result", "", "more.example", "contoso.example")), IsEmpty());
  EXPECT_THAT(peer(xml::FooterReceived{}), ElementsAre("end"));
}

TEST(StreamHazards, NothingIsTakenFromAPeerThatTheStreamRefused) {
  Receiving peer(kTcpDialback);
  peer.open();
  peer(verdict(peer.offer_key(), Verdict::Valid));
  peer(CloseWanted{StreamCondition::PolicyViolation, "enough"});

  EXPECT_THAT(peer(message("romeo@fed.example", "alice@contoso.example")), IsEmpty());
}

// ---- versions (RFC 6120 4.7.5) --------------------------------------------------------------------

TEST(StreamHazards, APeerWithoutVersionGetsNeitherVersionNorFeatures) {
  Receiving peer(kTcpDialback);
  auto old = header("");
  old.from = "fed.example";
  old.to = "contoso.example";
  old.version.reset();
  StreamActions actions;

  peer.stream.handle(old, actions);

  EXPECT_THAT(words_of(actions), ElementsAre("header"));
  EXPECT_THAT(std::get<WriteHeader>(actions.front()).version, IsEmpty());
  EXPECT_TRUE(std::get<WriteHeader>(actions.front()).declare_dialback);
  EXPECT_THAT(peer(dialback("result", "", "fed.example", "contoso.example")),
              ElementsAre("verify"));
}

TEST(StreamHazards, APeerWithoutVersionIsRefusedWhereDialbackInTheClearIs) {
  Receiving peer(kTlsRequired);
  auto old = header("");
  old.from = "fed.example";
  old.to = "contoso.example";
  old.version.reset();

  EXPECT_THAT(peer(old), ElementsAre("header", "<error policy-violation>", "footer", "end"));
}

TEST(StreamHazards, VersionsAreComparedAsNumbers) {
  for (const std::string_view version : {"1.0", "1.7", "01.0"}) {
    Receiving peer(kTcpDialback);
    auto opening = header("");
    opening.from = "fed.example";
    opening.version = version;
    EXPECT_THAT(peer(opening), ElementsAre("header", "<features>")) << version;
  }
  for (const std::string_view version : {"2.0", "11.0", "x", ""}) {
    Receiving peer(kTcpDialback);
    auto opening = header("");
    opening.from = "fed.example";
    opening.version = version;
    EXPECT_THAT(peer(opening), Contains("<error unsupported-version>")) << version;
  }
}

TEST(StreamHazards, AnswersAPeerBelowOneWithItsOwnVersion) {
  Receiving peer(kTcpDialback);
  auto old = header("");
  old.from = "fed.example";
  old.version = "0.09";
  StreamActions actions;

  peer.stream.handle(old, actions);

  EXPECT_THAT(words_of(actions), ElementsAre("header"));
  EXPECT_EQ(std::get<WriteHeader>(actions.front()).version, "0.9");
}

TEST(StreamHazards, AResponseThatIsNoStreamIsBadFormat) {
  InitiatingStream stream({.pair = {kOurs, kTheirs}, .negotiation = kTcpDialback,
                           .dialback_secret = "s", .verification = {}});
  say(stream, TransportReady{});
  auto wrong = header("s1");
  wrong.name = "features";

  EXPECT_THAT(say(stream, wrong), Contains("<error bad-format>"));
}

}  // namespace
}  // namespace gateway
