// Bidirectional streams as the oracle judges them (XEP-0288): a good dialogue, and doctored ones.
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
const std::string kBidiFeature = "<bidi xmlns='urn:xmpp:features:bidi'/>";
const std::string kBidi = "<bidi xmlns='urn:xmpp:bidi'/>";
const std::string kAnswer =
    "<message id='m2' from='romeo@fed.example' to='alice@contoso.example'>"
    "<body>wherefore art thou</body></message>";

/// The gateway opens a stream and asks for both ways; a message goes each way.
TranscriptBuilder outbound() {
  TranscriptBuilder run;
  run.begin();
  run.add(EntryKind::LocalSend, kGateway, kOurMessage);
  outbound_starttls(run, 1);
  run.gateway(header_of_gateway());
  run.partner(header_of_partner() + features(kExternalFeature + kBidiFeature));
  run.gateway(kBidi + kAuth);
  run.partner(kSuccess);
  run.gateway(header_of_gateway());
  run.partner(header_of_partner() + features());
  run.gateway(kOurMessage);
  run.add(EntryKind::PartnerDeliver, kFake, kOurMessage);
  run.add(EntryKind::PartnerSend, kFake, kAnswer);
  run.partner(kAnswer);
  run.add(EntryKind::LocalDeliver, kGateway, kAnswer);
  run.gateway(kClosing);
  run.partner(kClosing);
  run.closed(1);
  run.end();
  return run;
}

Facts facts() {
  Facts made = outbound_facts(kTlsRequired);
  made.gateway_bidirectional = made.partner_bidirectional = true;
  made.bidirectional_is_foreseeable = true;
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

TEST(BothWays, AGoodDialogueBreaksNothing) {
  auto run = outbound();
  EXPECT_THAT(broken(run, facts()), IsEmpty());
}

TEST(BothWays, NoticesAStanzaTakenOnAStreamThatGoesOneWay) {
  auto run = outbound();
  run.at(EntryKind::XmlReceived, kBidi).text = kAuth;
  EXPECT_THAT(broken(run, facts()),
              ElementsAre("stanza-taken-before-authentication", "bidi-not-as-foreseen"));
}

TEST(BothWays, NoticesARequestNobodyOffered) {
  auto run = outbound();
  run.at(EntryKind::XmlSent, kBidiFeature).text = header_of_partner() + features(kExternalFeature);
  EXPECT_THAT(broken(run, facts()), Contains("bidi-asked-wrongly"));
}

TEST(BothWays, NoticesARequestInClear) {
  auto run = outbound();
  run.at(EntryKind::XmlSent, "<starttls").text =
      header_of_partner() + features(kStartTlsFeature + kBidiFeature);
  run.at(EntryKind::XmlReceived, "<starttls").text = kBidi + kStartTls;
  EXPECT_THAT(broken(run, facts()), Contains("bidi-asked-wrongly"));
}

TEST(BothWays, NoticesARequestAgainstTheSetting) {
  auto run = outbound();
  Facts off = facts();
  off.gateway_bidirectional = false;
  EXPECT_THAT(broken(run, off), Contains("bidi-asked-wrongly"));
}

TEST(BothWays, NoticesAnOfferInClear) {
  auto run = inbound_by_tcp_dialback();
  const std::string id = "id='" + kFirstId + "'";
  run.at(EntryKind::XmlReceived, id).text =
      header("contoso.example", "fed.example", id) + features(kDialbackFeature + kBidiFeature);
  Facts both = inbound_facts({Tls::Optional, Sasl::Optional, true});
  both.gateway_bidirectional = true;
  EXPECT_THAT(broken(run, both), ElementsAre("bidi-offered-wrongly"));
}

TEST(BothWays, NoticesAKeyShownToTheStreamItCameOn) {
  auto run = inbound_by_tcp_dialback();
  const auto question = run.find(EntryKind::XmlReceived, "<db:verify");
  run.transcript().entries[question].connection = 1;
  EXPECT_THAT(broken(run, inbound_facts({Tls::Optional, Sasl::Optional, true})),
              Contains("verified-on-same-connection"));
}

}  // namespace
}  // namespace harness::oracle
