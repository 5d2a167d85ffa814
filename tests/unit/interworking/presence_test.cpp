// RFC 6121 3 and 4, RFC 8048 5 to 7, RFC 6665, partner types: docs/interworking.md 2 to 4.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/interworking/joined.hpp"

namespace gateway {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kAlice = "alice@contoso.example";
constexpr const char* kRomeo = "romeo@fed.example";

/// Romeo has asked and been approved; alice has the endpoints given.
SentRequest watched(Joined& joined, std::initializer_list<const char*> endpoints) {
  joined.presence("subscribe", kRomeo, kAlice);
  const SentRequest subscribe = joined.requests("SUBSCRIBE").at(0);
  joined.accept(subscribe, "active;expires=3600", pidf(endpoints));
  joined.stanzas();
  return subscribe;
}

/// Alice watches romeo, who has approved.
sip::TransactionId watching(Joined& joined) {
  const sip::TransactionId dialog = joined.subscribe("alice", kRomeo);
  joined.respond(joined.requests("NOTIFY").at(0), 200);
  joined.presence("subscribed", kRomeo, kAlice);
  joined.stanzas();
  return dialog;
}

std::string state_of(const SentRequest& notify) {
  return *notify.message.header("Subscription-State");
}

// ---- a contact watches a local user
// ----------------------------------------------------------------

TEST(ContactWatches, RequestBecomesSubscribeInTheContactsName) {
  Joined joined;

  joined.presence("subscribe", kRomeo, kAlice);

  const auto requests = joined.requests();
  ASSERT_THAT(requests, SizeIs(1));
  const sip::Message& subscribe = requests[0].message;
  EXPECT_EQ(subscribe.method, "SUBSCRIBE");
  EXPECT_EQ(subscribe.request_uri, "sip:alice@contoso.example");
  EXPECT_EQ(subscribe.from.uri, "sip:romeo@fed.example");
  EXPECT_EQ(*subscribe.header("Event"), "presence");
  EXPECT_EQ(*subscribe.header("Accept"), "application/pidf+xml");
  EXPECT_NE(subscribe.header("Expires"), nullptr);
  EXPECT_THAT(joined.stanzas(), IsEmpty()) << "the pool has the last word";
}

TEST(ContactWatches, FirstActiveApprovesAndShowsEachEndpoint) {
  Joined joined;
  joined.presence("subscribe", kRomeo, kAlice);
  const SentRequest subscribe = joined.requests("SUBSCRIBE").at(0);

  joined.accept(subscribe, "pending;expires=3600", "");
  EXPECT_THAT(joined.stanzas(), IsEmpty());
  const auto notify = joined.notify(subscribe, "active;expires=3600",
                                    pidf({"desk open", "phone open away | at lunch"}));

  EXPECT_EQ(joined.status_of(notify), 200);
  EXPECT_THAT(
      joined.stanzas(),
      ElementsAre("subscribed alice@contoso.example > romeo@fed.example",
                  "available alice@contoso.example/desk > romeo@fed.example",
                  "available alice@contoso.example/phone > romeo@fed.example [away] [at lunch]"));
}

TEST(ContactWatches, LaterDocumentsShowWhatChangedOnly) {
  Joined joined;
  const SentRequest dialog = watched(joined, {"desk open", "phone open away"});

  joined.notify(dialog, "active", pidf({"desk open dnd", "phone open away"}));
  EXPECT_THAT(joined.stanzas(),
              ElementsAre("available alice@contoso.example/desk > romeo@fed.example [dnd]"));
  joined.notify(dialog, "active", pidf({"desk open dnd"}));
  EXPECT_THAT(joined.stanzas(),
              ElementsAre("unavailable alice@contoso.example/phone > romeo@fed.example"));
  joined.notify(dialog, "active", pidf({"desk closed"}));
  EXPECT_THAT(joined.stanzas(),
              ElementsAre("unavailable alice@contoso.example/desk > romeo@fed.example"));
}

TEST(ContactWatches, ActiveWithoutBodyShowsNothing) {
  Joined joined;
  joined.presence("subscribe", kRomeo, kAlice);

  joined.accept(joined.requests("SUBSCRIBE").at(0), "active", "");

  EXPECT_THAT(joined.stanzas(),
              ElementsAre("subscribed alice@contoso.example > romeo@fed.example"));
}

TEST(ContactWatches, RequestToAFullJidIsOneToTheBareJid) {
  Joined joined;
  joined.presence("subscribe", kRomeo, "alice@contoso.example/nosuchresource");

  joined.accept(joined.requests("SUBSCRIBE").at(0), "active", "");

  EXPECT_THAT(joined.stanzas(),
              ElementsAre("subscribed alice@contoso.example > romeo@fed.example"));
}

TEST(ContactWatches, RepeatedRequestIsAnsweredWithoutANewDialog) {
  Joined joined;
  watched(joined, {"desk open"});
  joined.requests();

  joined.presence("subscribe", kRomeo, kAlice);

  EXPECT_THAT(joined.stanzas(),
              ElementsAre("subscribed alice@contoso.example > romeo@fed.example",
                          "available alice@contoso.example/desk > romeo@fed.example"));
  EXPECT_THAT(joined.requests(), IsEmpty());
}

TEST(ContactWatches, BrokenDocumentsChangeNothing) {
  Joined joined;
  const SentRequest dialog = watched(joined, {"desk open"});

  const auto notify = joined.notify(dialog, "active", "<presence");
  joined.notify(dialog, "active", pidf({"desk OPEN"}));

  EXPECT_EQ(joined.status_of(notify), 200);
  EXPECT_THAT(joined.stanzas(), IsEmpty());
  EXPECT_TRUE(joined.logged("presence-document-refused"));
}

TEST(ContactWatches, UnsubscribeHidesEndsTheDialogAndIsConfirmed) {
  Joined joined;
  const SentRequest dialog = watched(joined, {"desk open", "phone open"});
  joined.requests();

  joined.presence("unsubscribe", kRomeo, kAlice);

  EXPECT_THAT(joined.stanzas(),
              ElementsAre("unavailable alice@contoso.example/desk > romeo@fed.example",
                          "unavailable alice@contoso.example/phone > romeo@fed.example",
                          "unsubscribed alice@contoso.example > romeo@fed.example"));
  const auto requests = joined.requests("SUBSCRIBE");
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(*requests[0].message.header("Expires"), "0");
  EXPECT_EQ(requests[0].message.call_id, dialog.message.call_id);
  joined.respond(requests[0], 200);
  const auto last = joined.notify(dialog, "terminated;reason=timeout", pidf({"desk open"}));
  EXPECT_EQ(joined.status_of(last), 200);
  EXPECT_THAT(joined.stanzas(), IsEmpty());
}

TEST(ContactWatches, UnsubscribeOfAStrangerChangesNothing) {
  Joined joined;
  joined.presence("unsubscribe", kRomeo, kAlice);
  EXPECT_THAT(joined.stanzas(), IsEmpty());
  EXPECT_THAT(joined.requests(), IsEmpty());
}

class Rejected : public testing::TestWithParam<int> {};
TEST_P(Rejected, ResponseEndsTheAuthorization) {
  Joined joined;
  joined.presence("subscribe", kRomeo, kAlice);
  joined.respond(joined.requests("SUBSCRIBE").at(0), GetParam());
  EXPECT_THAT(joined.stanzas(),
              ElementsAre("unsubscribed alice@contoso.example > romeo@fed.example"));
  joined.pass(hours(9));
  EXPECT_THAT(joined.requests(), IsEmpty());
}
INSTANTIATE_TEST_SUITE_P(Rfc8048Section522, Rejected, testing::Values(403, 489, 603));

TEST(ContactWatches, TerminatedNoresourceWithdraws) {
  Joined joined;
  const SentRequest dialog = watched(joined, {"desk open"});

  joined.notify(dialog, "terminated;reason=noresource", "");

  EXPECT_THAT(joined.stanzas(),
              ElementsAre("unavailable alice@contoso.example/desk > romeo@fed.example",
                          "unsubscribed alice@contoso.example > romeo@fed.example"));
}

TEST(ContactWatches, TerminatedDeactivatedBeginsAnewAtOnceAndTellsNobody) {
  Joined joined;
  const SentRequest dialog = watched(joined, {"desk open"});
  joined.requests();

  joined.notify(dialog, "terminated;reason=deactivated", "");
  joined.pass(seconds(0));

  EXPECT_THAT(joined.stanzas(), IsEmpty());
  const auto requests = joined.requests("SUBSCRIBE");
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_NE(requests[0].message.call_id, dialog.message.call_id);
}

TEST(ContactWatches, TerminatedGiveupWaitsAsLongAsItIsTold) {
  Joined joined;
  const SentRequest dialog = watched(joined, {"desk open"});
  joined.requests();
  joined.notify(dialog, "terminated;reason=giveup;retry-after=300", "");

  joined.pass(seconds(299));
  EXPECT_THAT(joined.requests("SUBSCRIBE"), IsEmpty());
  joined.pass(seconds(1));
  EXPECT_THAT(joined.requests("SUBSCRIBE"), SizeIs(1));
}

TEST(ContactWatches, NotifyOfNoSubscriptionIs481) {
  Joined joined;
  SentRequest dialog = watched(joined, {"desk open"});
  dialog.message.call_id = "another";
  EXPECT_EQ(joined.status_of(joined.notify(dialog, "active", pidf({"desk closed"}))), 481);
  EXPECT_THAT(joined.stanzas(), IsEmpty());
}

// ---- probes

TEST(Probe, IsAnsweredFromWhatIsKnown) {
  Joined joined;
  watched(joined, {"desk open", "phone open away"});

  joined.presence("probe", kRomeo, kAlice);

  EXPECT_THAT(joined.stanzas(),
              ElementsAre("available alice@contoso.example/desk > romeo@fed.example",
                          "available alice@contoso.example/phone > romeo@fed.example [away]"));
}

TEST(Probe, OfOneEndpointTellsNothingOfAnother) {
  Joined joined;
  watched(joined, {"phone open"});

  joined.presence("probe", kRomeo, "alice@contoso.example/desk");

  EXPECT_THAT(joined.stanzas(),
              ElementsAre("unavailable alice@contoso.example/desk > romeo@fed.example"));
}

TEST(Probe, OfStrangersAndForNobodyIsAnsweredAlike) {
  Joined joined;
  joined.presence("probe", "tybalt@fed.example", kAlice);
  joined.presence("probe", "tybalt@fed.example", "nobody@contoso.example");
  EXPECT_THAT(joined.stanzas(),
              ElementsAre("unsubscribed alice@contoso.example > tybalt@fed.example",
                          "unsubscribed nobody@contoso.example > tybalt@fed.example"));
  EXPECT_THAT(joined.requests(), IsEmpty());
}

TEST(Probe, OfAContactWhoseRequestIsKeptDeniesIt) {
  Joined joined(PartnerType::PublicUnverified);
  joined.presence("subscribe", kRomeo, kAlice);
  joined.presence("probe", kRomeo, kAlice);
  EXPECT_THAT(joined.stanzas(),
              ElementsAre("unsubscribed alice@contoso.example > romeo@fed.example"));

  joined.contact("alice", kRomeo, {.added = true});

  EXPECT_THAT(joined.requests(), IsEmpty()) << "for the contact's server the request is over";
}

TEST(Probe, BeforeThePoolHasAnsweredWaitsForTheApproval) {
  Joined joined;
  joined.presence("subscribe", kRomeo, kAlice);
  joined.presence("probe", kRomeo, kAlice);
  EXPECT_THAT(joined.stanzas(), IsEmpty());
}

TEST(Probe, WithoutDialogBecomesAFetchWhoseNotifyIsTheAnswer) {
  Joined joined;
  const SentRequest dialog = watched(joined, {"desk open"});
  joined.requests();
  joined.notify(dialog, "active", "");
  joined.respond(dialog, 404);  // late and unknown: no matter
  joined.restart();
  const SentRequest again = joined.requests("SUBSCRIBE").at(0);
  joined.respond(again, 404);
  joined.stanzas();

  joined.presence("probe", kRomeo, kAlice);
  const auto fetch = joined.requests("SUBSCRIBE");
  ASSERT_THAT(fetch, SizeIs(1));
  EXPECT_EQ(*fetch[0].message.header("Expires"), "0");
  joined.accept(fetch[0], "terminated;reason=timeout", pidf({"desk open dnd"}));

  const auto stanzas = joined.stanzas();
  ASSERT_FALSE(stanzas.empty());
  EXPECT_EQ(stanzas.back(), "available alice@contoso.example/desk > romeo@fed.example [dnd]");
  EXPECT_THAT(joined.requests("SUBSCRIBE"), SizeIs(1)) << "the contact is there again: watch on";
}

// ---- a local user watches a contact
// ----------------------------------------------------------------

TEST(UserWatches, SubscribeIsAnsweredAtOnceAndBecomesARequest) {
  Joined joined;

  const auto transaction = joined.subscribe("alice", "romeo@fed.example;gr=orchard");

  EXPECT_EQ(joined.status_of(transaction), 200);
  EXPECT_EQ(*joined.response_of(transaction)->header("Expires"), "3600");
  const auto notifies = joined.requests("NOTIFY");
  ASSERT_THAT(notifies, SizeIs(1));
  EXPECT_TRUE(state_of(notifies[0]).starts_with("pending"));
  EXPECT_TRUE(notifies[0].message.body.empty());
  EXPECT_THAT(joined.stanzas(), ElementsAre("subscribe alice@contoso.example > romeo@fed.example"));
}

TEST(UserWatches, ApprovalAndPresenceReachTheDialog) {
  Joined joined;
  joined.subscribe("alice", kRomeo);
  joined.respond(joined.requests("NOTIFY").at(0), 200);

  joined.presence("subscribed", kRomeo, kAlice);
  joined.pass(seconds(5));
  auto notifies = joined.requests("NOTIFY");
  ASSERT_THAT(notifies, SizeIs(1));
  EXPECT_TRUE(state_of(notifies[0]).starts_with("active"));
  EXPECT_TRUE(notifies[0].message.body.empty()) << "nothing is known yet";
  joined.respond(notifies[0], 200);

  joined.presence("", "romeo@fed.example/orchard", kAlice, "<show>away</show>");
  joined.pass(seconds(5));
  notifies = joined.requests("NOTIFY");
  ASSERT_THAT(notifies, SizeIs(1));
  EXPECT_EQ(notifies[0].message.content_type, "application/pidf+xml");
  EXPECT_NE(notifies[0].message.body.find("rorchard"), std::string::npos);
  EXPECT_NE(notifies[0].message.body.find("open"), std::string::npos);
  EXPECT_NE(notifies[0].message.body.find("away"), std::string::npos);
}

TEST(UserWatches, AcknowledgementIsNotPresence) {
  Joined joined;
  joined.subscribe("alice", kRomeo);
  joined.respond(joined.requests("NOTIFY").at(0), 200);

  joined.presence("unavailable", kRomeo, kAlice);
  joined.pass(seconds(10));

  EXPECT_THAT(joined.requests("NOTIFY"), IsEmpty());
}

TEST(UserWatches, DenialEndsTheDialogAndIsNotAskedAgain) {
  Joined joined;
  joined.subscribe("alice", kRomeo);
  joined.respond(joined.requests("NOTIFY").at(0), 200);
  joined.stanzas();

  joined.presence("unsubscribed", kRomeo, kAlice);

  const auto notifies = joined.requests("NOTIFY");
  ASSERT_THAT(notifies, SizeIs(1));
  EXPECT_EQ(state_of(notifies[0]), "terminated;reason=rejected");
  EXPECT_TRUE(notifies[0].message.body.empty());
  joined.pass(hours(24));
  EXPECT_THAT(joined.stanzas(), IsEmpty());
}

TEST(UserWatches, UnansweredRequestIsSentAgainAfterTheInterval) {
  Joined joined;
  const auto dialog = joined.subscribe("alice", kRomeo, 28800);
  joined.respond(joined.requests("NOTIFY").at(0), 200);
  joined.stanzas();

  joined.pass(seconds(10000));
  joined.refresh(dialog, 28800);
  joined.pass(seconds(18799));
  EXPECT_THAT(joined.stanzas(), IsEmpty());
  joined.pass(seconds(1));
  EXPECT_THAT(joined.stanzas(), ElementsAre("subscribe alice@contoso.example > romeo@fed.example"));
}

struct BounceCase {
  const char* condition;
  const char* type;
  const char* reason;
};
class Bounced : public testing::TestWithParam<BounceCase> {};
TEST_P(Bounced, RequestEndsTheDialog) {
  Joined joined;
  joined.subscribe("alice", kRomeo);
  joined.respond(joined.requests("NOTIFY").at(0), 200);

  joined.stanza("<presence xmlns='jabber:server' type='error' id='" + joined.last_id() +
                "' from='romeo@fed.example' to='alice@contoso.example'><error type='" +
                GetParam().type + "'><" + GetParam().condition +
                " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>");

  const auto notifies = joined.requests("NOTIFY");
  ASSERT_THAT(notifies, SizeIs(1));
  EXPECT_EQ(state_of(notifies[0]), std::string("terminated;reason=") + GetParam().reason);
}
INSTANTIATE_TEST_SUITE_P(Conditions, Bounced,
                         testing::Values(BounceCase{"remote-server-not-found", "cancel",
                                                    "noresource"},
                                         BounceCase{"remote-server-timeout", "wait", "giveup"},
                                         BounceCase{"item-not-found", "cancel", "noresource"}));

TEST(UserWatches, ErrorThatAnswersNoRequestEndsNothing) {
  Joined joined;
  joined.subscribe("alice", kRomeo);
  joined.respond(joined.requests("NOTIFY").at(0), 200);

  joined.presence("error", kRomeo, kAlice);

  EXPECT_THAT(joined.requests("NOTIFY"), IsEmpty());
}

TEST(UserWatches, UnsolicitedApprovalIsDropped) {
  Joined joined;
  joined.presence("subscribed", "mercutio@fed.example", kAlice);
  EXPECT_THAT(joined.stanzas(), IsEmpty());
  EXPECT_THAT(joined.requests(), IsEmpty());
}

TEST(UserWatches, UnavailableOfTheBareJidClosesEveryResource) {
  Joined joined;
  watching(joined);
  joined.presence("", "romeo@fed.example/orchard", kAlice);
  joined.presence("", "romeo@fed.example/balcony", kAlice);
  joined.pass(seconds(20));
  joined.requests();

  joined.presence("unavailable", kRomeo, kAlice);
  joined.pass(seconds(20));

  for (const SentRequest& notify : joined.requests("NOTIFY")) {
    EXPECT_EQ(notify.message.body.find("open"), std::string::npos) << notify.message.body;
  }
}

TEST(UserWatches, EndOfTheLastDialogShowsTheUserUnavailable) {
  Joined joined;
  const auto dialog = watching(joined);

  joined.refresh(dialog, 0);

  EXPECT_THAT(joined.stanzas(),
              ElementsAre("unavailable alice@contoso.example > romeo@fed.example"));
}

TEST(UserWatches, EndOfTheLastDialogIsNotShownToAContactWhoSeesTheUser) {
  Joined joined;
  watched(joined, {"desk open"});
  joined.requests();
  const auto dialog = watching(joined);

  joined.refresh(dialog, 0);

  EXPECT_THAT(joined.stanzas(), IsEmpty());
}

TEST(UserWatches, SilentContactIsProbedBeforeTheIntervalEndsAndClosedWithoutAnswer) {
  Joined joined;
  joined.subscribe("alice", kRomeo, 28800);
  joined.respond(joined.requests("NOTIFY").at(0), 200);
  joined.presence("subscribed", kRomeo, kAlice);
  joined.presence("", "romeo@fed.example/orchard", kAlice);
  joined.stanzas();

  joined.pass(seconds(28740));
  EXPECT_THAT(joined.stanzas(), ElementsAre("probe alice@contoso.example > romeo@fed.example"));
}

TEST(UserWatches, AnotherUsersPresenceIsNotShown) {
  Joined joined;
  watching(joined);
  joined.subscribe("bob", kRomeo);
  for (const SentRequest& notify : joined.requests("NOTIFY")) joined.respond(notify, 200);
  joined.pass(seconds(10));
  joined.requests();

  joined.presence("", "romeo@fed.example/orchard", kAlice);
  joined.pass(seconds(10));

  for (const SentRequest& notify : joined.requests("NOTIFY")) {
    EXPECT_EQ(notify.message.to.uri, "sip:alice@contoso.example");
  }
}

// ---- partner types
// ---------------------------------------------------------------------------------

TEST(PartnerTypes, PublicVerifiedNeverSeesANote) {
  Joined joined(PartnerType::PublicVerified);
  joined.presence("subscribe", kRomeo, kAlice);
  const SentRequest dialog = joined.requests("SUBSCRIBE").at(0);
  joined.accept(dialog, "active", pidf({"desk open away | in a meeting"}));
  EXPECT_THAT(joined.stanzas(),
              ElementsAre("subscribed alice@contoso.example > romeo@fed.example",
                          "available alice@contoso.example/desk > romeo@fed.example [away]"));

  joined.notify(dialog, "active", pidf({"desk open away | another note"}));
  EXPECT_THAT(joined.stanzas(), IsEmpty()) << "a note alone is no change";
}

TEST(PartnerTypes, PublicUnverifiedIsKeptWaitingUntilTheUserAddsTheContact) {
  Joined joined(PartnerType::PublicUnverified);
  joined.presence("subscribe", kRomeo, kAlice);
  EXPECT_THAT(joined.stanzas(), IsEmpty());
  EXPECT_THAT(joined.requests(), IsEmpty());

  joined.subscribe("alice", kRomeo);

  EXPECT_THAT(joined.requests("SUBSCRIBE"), SizeIs(1));
}

TEST(PartnerTypes, OneUsersListOpensNothingForAnother) {
  Joined joined(PartnerType::PublicUnverified);
  joined.contact("bob", kRomeo, {.added = true});
  joined.presence("subscribe", kRomeo, kAlice);
  EXPECT_THAT(joined.requests(), IsEmpty());
}

TEST(PartnerTypes, RemovalWithdrawsWhatPublicUnverifiedSaw) {
  Joined joined(PartnerType::PublicUnverified);
  joined.contact("alice", kRomeo, {.added = true});
  watched(joined, {"desk open"});

  joined.contact("alice", kRomeo, {});

  EXPECT_THAT(joined.stanzas(),
              ElementsAre("unavailable alice@contoso.example/desk > romeo@fed.example",
                          "unsubscribed alice@contoso.example > romeo@fed.example"));
}

TEST(PartnerTypes, BlockingBeatsTheType) {
  Joined joined;
  watched(joined, {"desk open"});

  joined.contact("alice", kRomeo, {.added = true, .blocked = true});
  EXPECT_THAT(joined.stanzas(),
              ElementsAre("unavailable alice@contoso.example/desk > romeo@fed.example",
                          "unsubscribed alice@contoso.example > romeo@fed.example"));
  joined.requests();
  joined.presence("subscribe", kRomeo, kAlice);
  EXPECT_THAT(joined.stanzas(), IsEmpty());
  EXPECT_THAT(joined.requests(), IsEmpty());
}

TEST(PartnerTypes, ChangeOfTypeWithdrawsTheNoteAtOnce) {
  Joined joined;
  watched(joined, {"desk open | at home"});
  joined.partner_type(PartnerType::PublicVerified);
  EXPECT_THAT(joined.stanzas(),
              ElementsAre("available alice@contoso.example/desk > romeo@fed.example"));
}

TEST(PartnerTypes, RemovalEndsTheUsersOwnSubscription) {
  Joined joined;
  watching(joined);
  joined.contact("alice", kRomeo, {});
  EXPECT_THAT(joined.stanzas(),
              ElementsAre("unsubscribe alice@contoso.example > romeo@fed.example"));
}

class Excluded : public testing::TestWithParam<UserStanding> {};
TEST_P(Excluded, UserExchangesNoPresence) {
  Joined joined;
  joined.user("alice", GetParam());
  joined.presence("subscribe", kRomeo, kAlice);
  EXPECT_THAT(joined.stanzas(), IsEmpty());
  EXPECT_THAT(joined.requests(), IsEmpty());
  EXPECT_EQ(joined.status_of(joined.subscribe("alice", kRomeo)), 403);
  EXPECT_THAT(joined.stanzas(), IsEmpty());
  EXPECT_TRUE(joined.logged("presence-refused"));
}
TEST_P(Excluded, ChangeWithdrawsWhatWasSeen) {
  Joined joined;
  watched(joined, {"desk open"});
  joined.user("alice", GetParam());
  EXPECT_THAT(joined.stanzas(),
              ElementsAre("unavailable alice@contoso.example/desk > romeo@fed.example",
                          "unsubscribed alice@contoso.example > romeo@fed.example"));
}
INSTANTIATE_TEST_SUITE_P(Standings, Excluded,
                         testing::Values(UserStanding{Home::BranchAppliance, {true, true}},
                                         UserStanding{Home::LegacyDeployment, {true, true}},
                                         UserStanding{Home::Pool, {false, true}},
                                         UserStanding{Home::Pool, {true, false}}));

// ---- restarts and odd stanzas
// ----------------------------------------------------------------------

TEST(Restart, GoesOnShowingWhoMaySee) {
  Joined joined;
  watched(joined, {"desk open"});
  joined.stanzas();

  joined.restart();

  const auto requests = joined.requests("SUBSCRIBE");
  ASSERT_THAT(requests, SizeIs(1));
  joined.accept(requests[0], "active", pidf({"desk open"}));
  EXPECT_THAT(joined.stanzas(),
              ElementsAre("unavailable alice@contoso.example > romeo@fed.example",
                          "available alice@contoso.example/desk > romeo@fed.example"))
      << "what was seen before is not known; no second subscribed";
}

TEST(Restart, RemembersWhenTheUserLeft) {
  Joined joined;
  const SentRequest dialog = watched(joined, {"desk open"});
  joined.notify(dialog, "active", pidf({"desk closed"}));
  EXPECT_THAT(joined.store.state.presences, SizeIs(1));
}

TEST(Presence, OfAnUndefinedTypeIsABadRequest) {
  Joined joined;
  joined.presence("busy", kRomeo, kAlice);
  EXPECT_THAT(joined.stanzas(), ElementsAre("error alice@contoso.example > romeo@fed.example"));
}

TEST(Presence, ForNobodyIsIgnored) {
  Joined joined;
  for (const char* type :
       {"subscribe", "subscribed", "unsubscribe", "unsubscribed", "", "unavailable"}) {
    joined.presence(type, kRomeo, "nobody@contoso.example");
  }
  EXPECT_THAT(joined.stanzas(), IsEmpty());
  EXPECT_THAT(joined.requests(), IsEmpty());
}

TEST(Presence, SipsIsRefused) {
  Joined joined;
  EXPECT_EQ(joined.status_of(joined.subscribe("alice", kRomeo, 3600, "sips")), 416);
  EXPECT_THAT(joined.stanzas(), IsEmpty());
}

}  // namespace
}  // namespace gateway
