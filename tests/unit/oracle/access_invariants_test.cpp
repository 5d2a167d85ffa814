// What passes under one standing and not under another, in whatever way it shows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/oracle/invariants.hpp"
#include "harness/oracle/standing.hpp"
#include "tests/unit/oracle/transcript_builder.hpp"

namespace harness::oracle {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kAlice =
    "<user address='alice@contoso.example' home='pool' federation='yes' xmpp='yes'/>";
constexpr const char* kAdded =
    "<contact user='alice@contoso.example' address='romeo@fed.example' added='yes' blocked='no'/>";
constexpr const char* kBlocked =
    "<contact user='alice@contoso.example' address='romeo@fed.example' added='no' blocked='yes'/>";

std::string partner_of(const std::string& type) {
  return "<partner domain='fed.example' type='" + type + "' additional='corp.fed.example '/>";
}

struct Dialogue {
  explicit Dialogue(const std::string& type) { facts.directory = {kAlice, partner_of(type)}; }

  /// A second passes, then this is written.
  void add(EntryKind kind, const std::string& text) {
    reports::Entry& entry = transcript.entries.emplace_back();
    entry.at_us = at_us += 1'000'000;
    entry.kind = kind;
    entry.text = text;
    if (kind != EntryKind::XmlReceived) return;
    entry.connection = 1;
    entry.node = kFake;
  }
  /// The gateway sends this to fed.example.
  void sends(const std::string& stanza) { add(EntryKind::XmlReceived, stanza); }
  void begin() {
    reports::Entry& opened = transcript.entries.emplace_back();
    opened.kind = EntryKind::ConnectAttempt;
    opened.node = kGateway;
    opened.connection = 1;
    add(EntryKind::XmlReceived, header_of_gateway());
  }
  std::vector<std::string> forbidden() const {
    Violations found;
    check_access(facts, read(transcript), found);
    std::vector<std::string> sentences;
    for (const Violation& violation : found) {
      EXPECT_EQ(violation.name, "access-forbidden");
      sentences.push_back(violation.sentence.substr(0, violation.sentence.find(' ')));
    }
    return sentences;
  }

