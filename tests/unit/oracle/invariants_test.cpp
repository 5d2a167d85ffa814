// For each invariant a good transcript that keeps it, and the same one doctored so that it does
// not.
#include "harness/oracle/invariants.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/oracle/rows.hpp"
#include "tests/unit/oracle/transcript_builder.hpp"

namespace harness::oracle {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr RowKey kTlsRequired{Tls::Required, Sasl::Optional, true};
constexpr RowKey kEverything{Tls::Optional, Sasl::Optional, true};

std::vector<std::string> broken(TranscriptBuilder& run, const Facts& facts) {
  const Reading reading = read(run.transcript());
  std::vector<std::string> names;
  for (const Violation& violation : check_invariants(rows().row(facts.row), facts, reading)) {
    EXPECT_FALSE(violation.sentence.empty());
    EXPECT_GT(violation.at_us, 0);
    names.push_back(violation.name);
  }
  return names;
}

TEST(Invariants, HoldInGoodDialogues) {
  auto sasl = outbound_by_sasl();
  EXPECT_THAT(broken(sasl, outbound_facts(kTlsRequired)), IsEmpty());
  auto dialback = outbound_by_valid_dialback();
  EXPECT_THAT(broken(dialback, outbound_facts(kTlsRequired)), IsEmpty());
  auto tcp = inbound_by_tcp_dialback();
  EXPECT_THAT(broken(tcp, inbound_facts(kEverything)), IsEmpty());
}

// ---- (a) authentication first
// ---------------------------------------------------------------------

TEST(Invariants, NoticeAStanzaSentBeforeDialbackAnswered) {
  auto run = outbound_by_valid_dialback();
  run.erase(EntryKind::XmlSent, "type='valid'");
  EXPECT_THAT(broken(run, outbound_facts(kTlsRequired)),
              ElementsAre("stanza-sent-before-authentication"));
}

TEST(Invariants, NoticeAStanzaSentJustBeforeTheAnswer) {
  auto run = outbound_by_valid_dialback();
  auto& entries = run.transcript().entries;
  const auto stanza = run.find(EntryKind::XmlReceived, "<message");
  const reports::Entry early = entries[stanza];
  entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(stanza));
  const auto answer = run.find(EntryKind::XmlSent, "type='valid'");
  entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(answer), early);
  EXPECT_THAT(broken(run, outbound_facts(kTlsRequired)),
              ElementsAre("stanza-sent-before-authentication"));
}

TEST(Invariants, NoticeAStanzaSentOnAStreamThePartnerOpened) {
  auto run = inbound_by_tcp_dialback();
  run.use(1, false);
  run.gateway(kOurMessage);
  EXPECT_THAT(broken(run, inbound_facts(kEverything)),
              Contains("stanza-sent-before-authentication"));
}

TEST(Invariants, NoticeAStanzaForAnotherPair) {
  auto run = outbound_by_valid_dialback();
  auto& sent = run.at(EntryKind::XmlReceived, "<message").text;
  sent.replace(sent.find("contoso.example"), 15, "adatum0.example");
  EXPECT_THAT(broken(run, outbound_facts(kTlsRequired)),
              ElementsAre("stanza-sent-before-authentication"));
}

TEST(Invariants, NoticeAStanzaSentOnAnUnsolicitedValid) {
  auto run = outbound_by_valid_dialback();
  run.erase(EntryKind::XmlReceived, "<db:result");
  EXPECT_THAT(broken(run, outbound_facts(kTlsRequired)),
              ElementsAre("stanza-sent-before-authentication"));
}

TEST(Invariants, NoticeAStanzaTakenBeforeAuthentication) {
  auto run = inbound_by_tcp_dialback();
  run.erase(EntryKind::XmlReceived, "type='valid'");
  EXPECT_THAT(broken(run, inbound_facts(kEverything)),
              ElementsAre("stanza-taken-before-authentication"));
}

TEST(Invariants, NoticeAStanzaTakenFromAStreamTheGatewayOpened) {
  auto run = outbound_by_sasl();
  run.transcript().entries.pop_back();
  run.transcript().entries.pop_back();
  run.add(EntryKind::PartnerSend, kFake, kTheirMessage);
  run.use(1, true);
  run.partner(kTheirMessage);
  run.add(EntryKind::LocalDeliver, kGateway, kTheirMessage);
  run.end();
  EXPECT_THAT(broken(run, inbound_facts(kTlsRequired)),
              ElementsAre("stanza-taken-before-authentication"));
}

