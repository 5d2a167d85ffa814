// Stream management as the oracle judges it (XEP-0198): a good dialogue, and doctored ones.
#include "harness/oracle/acknowledged.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/oracle/invariants.hpp"
#include "tests/unit/oracle/rows.hpp"
#include "tests/unit/oracle/transcript_builder.hpp"

namespace harness::oracle {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr RowKey kTlsRequired{Tls::Required, Sasl::Optional, true};

std::string sm(const std::string& name, const std::string& attributes = "") {
  return "<" + name + " xmlns='urn:xmpp:sm:3'" + attributes + "/>";
}

/// Enabled, one message each way on streams of their own, each acknowledged; nothing bounces.
TranscriptBuilder acknowledged_both_ways() {
  TranscriptBuilder run;
  run.begin();
  run.add(EntryKind::LocalSend, kGateway, kOurMessage);
  outbound_starttls(run, 1);
  run.gateway(header_of_gateway());
  run.partner(header_of_partner() + features(kExternalFeature));
  run.gateway(kAuth);
  run.partner(kSuccess);
  run.gateway(header_of_gateway());
  run.partner(header_of_partner() + features(sm("sm")));
  run.gateway(sm("enable"));
  run.gateway(kOurMessage);
  run.partner(sm("enabled"));
  run.add(EntryKind::PartnerDeliver, kFake, kOurMessage);
  run.gateway(sm("r"));
  run.partner(sm("a", " h='1'"));
  run.gateway(sm("a", " h='0'") + kClosing);
  run.partner(kClosing);
  run.closed(1);
  run.end();
  return run;
}

TranscriptBuilder inbound() {
  auto run = inbound_by_tcp_dialback();
  run.use(1, false);
  auto& entries = run.transcript().entries;
  const auto before = static_cast<std::ptrdiff_t>(run.find(EntryKind::XmlSent, "<message"));
  const auto insert = [&](std::ptrdiff_t at, EntryKind kind, const std::string& text) {
    reports::Entry entry;
    entry.at_us = entries[static_cast<std::size_t>(at)].at_us;
    entry.kind = kind;
    entry.node = kFake;
    entry.connection = 1;
    entry.text = text;
    entries.insert(entries.begin() + at, entry);
  };
  insert(before, EntryKind::XmlReceived, sm("enabled"));
  insert(before, EntryKind::XmlSent, sm("enable"));
  auto after = static_cast<std::ptrdiff_t>(run.find(EntryKind::LocalDeliver, "<message"));
  insert(after, EntryKind::XmlSent, sm("r"));
  insert(after + 2, EntryKind::XmlReceived, sm("a", " h='1'"));
  return run;
}

Facts facts() {
  Facts made = outbound_facts(kTlsRequired);
  made.acknowledges = true;
  return made;
}

std::vector<std::string> broken(TranscriptBuilder& run, const Facts& facts) {
  std::vector<std::string> names;
  const Reading reading = read(run.transcript());
  for (const Violation& violation : check_invariants(rows().row(facts.row), facts, reading)) {
    names.push_back(violation.name);
  }
  return names;
}

Facts inbound_where_all_is_allowed() {
  return inbound_facts({Tls::Optional, Sasl::Optional, true});
}

TEST(Acknowledged, GoodDialoguesBreakNothing) {
  auto out = acknowledged_both_ways();
  EXPECT_THAT(broken(out, facts()), IsEmpty());
  auto in = inbound();
  EXPECT_THAT(broken(in, inbound_where_all_is_allowed()), IsEmpty());
}

TEST(Acknowledged, NoticesAMessageThatNobodyAcknowledgedAndNobodyBounced) {
  auto run = acknowledged_both_ways();
  run.erase(EntryKind::XmlSent, "h='1'");
  EXPECT_THAT(broken(run, facts()), ElementsAre("unacknowledged-forgotten"));
}

TEST(Acknowledged, LetsAMessageBounceThatArrivedUnacknowledged) {
  auto run = acknowledged_both_ways();
  run.erase(EntryKind::XmlSent, "h='1'");
  run.add(EntryKind::LocalDeliver, kGateway, kOurBounce);
  EXPECT_THAT(broken(run, facts()), IsEmpty());
}

TEST(Acknowledged, NoticesABounceOfWhatWasAcknowledgedLongAgo) {
  auto run = acknowledged_both_ways();
  run.add(EntryKind::LocalDeliver, kGateway, kOurBounce).at_us += 2'000'000;
  EXPECT_THAT(broken(run, facts()), ElementsAre("message-fate"));
}

TEST(Acknowledged, BelievesNoCountAboveWhatWasSent) {
  auto run = acknowledged_both_ways();
  run.at(EntryKind::XmlSent, "h='1'").text = sm("a", " h='2'");
  EXPECT_THAT(broken(run, facts()), ElementsAre("unacknowledged-forgotten"));
}

TEST(Acknowledged, ALossIsNoticedThoughTheConnectionBroke) {
  auto run = acknowledged_both_ways();
  for (const auto kind : {EntryKind::XmlReceived, EntryKind::PartnerDeliver}) {
    run.erase(kind, "<message");
  }
  Facts broke = facts();
  broke.may_lose_stanzas = true;
  EXPECT_THAT(broken(run, broke), Contains("message-fate"));
}

TEST(Acknowledged, NoticesStreamManagementBeforeAuthentication) {
  auto run = acknowledged_both_ways();
  run.at(EntryKind::XmlReceived, "<auth").text = sm("enable") + kAuth;
  EXPECT_THAT(broken(run, facts()), Contains("enabled-before-authentication"));
}

TEST(Acknowledged, NoticesACountAboveWhatThePartnerSent) {
  auto run = inbound();
  run.at(EntryKind::XmlReceived, "h='1'").text = sm("a", " h='2'");
  EXPECT_THAT(broken(run, inbound_where_all_is_allowed()), ElementsAre("acknowledged-wrongly"));
}

TEST(Acknowledged, NoticesACountThatLeavesOutWhatWasHandedOver) {
  auto run = inbound();
  run.at(EntryKind::XmlReceived, "h='1'").text = sm("a", " h='0'");
  EXPECT_THAT(broken(run, inbound_where_all_is_allowed()), ElementsAre("acknowledged-wrongly"));
}

TEST(Acknowledged, NoticesACountOfWhatWasHandedToNobody) {
  auto run = inbound();
  run.erase(EntryKind::LocalDeliver, "<message");
  EXPECT_THAT(broken(run, inbound_where_all_is_allowed()), ElementsAre("acknowledged-wrongly"));
}

TEST(Acknowledged, ARefusedEnableLeavesNothingToBounce) {
  auto run = acknowledged_both_ways();
  run.at(EntryKind::XmlSent, "<enabled").text = sm("failed");
  run.erase(EntryKind::XmlSent, "h='1'");
  Facts without = facts();
  without.acknowledges = false;
  EXPECT_THAT(broken(run, without), IsEmpty());
}

}  // namespace
}  // namespace harness::oracle
