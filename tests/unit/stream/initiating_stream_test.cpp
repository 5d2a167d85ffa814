#include "gateway/stream/initiating_stream.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/dialback/dialback_key.hpp"
#include "gateway/xmpp/stanza.hpp"
#include "tests/unit/stream/stream_dialogue.hpp"

namespace gateway {
namespace {

using namespace test;  // NOLINT: the words of the dialogue
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using State = InitiatingState;

const NegotiationSettings kEverything{Tls::Optional, Sasl::Optional, true};
const NegotiationSettings kTlsRequired{Tls::Required, Sasl::Optional, true};

InitiatingStream stream_with(NegotiationSettings negotiation, bool require_trusted = false) {
  return InitiatingStream({.pair = {kOurs, kTheirs},
                           .negotiation = negotiation,
                           .require_trusted_certificate = require_trusted,
                           .have_certificate = true,
                           .dialback_secret = "a secret of 16 octets",
                           .verification = {}});
}

/// Up to the features of the protected stream.
InitiatingStream protected_stream(NegotiationSettings negotiation, const PeerCertificate& peer) {
  auto stream = stream_with(negotiation);
  say(stream, TransportReady{});
  say(stream, header("plain"));
  say(stream, features({.starttls = true}));
  say(stream, element(ns::kTls, "proceed"));
  say(stream, TlsEstablished{peer});
  say(stream, header("secure"));
  return stream;
}

TEST(InitiatingStream, NegotiatesTlsThenSaslThenOpensThePair) {
  auto stream = stream_with(kEverything);

  EXPECT_THAT(say(stream, TransportReady{}), ElementsAre("header"));
  EXPECT_THAT(say(stream, header("s1")), IsEmpty());
  EXPECT_THAT(say(stream, features({.starttls = true, .dialback = true})),
              ElementsAre("<starttls>"));
  EXPECT_THAT(say(stream, element(ns::kTls, "proceed")), ElementsAre("tls"));
  EXPECT_THAT(say(stream, TlsEstablished{certificate_for("fed.example")}), ElementsAre("header"));
  EXPECT_THAT(say(stream, header("s2")), IsEmpty());
  EXPECT_THAT(say(stream, features({.sasl_external = true, .dialback = true})),
              ElementsAre("<auth>"));
  EXPECT_THAT(say(stream, element(ns::kSasl, "success")), ElementsAre("restart", "header"));
  EXPECT_THAT(say(stream, header("s3")), IsEmpty());
  EXPECT_THAT(say(stream, features({})), ElementsAre("open sasl-over-tls"));
  EXPECT_EQ(stream.state(), State::Authenticated);
}

TEST(InitiatingStream, SendsNoDialbackKeyInTheClearWhenTlsIsRequired) {
  auto stream = stream_with(kTlsRequired);
  say(stream, TransportReady{});
  say(stream, header("s1"));

  EXPECT_THAT(say(stream, features({.dialback = true})), ElementsAre("<starttls>"));
  EXPECT_THAT(say(stream, element(ns::kTls, "failure")),
              ElementsAre("footer", "failed remote-server-timeout"));
  EXPECT_EQ(stream.state(), State::Closing);
}

TEST(InitiatingStream, ComputesTheKeyOverTheIdOfTheProtectedStream) {
  auto stream = protected_stream(kTlsRequired, {});
  StreamActions actions;

  stream.handle(features({.dialback = true}), actions);

  const auto& key = std::get<WriteElement>(actions.front()).element;
  EXPECT_EQ(key.text(), dialback_key("a secret of 16 octets", {kTheirs, kOurs, "secure"}));
  EXPECT_EQ(key.attribute("from"), "contoso.example");
  EXPECT_EQ(key.attribute("to"), "fed.example");
}

TEST(InitiatingStream, GoesOnWithDialbackAfterASaslFailure) {
  auto stream = protected_stream(kTlsRequired, certificate_for("fed.example"));
  say(stream, features({.sasl_external = true, .dialback = true}));
  xml::ElementReceived failure = element(ns::kSasl, "failure");
  failure.element.add({ns::kSasl, "not-authorized"});

  EXPECT_THAT(say(stream, failure), ElementsAre("<result request>"));
  EXPECT_EQ(stream.state(), State::AwaitingDialbackResult);
}

TEST(InitiatingStream, ClosesAfterASaslFailureWhereDialbackIsOff) {
  auto stream = protected_stream({Tls::Required, Sasl::Required, false},
                                 certificate_for("fed.example"));
  say(stream, features({.sasl_external = true, .dialback = true}));

  EXPECT_THAT(say(stream, element(ns::kSasl, "failure")),
              ElementsAre("footer", "failed remote-server-timeout"));
}

TEST(InitiatingStream, AnswersOneEmptyChallengeAndAbortsAtAnother) {
  auto stream = protected_stream(kTlsRequired, certificate_for("fed.example"));
  say(stream, features({.sasl_external = true, .dialback = true}));

  EXPECT_THAT(say(stream, element(ns::kSasl, "challenge")), ElementsAre("<response>"));
  EXPECT_THAT(say(stream, element(ns::kSasl, "challenge")), ElementsAre("<abort>"));
  EXPECT_THAT(say(stream, element(ns::kSasl, "failure")), Contains("<result request>"));
}

TEST(InitiatingStream, BelievesNoSuccessOfWhatItAborted) {
  auto stream = protected_stream(kTlsRequired, certificate_for("fed.example"));
  say(stream, features({.sasl_external = true}));
  auto challenge = element(ns::kSasl, "challenge");
  challenge.element.add_text("eA==");

  EXPECT_THAT(say(stream, challenge), ElementsAre("<abort>"));
  EXPECT_THAT(say(stream, element(ns::kSasl, "success")),
              Contains("<error unsupported-stanza-type>"));
}

TEST(InitiatingStream, SaysWhyAnOfferCannotBeTaken) {
  auto unknown = features({});
  unknown.element.add({"urn:example", "thing"}).add({"urn:example", "required"});
  auto voluntary = features({});
  voluntary.element.add({"urn:example", "thing"}).add({"urn:other", "required"});
  const PeerCertificate peer = certificate_for("fed.example");
  const NegotiationSettings sasl_only{Tls::Required, Sasl::Required, false};
  auto first = protected_stream(sasl_only, peer);
  auto second = protected_stream(sasl_only, peer);

  EXPECT_THAT(say(first, unknown), Contains("<error unsupported-feature>"));
  EXPECT_THAT(say(second, voluntary), Contains("<error policy-violation>"));
}

TEST(InitiatingStream, ClosesWithNotAuthorizedOnACertificateThatMustBeTrusted) {
  auto stream = stream_with(kTlsRequired, true);
  say(stream, TransportReady{});
  say(stream, header("s1"));
  say(stream, features({.starttls = true}));
  say(stream, element(ns::kTls, "proceed"));

  EXPECT_THAT(say(stream, TlsEstablished{certificate_for("other.example")}),
              ElementsAre("header", "<error not-authorized>", "footer",
                          "failed remote-server-timeout", "end"));
}

TEST(InitiatingStream, IgnoresADialbackResultItDidNotAskFor) {
  auto stream = protected_stream(kTlsRequired, {});
  say(stream, features({.dialback = true}));

  EXPECT_THAT(say(stream, dialback("result", "valid", "evil.example", "contoso.example")),
              IsEmpty());
  EXPECT_THAT(say(stream, dialback("result", "valid", "contoso.example", "fed.example")),
              IsEmpty());
  EXPECT_EQ(stream.state(), State::AwaitingDialbackResult);
  EXPECT_THAT(say(stream, dialback("result", "valid", "fed.example", "contoso.example")),
              ElementsAre("open tls-dialback"));
}

TEST(InitiatingStream, BouncesWithInternalServerErrorWhenTheKeyIsInvalid) {
  auto stream = protected_stream(kTlsRequired, {});
  say(stream, features({.dialback = true}));

  // XEP-0220 2.1.1: the receiving server closes; stanzas go back with internal-server-error.
  EXPECT_THAT(say(stream, dialback("result", "invalid", "fed.example", "contoso.example")),
              ElementsAre("failed internal-server-error"));
}

TEST(InitiatingStream, ADialbackErrorLeavesOtherPairsOfTheStreamAlone) {
  auto stream = protected_stream(kTlsRequired, {});
  say(stream, features({.dialback = true, .dialback_errors = true}));
  say(stream, dialback("result", "valid", "fed.example", "contoso.example"));
  ASSERT_TRUE(stream.may_add_pairs());

  EXPECT_THAT(say(stream, PairWanted{{domain("sales.contoso.example"), kTheirs}}),
              ElementsAre("<result request>"));
  EXPECT_THAT(say(stream, dialback("result", "error", "fed.example", "sales.contoso.example")),
              ElementsAre("failed remote-server-timeout"));
  EXPECT_EQ(stream.state(), State::Authenticated);
}

xml::ElementReceived no_room(std::string_view ours = "contoso.example") {
  auto answer = dialback("result", "error", "fed.example", ours);
  answer.element.add(make_stanza_error(StanzaCondition::ResourceConstraint));
  return answer;
}

TEST(InitiatingStream, AsksForAConnectionOfItsOwnWhereThePeerHasNoRoom) {
  auto stream = protected_stream(kTlsRequired, {});
  say(stream, features({.dialback = true}));

  EXPECT_THAT(say(stream, no_room()), ElementsAre("footer", "needs connection"));
}

TEST(InitiatingStream, GivesUpWhereTheSecondConnectionHasNoRoomEither) {
  InitiatingStream stream({.pair = {kOurs, kTheirs},
                           .negotiation = {Tls::NotSupported, Sasl::Optional, true},
                           .second_connection = true,
                           .dialback_secret = "a secret of 16 octets",
                           .verification = {}});
  say(stream, TransportReady{});
  say(stream, header("s1"));
  say(stream, features({.dialback = true}));

  EXPECT_THAT(say(stream, no_room()), ElementsAre("failed remote-server-timeout", "footer"));
}

TEST(InitiatingStream, LeavesTheStreamWhenAnotherPairOnItIsCalledInvalid) {
  auto stream = protected_stream(kTlsRequired, {});
  say(stream, features({.dialback = true, .dialback_errors = true}));
  say(stream, dialback("result", "valid", "fed.example", "contoso.example"));
  say(stream, PairWanted{{domain("sales.contoso.example"), kTheirs}});

  EXPECT_THAT(say(stream, dialback("result", "invalid", "fed.example", "sales.contoso.example")),
              ElementsAre("failed internal-server-error", "footer", "failed remote-server-timeout"));
  EXPECT_EQ(stream.state(), State::Closing);
}

TEST(InitiatingStream, TakesAnotherTargetOnlyIfTheCertificateProvesIt) {
  auto certificate = certificate_for("fed.example");
  certificate.dns_names.emplace_back("chat.fed.example");
  auto stream = protected_stream(kTlsRequired, certificate);
  say(stream, features({.dialback = true, .dialback_errors = true}));
  say(stream, dialback("result", "valid", "fed.example", "contoso.example"));

  EXPECT_TRUE(stream.may_add_target(domain("chat.fed.example")));
  EXPECT_FALSE(stream.may_add_target(domain("news.fed.example")));
  EXPECT_THAT(say(stream, PairWanted{{kOurs, domain("news.fed.example")}}),
              ElementsAre("failed remote-server-timeout"));
}

TEST(InitiatingStream, TakesNoOtherTargetWhereErrorsAreNotAnnounced) {
  auto certificate = certificate_for("fed.example");
  certificate.dns_names.emplace_back("chat.fed.example");
  auto stream = protected_stream(kTlsRequired, certificate);
  say(stream, features({.dialback = true}));
  say(stream, dialback("result", "valid", "fed.example", "contoso.example"));

  EXPECT_FALSE(stream.may_add_target(domain("chat.fed.example")));
}

TEST(InitiatingStream, ClosesOnAStanzaFromTheReceivingEntity) {
  auto stream = protected_stream(kTlsRequired, {});
  say(stream, features({.dialback = true}));

  EXPECT_THAT(say(stream, message("romeo@fed.example", "alice@contoso.example")),
              ElementsAre("<error not-authorized>", "footer", "failed remote-server-timeout", "end"));
}

TEST(InitiatingStream, RefusesAHeaderThatNamesAnotherDomain) {
  auto stream = stream_with(kEverything);
  say(stream, TransportReady{});
  auto wrong = header("s1");
  wrong.from = "evil.example";
  say(stream, wrong);

  EXPECT_THAT(say(stream, features({.dialback = true})),
              ElementsAre("<error invalid-from>", "footer", "failed remote-server-timeout", "end"));
}

TEST(InitiatingStream, UsesDialbackWithAPeerOlderThanStreamFeatures) {
  auto stream = stream_with(kEverything);
  say(stream, TransportReady{});
  auto old = header("s1", true);
  old.version.reset();

  EXPECT_THAT(say(stream, old), ElementsAre("<result request>"));
}

TEST(InitiatingStream, StartsWithTlsOnADirectTlsConnection) {
  InitiatingStream stream({.pair = {kOurs, kTheirs}, .negotiation = kTlsRequired,
                           .have_certificate = true, .direct_tls = true, .dialback_secret = "s",
                           .verification = {}});

  EXPECT_THAT(say(stream, TransportReady{}), ElementsAre("tls"));
  EXPECT_THAT(say(stream, TlsEstablished{certificate_for("fed.example")}), ElementsAre("header"));
}

// ---- verification of somebody's key ---------------------------------------------------------------

InitiatingStream verifying_stream(NegotiationSettings negotiation) {
  InitiatingStream stream({.pair = {kOurs, kTheirs},
                           .purpose = Purpose::Verification,
                           .negotiation = negotiation,
                           .dialback_secret = {},
                           .verification = VerificationRequest{{kOurs, kTheirs}, "in1", "key"}});
  say(stream, TransportReady{});
  say(stream, header("v1"));
  return stream;
}

TEST(InitiatingStream, ShowsTheKeyAndReportsTheVerdictWhenVerifying) {
  auto stream = verifying_stream({Tls::NotSupported, Sasl::NotSupported, true});

  EXPECT_THAT(say(stream, features({})), ElementsAre("<verify request>"));
  EXPECT_THAT(say(stream, dialback("verify", "valid", "fed.example", "contoso.example", "in1")),
              ElementsAre("verified 0", "footer"));
}

TEST(InitiatingStream, IgnoresAVerdictWithAnotherIdPairOrDirection) {
  auto stream = verifying_stream({Tls::NotSupported, Sasl::NotSupported, true});
  say(stream, features({}));

  EXPECT_THAT(say(stream, dialback("verify", "valid", "fed.example", "contoso.example", "in2")),
              IsEmpty());
  EXPECT_THAT(say(stream, dialback("verify", "valid", "evil.example", "contoso.example", "in1")),
              IsEmpty());
  EXPECT_EQ(stream.state(), State::AwaitingVerification);
}

TEST(InitiatingStream, MapsWhatBefallsAVerificationAsTheXepSays) {
  struct Case {
    StreamEvent event;
    std::string expected;
  };
  xml::ElementReceived host_unknown = element(ns::kStreams, "error");
  host_unknown.element.add({ns::kStreamErrors, "host-unknown"});
  const Case cases[] = {
      {dialback("verify", "error", "fed.example", "contoso.example", "in1"),
       "verified 2 remote-server-not-found"},
      {host_unknown, "verified 2 remote-server-not-found"},
      {TransportLost{false, "gone"}, "verified 2 remote-server-timeout"},
      {TransportLost{true, "alert"}, "verified 2 remote-connection-failed"},
      {xml::FooterReceived{}, "verified 2 remote-server-timeout"},
  };
  for (const Case& c : cases) {
    auto stream = verifying_stream({Tls::NotSupported, Sasl::NotSupported, true});
    say(stream, features({}));

    EXPECT_THAT(say(stream, c.event), ::testing::Contains(c.expected));
  }
}

TEST(InitiatingStream, ShowsNoKeyInTheClearWhenTlsIsRequired) {
  auto stream = verifying_stream({Tls::Required, Sasl::NotSupported, true});

  EXPECT_THAT(say(stream, features({.dialback = true})), ElementsAre("<starttls>"));
  EXPECT_THAT(say(stream, element(ns::kTls, "failure")),
              ElementsAre("footer", "verified 2 remote-connection-failed"));
}

}  // namespace
}  // namespace gateway