// ---- (b) nothing in the clear
// ---------------------------------------------------------------------

TEST(Invariants, NoticeAKeySentInPlainUnderRequiredTls) {
  auto run = inbound_by_tcp_dialback();
  EXPECT_THAT(broken(run, inbound_facts(kTlsRequired)),
              ElementsAre("method-not-in-row", "key-in-clear", "key-in-clear"));
}

TEST(Invariants, NoticeAKeyInTheRawOctetsThoughCutInTwo) {
  auto run = outbound_by_valid_dialback();
  const std::string key = kKey;
  run.add(EntryKind::Wire, kGateway, "<db:result>" + key.substr(0, 20), 1);
  run.add(EntryKind::Wire, kFake, "in between", 1);
  run.add(EntryKind::Wire, kGateway, key.substr(20) + "</db:result>", 1);
  EXPECT_THAT(broken(run, outbound_facts(kTlsRequired)), ElementsAre("key-in-clear"));
  EXPECT_THAT(broken(run, outbound_facts(kEverything)), IsEmpty());
}

TEST(Invariants, NoticeABodyInTheRawOctets) {
  auto run = outbound_by_sasl();
  run.add(EntryKind::Wire, kGateway, kOurMessage, 1);
  EXPECT_THAT(broken(run, outbound_facts(kTlsRequired)), ElementsAre("body-in-clear"));
}

TEST(Invariants, NoticeAShortBodyInTheRawOctets) {
  auto run = outbound_by_sasl();
  auto facts = outbound_facts(kTlsRequired);
  facts.stanzas[0].id = "other";
  facts.stanzas[0].body = "hi";
  EXPECT_THAT(broken(run, facts), IsEmpty());
  run.add(EntryKind::Wire, kGateway, "<message><body>hi</body></message>", 1);
  EXPECT_THAT(broken(run, facts), ElementsAre("body-in-clear"));
}

// A scripted key may be any text, and the gateway passes it on: "00" occurs in every long ciphertext.
TEST(Invariants, NoticeAShortKeyInTheRawOctetsOnlyAsAWholeElement) {
  auto run = outbound_by_sasl();
  run.use(1, true);
  run.gateway("<db:verify from='contoso.example' to='fed.example' id='s1'>00</db:verify>");
  run.add(EntryKind::Wire, kGateway, "\x17\x03\x03 a00b", 1);
  EXPECT_THAT(broken(run, outbound_facts(kTlsRequired)), Not(Contains("key-in-clear")));
  run.add(EntryKind::Wire, kGateway, "<db:verify>00</db:verify>", 1);
  EXPECT_THAT(broken(run, outbound_facts(kTlsRequired)), Contains("key-in-clear"));
}

TEST(Invariants, NoticeAStanzaOutsideTls) {
  auto run = inbound_by_tcp_dialback();
  run.use(2, false);
  run.gateway(kOurMessage);
  EXPECT_THAT(broken(run, inbound_facts(kTlsRequired)), Contains("stanza-in-clear"));
}

// ---- (c) SASL inside TLS
// --------------------------------------------------------------------------

TEST(Invariants, NoticeSaslOutsideTls) {
  for (const std::string& sasl :
       {features(kExternalFeature), kAuth, kSuccess, sasl_failure("not-authorized")}) {
    auto run = inbound_by_tcp_dialback();
    auto& offer = run.at(EntryKind::XmlReceived, "<stream:features>").text;
    offer += sasl;
    EXPECT_THAT(broken(run, inbound_facts(kEverything)), Contains("sasl-outside-tls")) << sasl;
  }
}

TEST(Invariants, AllowTheFailureThatDemandsEncryption) {
  auto run = inbound_by_tcp_dialback();
  run.at(EntryKind::XmlReceived, "<stream:features>").text += sasl_failure("encryption-required");
  EXPECT_THAT(broken(run, inbound_facts(kEverything)), IsEmpty());
}

// ---- (d) methods
// ----------------------------------------------------------------------------------

TEST(Invariants, NoticeAMethodThatTheRowDoesNotAllow) {
  auto dialback = outbound_by_valid_dialback();
  EXPECT_THAT(broken(dialback, outbound_facts({Tls::Required, Sasl::Required, true})),
              ElementsAre("method-not-in-row"));
  auto sasl = outbound_by_sasl();
  EXPECT_THAT(broken(sasl, outbound_facts({Tls::Required, Sasl::NotSupported, true})),
              ElementsAre("method-not-in-row"));
}

