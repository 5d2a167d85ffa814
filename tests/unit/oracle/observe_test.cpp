// What hand-written dialogues must be read as; the outcomes come from docs/negotiation.md.
#include "harness/oracle/observe.hpp"

#include <gtest/gtest.h>

#include "tests/unit/oracle/transcript_builder.hpp"

namespace harness::oracle {
namespace {

using reports::Outcome;

Outcome observed(TranscriptBuilder& run, Direction direction = Direction::Outbound) {
  return observe(read(run.transcript()), direction);
}

void expect_refused(const Outcome& o, const char* stage, const char* by, const char* condition) {
  EXPECT_EQ(o.method, "none");
  EXPECT_EQ(o.stage, stage);
  EXPECT_EQ(o.closed_by, by);
  EXPECT_EQ(o.condition, condition);
}

TranscriptBuilder attempt() {
  TranscriptBuilder run;
  run.begin();
  run.add(EntryKind::LocalSend, kGateway, kOurMessage);
  return run;
}

TranscriptBuilder inbound_attempt() {
  TranscriptBuilder run;
  run.begin();
  run.add(EntryKind::PartnerSend, kFake, kTheirMessage);
  return run;
}

TEST(Observation, SeesEachMethodThatEstablishesAStream) {
  auto sasl = outbound_by_sasl();
  EXPECT_EQ(observed(sasl),
            (Outcome{"accepted", "sasl-over-tls", "established", "none", "", "delivered", "none"}));
  auto dialback = outbound_by_valid_dialback();
  EXPECT_EQ(observed(dialback),
            (Outcome{"accepted", "tls-dialback", "established", "none", "", "delivered", "none"}));
  auto tcp = inbound_by_tcp_dialback();
  EXPECT_EQ(observed(tcp, Direction::Inbound),
            (Outcome{"accepted", "tcp-dialback", "established", "none", "", "none", "delivered"}));
}

TEST(Observation, IsTheSameForOneOctetAtATime) {
  auto whole = outbound_by_valid_dialback();
  TranscriptBuilder pieces;
  for (const reports::Entry& entry : whole.transcript().entries) {
    if (entry.kind != EntryKind::XmlSent && entry.kind != EntryKind::XmlReceived) {
      pieces.transcript().entries.push_back(entry);
      continue;
    }
    for (const char octet : entry.text) {
      reports::Entry one = entry;
      one.text = std::string(1, octet);
      pieces.transcript().entries.push_back(one);
    }
  }
  EXPECT_EQ(observed(pieces), observed(whole));
}

TEST(Observation, DoesNotTakeSaslSuccessWithoutTheRestartForAStream) {
  auto run = attempt();
  outbound_starttls(run, 1);
  run.gateway(header_of_gateway());
  run.partner(header_of_partner() + features(kExternalFeature));
  run.gateway(kAuth);
  run.partner(kSuccess + kClosing);
  refuse_outbound(run, 1);
  expect_refused(observed(run), "sasl", "partner", "closed");
}

TEST(Observation, DoesNotTakeAnUnsolicitedValidForAStream) {
  auto run = attempt();
  run.connect(1, kGateway, kFake);
  run.gateway(header_of_gateway());
  run.partner(header_of_partner() + features() +
              db_result("fed.example", "contoso.example", " type='valid'"));
  run.gateway(stream_error("policy-violation"));
  refuse_outbound(run, 1);
  EXPECT_EQ(observed(run).method, "none");
}

TEST(Observation, ReadsTheConfigurationsRefusal) {
  TranscriptBuilder run;
  run.add(EntryKind::ConfigurationRefused, kGateway, "warning:x error:no-method");
  EXPECT_EQ(observed(run), (Outcome{"refused", "none", "configuration", "none",
                                    "configuration:no-method", "none", "none"}));
  EXPECT_EQ(observed(run, Direction::Inbound).to_gateway, "refused");
}

TEST(Observation, ReadsWhatWasNotFoundOrNotReached) {
  auto lost = attempt();
  lost.add(EntryKind::DnsQuestion, kGateway, "SRV _xmpp-server._tcp.fed.example");
  expect_refused(observed(lost), "resolve", "none", "dns:not-found");

  auto refused = attempt();
  refused.add(EntryKind::ConnectAttempt, kGateway, "203.0.113.1:5269", 1);
  refused.add(EntryKind::ConnectionFailed, kGateway, "refused", 1);
  refused.add(EntryKind::LocalDeliver, kGateway, kOurBounce);
  expect_refused(observed(refused), "connect", "none", "connect:refused");
  EXPECT_EQ(observed(refused).to_partner, "bounced:remote-server-timeout");
}

TEST(Observation, ReadsARefusedStartTls) {
  auto run = attempt();
  run.connect(1, kGateway, kFake);
  run.gateway(header_of_gateway());
  run.partner(header_of_partner() + features());
  run.gateway(kStartTls);
  run.partner(kStartTlsFailure + kClosing);
  refuse_outbound(run, 1);
  expect_refused(observed(run), "starttls", "partner", "starttls:failure");
}

TEST(Observation, PrefersTheAlertToWhateverWasSaid) {
  auto run = attempt();
  outbound_starttls(run, 1);
  run.erase(EntryKind::TlsEstablished, "");
  run.add(EntryKind::TlsAlertSent, kFake, "certificate_required", 1);
  run.add(EntryKind::ConnectionFinished, kGateway, "", 1);
  refuse_outbound(run, 1);
  expect_refused(observed(run), "tls", "partner", "tls-alert:certificate_required");

  run.at(EntryKind::TlsAlertSent, "").kind = EntryKind::TlsAlertReceived;
  expect_refused(observed(run), "tls", "gateway", "tls-alert:certificate_required");
}

TEST(Observation, TellsARefusedCertificateFromRefusedFeatures) {
  auto certificate = attempt();
  outbound_starttls(certificate, 1);
  certificate.gateway(header_of_gateway() + stream_error("not-authorized"));
  certificate.partner(header_of_partner() + features(kDialbackFeature) + kClosing);
  refuse_outbound(certificate, 1);
  expect_refused(observed(certificate), "tls", "gateway", "stream:not-authorized");

  auto offer = attempt();
  outbound_starttls(offer, 1);
  offer.gateway(header_of_gateway());
  offer.partner(header_of_partner() + features());
  offer.gateway(stream_error("policy-violation"));
  refuse_outbound(offer, 1);
  expect_refused(observed(offer), "features", "gateway", "stream:policy-violation");
}

TEST(Observation, TellsARefusedCertificateFromAnEarlyStanzaInbound) {
  auto early = inbound_attempt();
  early.connect(1, kFake, kGateway);
  early.tls();
  early.partner(header_of_partner() + kTheirMessage);
  early.gateway(header_of_gateway() + features(kDialbackFeature) + stream_error("not-authorized"));
  early.closed(1);
  expect_refused(observed(early, Direction::Inbound), "features", "gateway",
                 "stream:not-authorized");

  auto certificate = inbound_attempt();
  certificate.connect(1, kFake, kGateway);
  certificate.tls();
  certificate.partner(header_of_partner());
  certificate.gateway(header_of_gateway() + stream_error("not-authorized"));
  certificate.closed(1);
  expect_refused(observed(certificate, Direction::Inbound), "tls", "gateway",
                 "stream:not-authorized");
}

TEST(Observation, ReadsASaslFailureThroughTheClosingThatFollows) {
  auto run = attempt();
  outbound_starttls(run, 1);
  run.gateway(header_of_gateway());
  run.partner(header_of_partner() + features(kExternalFeature));
  run.gateway(kAuth);
  run.partner(sasl_failure("not-authorized"));
  run.gateway(stream_error("policy-violation"));
  refuse_outbound(run, 1);
  expect_refused(observed(run), "sasl", "gateway", "sasl:not-authorized");
}

TEST(Observation, KeepsADialbackErrorWhoeverCloses) {
  auto run = outbound_by_dialback(db_result("fed.example", "contoso.example", " type='error'",
                                            db_error("remote-server-timeout")));
  run.gateway(kClosing);
  run.partner(kClosing);
  refuse_outbound(run, 1);
  expect_refused(observed(run), "dialback", "gateway", "dialback-error:remote-server-timeout");
}

TEST(Observation, ReadsAnInvalidKey) {
  auto run = outbound_by_dialback(db_result("fed.example", "contoso.example", " type='invalid'") +
                                  kClosing);
  refuse_outbound(run, 1);
  expect_refused(observed(run), "dialback", "partner", "dialback:invalid");
}

TEST(Observation, DoesNotMistakeALegForTheAttempt) {
  // The leg of an outbound attempt fails; the main connection says why for itself.
  auto run = outbound_by_dialback(db_result("fed.example", "contoso.example", " type='error'",
                                            db_error("remote-connection-failed")));
  run.connect(3, kFake, kGateway);
  run.add(EntryKind::TlsAlertSent, kFake, "unknown_ca", 3);
  run.closed(3);
  run.use(1, true);
  run.gateway(kClosing);
  refuse_outbound(run, 1);
  expect_refused(observed(run), "dialback", "gateway", "dialback-error:remote-connection-failed");
}

TEST(Observation, PassesOverALegThatTheGatewayOpenedEarlier) {
  auto run = attempt();
  run.connect(1, kGateway, kFake);
  run.gateway(header_of_gateway());
  run.partner(header_of_partner() + features());
  run.gateway("<db:verify from='contoso.example' to='fed.example' id='g1'>abc</db:verify>");
  run.partner(kClosing);
  run.closed(1);
  run.connect(2, kGateway, kFake);
  run.gateway(header_of_gateway());
  run.partner(header_of_partner() + stream_error("host-unknown"));
  refuse_outbound(run, 2);
  expect_refused(observed(run), "features", "partner", "stream:host-unknown");
}

TEST(Observation, ReadsSilenceAfterDialbackThatFollowedASaslFailure) {
  auto run = attempt();
  outbound_starttls(run, 1);
  run.gateway(header_of_gateway());
  run.partner(header_of_partner() + features(kExternalFeature + kDialbackFeature));
  run.gateway(kAuth);
  run.partner(sasl_failure("not-authorized"));
  run.gateway(db_result("contoso.example", "fed.example", "", kKey));
  run.gateway(stream_error("connection-timeout"));
  refuse_outbound(run, 1);
  expect_refused(observed(run), "dialback", "gateway", "stream:connection-timeout");
}

TEST(Observation, NamesAnEndWithoutReason) {
  auto finished = attempt();
  finished.connect(1, kGateway, kFake);
  finished.gateway(header_of_gateway());
  finished.add(EntryKind::ConnectionFinished, kFake, "", 1);
  expect_refused(observed(finished), "features", "partner", "closed");

  auto reset = attempt();
  reset.connect(1, kGateway, kFake);
  reset.add(EntryKind::ConnectionReset, kFake, "", 1);
  expect_refused(observed(reset), "features", "partner", "reset");
  EXPECT_EQ(observed(reset).to_partner, "lost");
}

}  // namespace
}  // namespace harness::oracle