  Facts facts;
  reports::Transcript transcript;
  std::int64_t at_us = 0;
};

std::string presence(const std::string& type, const std::string& inside = "",
                     const std::string& from = "alice@contoso.example/desk") {
  return "<presence from='" + from + "' to='romeo@fed.example'" +
         (type.empty() ? "" : " type='" + type + "'") + ">" + inside + "</presence>";
}
const std::string kNote = "<status>lunch</status>";

std::vector<std::string> forbidden_to_send(const std::string& type, const std::string& stanza) {
  Dialogue run(type);
  run.begin();
  run.sends(stanza);
  return run.forbidden();
}

TEST(AccessInvariants, NotesGoToFederatedPartnersOnly) {
  EXPECT_THAT(forbidden_to_send("federated", presence("", kNote)), IsEmpty());
  EXPECT_THAT(forbidden_to_send("public-verified", presence("")), IsEmpty());
  EXPECT_THAT(forbidden_to_send("public-verified", presence("", kNote)), ElementsAre("note"));
  EXPECT_THAT(forbidden_to_send("public-unverified", presence("", kNote)),
              ElementsAre("presence", "note"));
}

TEST(AccessInvariants, APublicUnverifiedContactIsShownNothingUntilItIsAdded) {
  EXPECT_THAT(forbidden_to_send("public-unverified", presence("subscribed")),
              ElementsAre("subscribe"));
  EXPECT_THAT(forbidden_to_send("public-unverified", presence("unavailable")),
              ElementsAre("presence"));
  EXPECT_THAT(forbidden_to_send("public-unverified", presence("unsubscribed")), IsEmpty());
  EXPECT_THAT(forbidden_to_send("public-unverified", presence("subscribe")), IsEmpty());
  EXPECT_THAT(forbidden_to_send("public-unverified",
                                "<message from='alice@contoso.example' to='romeo@fed.example'>"
                                "<received xmlns='urn:xmpp:receipts' id='m1'/></message>"),
              ElementsAre("receipt"));

  Dialogue run("public-unverified");
  run.facts.directory.push_back(kAdded);
  run.begin();
  run.sends(presence("subscribed", "", "alice@contoso.example"));
  run.sends(presence(""));
  EXPECT_THAT(run.forbidden(), IsEmpty());
}

TEST(AccessInvariants, WhatIsForbiddenByNowMayOnlyBeWithdrawn) {
  Dialogue run("federated");
  run.begin();
  run.sends(presence(""));
  run.add(EntryKind::DirectoryChanged, kBlocked);
  run.sends(presence("unavailable"));
  EXPECT_THAT(run.forbidden(), IsEmpty());

  run.sends(presence("", "<show>away</show>"));
  EXPECT_THAT(run.forbidden(), ElementsAre("presence"));
}

TEST(AccessInvariants, WhatLeftJustBeforeAChangeMayStillArrive) {
  Dialogue run("federated");
  run.begin();
  run.add(EntryKind::DirectoryChanged, kBlocked);
  run.sends(presence(""));
  run.transcript.entries.back().at_us -= 950'000;
  EXPECT_THAT(run.forbidden(), IsEmpty());
}

TEST(AccessInvariants, LocalUsersAreLookedUpToo) {
  const std::string message =
      "<message from='romeo@fed.example/orchard' to='alice@contoso.example'>";
  Dialogue run("public-unverified");
  run.add(EntryKind::UserReceives, message + "<body>hello</body></message>");
  run.add(EntryKind::UserReceives,
          message + "<isComposing><state>active</state></isComposing></message>");
  run.add(EntryKind::UserReceives, message + "<imdn/></message>");
  run.add(EntryKind::UserSees,
          "<presence from='romeo@fed.example/orchard' to='alice@contoso.example'/>");
  run.add(EntryKind::UserSees,
          "<presence from='romeo@fed.example/orchard' "
          "to='alice@contoso.example' type='unavailable'/>");
  EXPECT_THAT(run.forbidden(), ElementsAre("message", "typing", "receipt", "presence"));

  run.facts.directory.push_back(kAdded);
  EXPECT_THAT(run.forbidden(), IsEmpty());
}

TEST(AccessInvariants, AUserWhoWatchesAContactHasAddedIt) {
  Dialogue run("public-unverified");
  run.add(EntryKind::UserSees,
          "<subscription from='romeo@fed.example' "
          "to='alice@contoso.example' state='pending'/>");
  run.add(EntryKind::UserSees,
          "<presence from='romeo@fed.example/orchard' to='alice@contoso.example'/>");
  EXPECT_THAT(run.forbidden(), IsEmpty());

  run.facts.directory.push_back(kBlocked);
  EXPECT_THAT(run.forbidden(), ElementsAre("presence"));
}

TEST(AccessInvariants, NothingIsJudgedWithoutAPool) {
  Dialogue run("public-unverified");
  run.facts.directory.clear();
  run.begin();
  run.sends(presence("", kNote));
  EXPECT_THAT(run.forbidden(), IsEmpty());
}

TEST(Standing, KnowsDomainsByTheEntryThatNamesThem) {
  Standing standing;
  standing.apply(kAlice);
  standing.apply(partner_of("federated"));
  const auto access = [&standing](const std::string& contact) {
    return standing.access_of("alice@contoso.example/desk", contact, AccessPath::Message,
                              Direction::Inbound);
  };
  EXPECT_EQ(access("romeo@fed.example/orchard"), Access::Passes);
  EXPECT_EQ(access("romeo@corp.fed.example"), Access::Passes);
  EXPECT_EQ(access("romeo@lab.fed.example"), Access::Refused);
  EXPECT_EQ(access("romeo@unlisted.example"), Access::Refused);
}

TEST(Standing, FollowsUsersAndLists) {
  Standing standing;
  standing.apply(partner_of("public-unverified"));
  const auto access = [&standing] {
    return standing.access_of("alice@contoso.example", "romeo@fed.example", AccessPath::Subscribe,
                              Direction::Inbound);
  };
  EXPECT_EQ(access(), Access::Refused);
  standing.apply(kAlice);
  EXPECT_EQ(access(), Access::Kept);
  standing.apply(kAdded);
  EXPECT_EQ(access(), Access::Passes);
  standing.apply(
      "<user address='alice@contoso.example' home='branch-appliance' "
      "federation='yes' xmpp='yes'/>");
  EXPECT_EQ(access(), Access::Refused);
  standing.apply(kAlice);
  standing.apply("<user address='alice@contoso.example' gone='yes'/>");
  EXPECT_EQ(access(), Access::Refused);
}

}  // namespace
}  // namespace harness::oracle