// ---- (e) deliveries
// -------------------------------------------------------------------------------

TEST(Invariants, NoticeOurMessageLost) {
  auto run = outbound_by_sasl();
  run.erase(EntryKind::PartnerDeliver, "m1");
  EXPECT_THAT(broken(run, outbound_facts(kTlsRequired)), ElementsAre("message-fate"));
  auto facts = outbound_facts(kTlsRequired);
  facts.may_lose_stanzas = true;
  EXPECT_THAT(broken(run, facts), IsEmpty());
}

TEST(Invariants, NoticeOurMessageDeliveredTwice) {
  auto run = outbound_by_sasl();
  run.repeat(EntryKind::PartnerDeliver, "m1");
  auto facts = outbound_facts(kTlsRequired);
  EXPECT_THAT(broken(run, facts), ElementsAre("message-fate"));
  facts.may_lose_stanzas = true;
  EXPECT_THAT(broken(run, facts), ElementsAre("message-fate"));
}

TEST(Invariants, NoticeOurMessageDeliveredAndBounced) {
  auto run = outbound_by_sasl();
  run.add(EntryKind::LocalDeliver, kGateway, kOurBounce);
  EXPECT_THAT(broken(run, outbound_facts(kTlsRequired)), ElementsAre("message-fate"));
}

TEST(Invariants, DoNotTakeThePartnersErrorForABounce) {
  auto run = outbound_by_sasl();
  const std::string error =
      "<message id='m1' type='error' from='romeo@fed.example' to='alice@contoso.example'/>";
  run.connect(2, kFake, kGateway);
  run.tls();
  run.partner(header_of_partner());
  run.gateway(header("contoso.example", "fed.example", "id='" + kFirstId + "'") +
              features(kExternalFeature));
  run.partner(kAuth);
  run.gateway(kSuccess);
  run.partner(header_of_partner());
  run.gateway(header("contoso.example", "fed.example", "id='" + kSecondId + "'") + features());
  run.partner(error);
  run.add(EntryKind::LocalDeliver, kGateway, error);
  run.closed(2);
  EXPECT_THAT(broken(run, outbound_facts(kTlsRequired)), IsEmpty());
}

TEST(Invariants, NoticeTheirMessageDeliveredTwice) {
  auto run = inbound_by_tcp_dialback();
  run.repeat(EntryKind::LocalDeliver, "m1");
  EXPECT_THAT(broken(run, inbound_facts(kEverything)), ElementsAre("delivered-twice"));
}

TEST(Invariants, NoticeADeliveryThatNobodySent) {
  auto altered = outbound_by_sasl();
  auto& text = altered.at(EntryKind::PartnerDeliver, "m1").text;
  text.replace(text.find("secret"), 6, "riddle");
  EXPECT_THAT(broken(altered, outbound_facts(kTlsRequired)), ElementsAre("delivered-unsent"));

  auto invented = outbound_by_sasl();
  invented.add(EntryKind::LocalDeliver, kGateway,
               "<message id='x9' from='mallory@fed.example' to='alice@contoso.example'>"
               "<body>boo</body></message>");
  EXPECT_THAT(broken(invented, outbound_facts(kTlsRequired)), ElementsAre("delivered-unsent"));

  auto bounce = outbound_by_sasl();
  bounce.add(EntryKind::LocalDeliver, kGateway,
             "<message id='x9' type='error' from='romeo@fed.example' to='alice@contoso.example'/>");
  EXPECT_THAT(broken(bounce, outbound_facts(kTlsRequired)), Contains("delivered-unsent"));
}

TEST(Invariants, NoticeMessagesDeliveredOutOfOrder) {
  const std::string first = kOurMessage;
  std::string second = first;
  second.replace(second.find("m1"), 2, "m2");
  Facts facts = outbound_facts(kTlsRequired);
  facts.stanzas.push_back(facts.stanzas.front());
  facts.stanzas.back().id = "m2";

  auto run = outbound_by_sasl();
  const auto insert_second = [&run, &second](EntryKind kind, int behind) {
    auto& entries = run.transcript().entries;
    const auto place = entries.begin() + static_cast<std::ptrdiff_t>(run.find(kind, "m1"));
    reports::Entry entry = *place;
    entry.text = second;
    entries.insert(place + behind, entry);
  };
  insert_second(EntryKind::LocalSend, 1);
  insert_second(EntryKind::XmlReceived, 1);
  auto in_order = run;
  insert_second(EntryKind::PartnerDeliver, 0);
  EXPECT_THAT(broken(run, facts), ElementsAre("delivered-out-of-order"));

  run = in_order;
  insert_second(EntryKind::PartnerDeliver, 1);
  EXPECT_THAT(broken(run, facts), IsEmpty());
}

