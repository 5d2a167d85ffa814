#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/base/encoding.hpp"
#include "gateway/dialback/dialback_key.hpp"
#include "tests/unit/stream/receiving_peer.hpp"

namespace gateway {
namespace {

using namespace test;  // NOLINT: the words of the dialogue
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using State = ReceivingState;

TEST(ReceivingStream, AuthenticatesByExternalAfterTls) {
  Receiving peer(kTlsRequired);

  EXPECT_THAT(peer.open(), ElementsAre("header", "<features>"));
  EXPECT_THAT(peer(element(ns::kTls, "starttls")), ElementsAre("<proceed>", "tls"));
  EXPECT_THAT(peer(TlsEstablished{certificate_for("fed.example")}), IsEmpty());
  EXPECT_THAT(peer.open(), ElementsAre("header", "<features>"));
  EXPECT_THAT(peer(auth(base64_encode("fed.example"))), ElementsAre("<success>", "restart"));
  EXPECT_THAT(peer.open(), ElementsAre("header", "<features>", "open sasl-over-tls"));
  EXPECT_THAT(peer(message("romeo@fed.example", "alice@contoso.example")), ElementsAre("stanza"));
}

TEST(ReceivingStream, TakesTheIdentityOfTheHeaderForAnEmptyResponse) {
  Receiving peer(kTlsRequired);
  peer.secure(certificate_for("fed.example"));
  peer.open();

  EXPECT_THAT(peer(auth("=")), ElementsAre("<success>", "restart"));
}

TEST(ReceivingStream, AsksForTheResponseThatDidNotComeWithAuth) {
  Receiving peer(kSaslOnly);
  peer.secure(certificate_for("fed.example"));
  peer.open();

  EXPECT_THAT(peer(auth("")), ElementsAre("<challenge>"));
  EXPECT_THAT(peer(sasl("response", "=")), ElementsAre("<success>", "restart"));
}

TEST(ReceivingStream, TakesAResponseOnlyForTheLastChallenge) {
  Receiving peer(kSaslOnly);
  peer.secure(certificate_for("fed.example"));
  peer.open();

  EXPECT_THAT(peer(sasl("response", "=")), ElementsAre("<failure malformed-request>"));
  peer(auth(""));
  EXPECT_THAT(peer(sasl("abort", "")), ElementsAre("<failure aborted>"));
  EXPECT_THAT(peer(sasl("response", "=")), Contains("<failure malformed-request>"));
}

TEST(ReceivingStream, RefusesAnotherIdentityThanThatOfTheHeader) {
  Receiving peer(kTlsRequired);
  peer.secure(certificate_for("fed.example"));
  peer.open();

  EXPECT_THAT(peer(auth(base64_encode("evil.example"))), ElementsAre("<failure invalid-authzid>"));
  EXPECT_THAT(peer(auth("not base64!")), ElementsAre("<failure incorrect-encoding>"));
}

TEST(ReceivingStream, EndsTheStreamAfterTooManySaslFailures) {
  Receiving peer(kTlsRequired);
  peer.secure(certificate_for("fed.example"));
  peer.open();
  peer(auth(base64_encode("a.example")));
  peer(auth(base64_encode("b.example")));

  EXPECT_THAT(peer(auth(base64_encode("c.example"))), Contains("<error policy-violation>"));
}

TEST(ReceivingStream, NeverTakesSaslWithoutTls) {
  Receiving peer(kEverything);
  peer.open();

  EXPECT_THAT(peer(auth(base64_encode("fed.example"))),
              ElementsAre("<failure encryption-required>"));
}

TEST(ReceivingStream, DoesNotTakeExternalFromACertificateThatProvesNothing) {
  Receiving peer(kTlsRequired);
  peer.secure(certificate_for("other.example"));
  peer.open();

  EXPECT_THAT(peer(auth("=")), ElementsAre("<failure not-authorized>"));
}

TEST(ReceivingStream, ClosesAtOnceWhenOnlyACertificateWouldDoAndItProvesNothing) {
  Receiving peer(kSaslOnly);
  peer.secure({});

  EXPECT_THAT(peer.open(), ElementsAre("header", "<error policy-violation>", "footer", "end"));
}

TEST(ReceivingStream, ClosesWithNotAuthorizedWhereATrustedCertificateIsRequired) {
  Receiving peer(kTlsRequired, true);
  peer.secure(certificate_for("other.example"));

  EXPECT_THAT(peer.open(), ElementsAre("header", "<error not-authorized>", "footer", "end"));
}

TEST(ReceivingStream, RefusesStarttlsThatWasNotOffered) {
  Receiving peer(kTcpDialback);
  peer.open();

  EXPECT_THAT(peer(element(ns::kTls, "starttls")), ElementsAre("<failure>", "footer", "end"));
}

TEST(ReceivingStream, VerifiesAKeyBeforeThePairIsOpen) {
  Receiving peer(kTcpDialback);
  peer.open();

  const auto request = peer.offer_key();
  EXPECT_THAT(peer(verdict(request, Verdict::Valid)),
              ElementsAre("<result valid>", "open tcp-dialback"));
  EXPECT_EQ(peer.stream.state(), State::Authenticated);
}

TEST(ReceivingStream, AnswersInvalidAndClosesWhenNoOtherPairIsOpen) {
  Receiving peer(kTcpDialback);
  peer.open();
  const auto request = peer.offer_key();

  EXPECT_THAT(peer(verdict(request, Verdict::Invalid)),
              ElementsAre("<result invalid>", "footer", "end"));
}

TEST(ReceivingStream, SaysForbiddenInsteadWhenAnotherPairIsOpen) {
  Receiving peer(kTcpDialback);
  peer.open();
  const auto request = peer.offer_key();
  peer(verdict(request, Verdict::Valid));
  const auto another = peer.offer_key("more.example");

  EXPECT_THAT(peer(verdict(another, Verdict::Invalid)),
              ElementsAre("<result error>"));
  EXPECT_EQ(peer.stream.state(), State::Authenticated);
}

TEST(ReceivingStream, DoesNotAnswerAnInvalidKeyInTheVendorsProfile) {
  Receiving peer(kTcpDialback, false, DialbackProfile::Lync2013);
  peer.open();
  const auto request = peer.offer_key();

  EXPECT_THAT(peer(verdict(request, Verdict::Invalid)),
              IsEmpty());
}

TEST(ReceivingStream, IgnoresADialbackRequestInTheVendorsProfileWhenDialbackIsOff) {
  Receiving peer(kSaslOnly, false, DialbackProfile::Lync2013);
  peer.secure(certificate_for("fed.example"));
  peer.open();

  EXPECT_THAT(peer(dialback("result", "", "fed.example", "contoso.example")), IsEmpty());
}

TEST(ReceivingStream, AnswersADialbackErrorWhereTheMethodIsNotAllowed) {
  Receiving plain(kTlsRequired);
  plain.open();
  Receiving with_certificate(kSaslOnly);
  with_certificate.secure(certificate_for("fed.example"));
  with_certificate.open();

  StreamActions in_clear;
  plain.stream.handle(dialback("result", "", "fed.example", "contoso.example"), in_clear);
  StreamActions over_tls;
  with_certificate.stream.handle(dialback("result", "", "fed.example", "contoso.example"),
                                 over_tls);

  // XEP-0220 2.5: policy-violation without TLS, not-authorized where a certificate is demanded.
  EXPECT_EQ(read_dialback(std::get<WriteElement>(in_clear.back()).element)->condition,
            StanzaCondition::PolicyViolation);
  EXPECT_EQ(read_dialback(std::get<WriteElement>(over_tls.back()).element)->condition,
            StanzaCondition::NotAuthorized);
}

TEST(ReceivingStream, AnswersItemNotFoundForADomainThatIsNotOurs) {
  Receiving peer(kTcpDialback);
  peer.open();
  StreamActions actions;

  peer.stream.handle(dialback("result", "", "fed.example", "other.example"), actions);

  const auto answer = read_dialback(std::get<WriteElement>(actions.back()).element);
  EXPECT_EQ(answer->condition, StanzaCondition::ItemNotFound);
  EXPECT_EQ(answer->from.text(), "other.example");
  EXPECT_EQ(peer.stream.state(), State::Negotiating);
}

TEST(ReceivingStream, IgnoresAnswersThatNobodyAskedFor) {
  Receiving peer(kTcpDialback);
  peer.open();

  EXPECT_THAT(peer(dialback("result", "valid", "fed.example", "contoso.example")), IsEmpty());
  EXPECT_THAT(peer(dialback("verify", "valid", "fed.example", "contoso.example", "x")), IsEmpty());
  EXPECT_THAT(peer(message("romeo@fed.example", "alice@contoso.example")),
              Contains("<error not-authorized>"));
}

TEST(ReceivingStream, ConfirmsOnlyKeysItGaveOutForThatPairAndStream) {
  Receiving peer(kTcpDialback);
  peer.open();
  const auto ask = [&](const std::string& key, std::string_view id) {
    auto question = dialback("verify", "", "fed.example", "contoso.example", id);
    question.element.add_text(key);
    return peer(question);
  };
  const std::string key = dialback_key(kSecret, {kTheirs, kOurs, "their-id"});

  EXPECT_THAT(ask(key, "their-id"), ElementsAre("<verify valid>"));
  EXPECT_THAT(ask(key, "another-id"), ElementsAre("<verify invalid>"));
  EXPECT_THAT(ask("", "their-id"), ElementsAre("<verify invalid>"));
}

TEST(ReceivingStream, AnswersNoKeyQuestionInTheClearWhenTlsIsRequired) {
  Receiving peer(kTlsRequired);
  peer.open();

  EXPECT_THAT(peer(dialback("verify", "", "fed.example", "contoso.example", "x")),
              ElementsAre("<verify error>"));
}

TEST(ReceivingStream, RefusesStanzasOfOtherPairs) {
  const auto opened = [] {
    auto peer = std::make_unique<Receiving>(kTcpDialback);
    peer->open();
    (*peer)(verdict(peer->offer_key(), Verdict::Valid));
    return peer;
  };

  EXPECT_THAT((*opened())(message("romeo@evil.example", "alice@contoso.example")),
              Contains("<error invalid-from>"));
  EXPECT_THAT((*opened())(message("romeo@fed.example", "alice@other.example")),
              Contains("<error host-unknown>"));
  EXPECT_THAT((*opened())(message("romeo@fed.example", "")),
              Contains("<error improper-addressing>"));
  EXPECT_THAT((*opened())(message("romeo@more.example", "alice@contoso.example")),
              Contains("<error invalid-from>"));
}

TEST(ReceivingStream, RefusesUnknownHostsAndUnlistedPartners) {
  EXPECT_THAT(Receiving(kEverything).open("fed.example", "other.example"),
              ElementsAre("header", "<error host-unknown>", "footer", "end"));
  EXPECT_THAT(Receiving(kEverything).open("unlisted.example"),
              ElementsAre("header", "<error policy-violation>", "footer", "end"));
  EXPECT_THAT(Receiving(kEverything).open("sub.fed.example"),
              ElementsAre("header", "<error policy-violation>", "footer", "end"));
}

TEST(ReceivingStream, GoesOnWithoutFromAndAppliesThePolicyToTheKey) {
  Receiving peer(kTlsRequired);

  EXPECT_THAT(peer.open(""), ElementsAre("header", "<features>"));
  EXPECT_THAT(peer(dialback("result", "", "fed.example", "contoso.example")),
              ElementsAre("<result error>"));
}

TEST(ReceivingStream, ForgetsAKeyUnderWayWhenTlsBegins) {
  Receiving peer(kEverything);
  peer.open();
  const auto request = peer.offer_key();
  peer(element(ns::kTls, "starttls"));
  peer(TlsEstablished{});

  EXPECT_THAT(peer(verdict(request, Verdict::Valid)),
              IsEmpty());
}

TEST(ReceivingStream, GivesEveryHeaderAnIdOfItsOwn) {
  Receiving peer(kTlsRequired);
  StreamActions first;
  auto opening = header("");
  opening.from = "fed.example";
  opening.to = "contoso.example";
  peer.stream.handle(opening, first);
  peer(element(ns::kTls, "starttls"));
  peer(TlsEstablished{certificate_for("fed.example")});
  StreamActions second;
  peer.stream.handle(opening, second);

  const auto& one = std::get<WriteHeader>(first.front()).id;
  const auto& two = std::get<WriteHeader>(second.front()).id;
  EXPECT_EQ(one.size(), 32U);
  EXPECT_NE(one, two);
}

TEST(ReceivingStream, ClosesWithInvalidNamespaceOnAStanzaOfAClient) {
  Receiving peer(kTcpDialback);
  peer.open();

  // RFC 6120 4.8.3: a first-level child of a content namespace that is not the stream's.
  EXPECT_THAT(peer(element("jabber:client", "message")), Contains("<error invalid-namespace>"));
}

}  // namespace
}  // namespace gateway