TEST(Invariants, NoticeAResetAfterTheClosingTags) {
  auto run = outbound_by_sasl();
  auto& entries = run.transcript().entries;
  const auto closed = static_cast<std::ptrdiff_t>(run.find(EntryKind::ConnectionClosed, ""));
  reports::Entry reset = entries[static_cast<std::size_t>(closed)];
  reset.kind = EntryKind::ConnectionReset;
  reset.node = kGateway;
  entries.insert(entries.begin() + closed, reset);
  EXPECT_THAT(broken(run, outbound_facts(kTlsRequired)), ElementsAre("reset-after-closing-tags"));
}

TEST(Invariants, NoticeAConnectionEndedWithoutCloseNotify) {
  auto run = outbound_by_sasl();
  EXPECT_THAT(broken(run, outbound_facts(kTlsRequired)), IsEmpty());
  run.erase(EntryKind::TlsMessage, "close_notify");
  EXPECT_THAT(broken(run, outbound_facts(kTlsRequired)), ElementsAre("no-close-notify"));
}

// ---- stream ids
// -----------------------------------------------------------------------------------

TEST(Invariants, NoticeAStreamIdUsedTwice) {
  auto run = outbound_by_valid_dialback();
  auto& header = run.at(EntryKind::XmlReceived, kSecondId).text;
  header.replace(header.find(kSecondId), kSecondId.size(), kFirstId);
  EXPECT_THAT(broken(run, outbound_facts(kTlsRequired)), ElementsAre("stream-id-not-unique"));
}

TEST(Invariants, NoticeAStreamWithoutId) {
  auto run = outbound_by_valid_dialback();
  auto& header = run.at(EntryKind::XmlReceived, kSecondId).text;
  header.replace(header.find("id='" + kSecondId), kSecondId.size() + 5, "");
  EXPECT_THAT(broken(run, outbound_facts(kTlsRequired)), ElementsAre("stream-id-not-unique"));
}

// ---- the pool
// -------------------------------------------------------------------------------------

TEST(Invariants, TakeThePoolsConnectionsForNoStreams) {
  auto run = outbound_by_sasl();
  run.add(EntryKind::Listening, "pool", "198.51.100.20:5060");
  run.add(EntryKind::ConnectAttempt, kGateway, "198.51.100.20:5060", 8);
  run.add(EntryKind::ConnectionOpened, "pool", kGateway, 8);
  run.add(EntryKind::TlsEstablished, "pool", "TLSv1.3 server", 8);
  run.add(EntryKind::SipReceived, "pool", "MESSAGE sip:alice@contoso.example SIP/2.0", 8);
  run.add(EntryKind::ConnectionFinished, kGateway, "", 8);
  run.add(EntryKind::ConnectionOpened, kGateway, "pool", 9);
  EXPECT_THAT(broken(run, outbound_facts(kTlsRequired)), IsEmpty());
}

TEST(Invariants, NoticeABrokenRuleOfSip) {
  auto run = outbound_by_sasl();
  run.add(EntryKind::SipWrong, "pool", "RFC 3261 8.1.1.6: Max-Forwards ''");
  EXPECT_THAT(broken(run, outbound_facts(kTlsRequired)), ElementsAre("sip-wrong"));
}

// ---- (f) nothing left
// -----------------------------------------------------------------------------

TEST(Invariants, NoticeWhatIsHeldAtTheEnd) {
  auto run = outbound_by_sasl();
  run.at(EntryKind::Resources, "streams").text = "connections=0 streams=2 timers=0";
  EXPECT_THAT(broken(run, outbound_facts(kTlsRequired)), ElementsAre("resources-held"));
  auto silent = outbound_by_sasl();
  silent.erase(EntryKind::Resources, "streams");
  EXPECT_THAT(broken(silent, outbound_facts(kTlsRequired)), ElementsAre("no-resources"));
}

TEST(Invariants, NoticeAConnectionLeftOpen) {
  auto run = outbound_by_valid_dialback();
  run.erase(EntryKind::ConnectionClosed, "");
  EXPECT_THAT(broken(run, outbound_facts(kTlsRequired)), ElementsAre("connection-left-open"));
}

// ---- (g) a refused configuration
// ------------------------------------------------------------------

TEST(Invariants, NoticeAGatewayThatRunsARefusedConfiguration) {
  const Facts facts = outbound_facts({Tls::Required, Sasl::NotSupported, false});
  TranscriptBuilder run;
  run.add(EntryKind::ConfigurationRefused, kGateway, "error:no-method");
  run.add(EntryKind::ConnectAttempt, kFake, "198.51.100.10:5269", 1);
  run.add(EntryKind::ConnectionFailed, kFake, "refused", 1);
  EXPECT_THAT(broken(run, facts), IsEmpty());

  auto listening = run;
  listening.add(EntryKind::Listening, kGateway, "198.51.100.10:5269");
  EXPECT_THAT(broken(listening, facts), ElementsAre("runs-refused-configuration"));
  auto connecting = run;
  connecting.add(EntryKind::ConnectAttempt, kGateway, "203.0.113.1:5269", 2);
  EXPECT_THAT(broken(connecting, facts), ElementsAre("runs-refused-configuration"));
  auto accepting = run;
  accepting.add(EntryKind::ConnectionOpened, kGateway, kFake, 3);
  accepting.closed(3);
  EXPECT_THAT(broken(accepting, facts), ElementsAre("runs-refused-configuration"));
}

// ---- (h) dialback
// ---------------------------------------------------------------------------------

TEST(Invariants, NoticeAKeyCalledValidThatNobodyVouchedFor) {
  auto run = inbound_by_tcp_dialback();
  run.erase(EntryKind::XmlSent, "id='" + kFirstId + "' type='valid'");
  EXPECT_THAT(broken(run, inbound_facts(kEverything)), ElementsAre("valid-unverified"));
}

TEST(Invariants, NoticeAKeyCalledValidOnAVerdictForAnotherStream) {
  auto run = inbound_by_tcp_dialback();
  auto& header = run.at(EntryKind::XmlReceived, kFirstId).text;
  header.replace(header.find(kFirstId), kFirstId.size(), kSecondId);
  EXPECT_THAT(broken(run, inbound_facts(kEverything)), ElementsAre("valid-unverified"));
}

TEST(Invariants, LetACertificateAnswerOnlyWhereItMay) {
  auto run = inbound_by_tcp_dialback();
  run.erase(EntryKind::XmlSent, "id='" + kFirstId + "' type='valid'");
  for (auto& entry : run.transcript().entries) {
    if (entry.connection == 1) entry.protected_by_tls = true;
  }
  Facts facts = inbound_facts(kEverything);
  facts.certificate_answers_dialback = true;
  facts.partner.certificate = Certificate::Valid;
  facts.partner.certified_domains = {"fed.example"};
  EXPECT_THAT(broken(run, facts), IsEmpty());

  facts.partner.certified_domains = {"chat.fed.example"};
  EXPECT_THAT(broken(run, facts), ElementsAre("valid-unverified"));
}

TEST(Invariants, NoticeAStreamSharedWithAnotherTarget) {
  auto run = outbound_by_valid_dialback();
  Facts facts = outbound_facts(kTlsRequired);
  facts.multiplex_targets = true;
  facts.partner.certificate = Certificate::Valid;
  facts.partner.certified_domains = {"fed.example", "chat.fed.example"};
  auto& features = run.at(EntryKind::XmlSent, "urn:xmpp:features:dialback").text;
  const std::string plain = kDialbackFeature;
  features.replace(features.find(plain), plain.size(),
                   "<dialback xmlns='urn:xmpp:features:dialback'><errors/></dialback>");
  auto& stanza = run.at(EntryKind::XmlReceived, "<message").text;
  stanza.insert(0, db_result("contoso.example", "chat.fed.example", "", kKey));
  EXPECT_THAT(broken(run, facts), IsEmpty());

  facts.multiplex_targets = false;
  EXPECT_THAT(broken(run, facts), ElementsAre("target-multiplexed"));
  facts.multiplex_targets = true;
  facts.partner.certified_domains = {"fed.example"};
  EXPECT_THAT(broken(run, facts), ElementsAre("target-multiplexed"));
}

}  // namespace
}  // namespace harness::oracle
