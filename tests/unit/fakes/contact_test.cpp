// Accounts at a fake partner: subscriptions, presence and messages by RFC 6121, and each way of
// being wrong. The other side, contoso.example, says only what a test lets it say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/fakes/two_partners.hpp"

namespace fakes::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kRomeo = "romeo@fed.example";
const std::string kAlice = "alice@contoso.example";

struct Account {
  explicit Account(ContactSettings romeo = {.jid = kRomeo, .resources = {"balcony", "orchard"}}) {
    two.fed.contacts = {std::move(romeo)};
  }

  /// Alice's server says this; time passes until nothing moves.
  void alice(const std::string& type, const std::string& to = kRomeo,
             const std::string& inside = "", const std::string& from = kAlice) {
    if (!two.fed_actor) two.start();
    std::string xml = "<presence from='" + from + "' to='" + to + "' id='a1'";
    if (!type.empty()) xml += " type='" + type + "'";
    two.world.order(kContoso,
                    SendStanza{xml + (inside.empty() ? "/>" : ">" + inside + "</presence>")});
    two.world.run(std::chrono::seconds(5));
  }
  void romeo(const ContactOrder& order) {
    if (!two.fed_actor) two.start();
    two.world.order(kFed, order);
    two.world.run(std::chrono::seconds(5));
  }
  /// What came for Alice since the last time, in short: "subscribed", "orchard: away", ...
  std::vector<std::string> came() {
    std::vector<std::string> all = two.world.texts(kContoso, Observation::StanzaDelivered);
    std::vector<std::string> fresh(all.begin() + static_cast<std::ptrdiff_t>(read_), all.end());
    read_ = all.size();
    return fresh;
  }
  std::vector<std::string> seen() const { return two.world.texts(kFed, Observation::ContactSees); }

  TwoPartners two;

 private:
  std::size_t read_ = 0;
};

TEST(Contact, ApprovesAndShowsEachResource) {
  Account account;

  account.alice("subscribe");

  EXPECT_THAT(
      account.came(),
      ElementsAre("<presence from='romeo@fed.example' to='alice@contoso.example' id='romeo-1' "
                  "type='subscribed'/>",
                  "<presence from='romeo@fed.example/balcony' to='alice@contoso.example' "
                  "id='romeo-2'/>",
                  "<presence from='romeo@fed.example/orchard' to='alice@contoso.example' "
                  "id='romeo-3'/>"));
  EXPECT_THAT(account.seen(),
              ElementsAre("<subscription from='romeo@fed.example' to='alice@contoso.example' "
                          "state='active'/>"));
}

TEST(Contact, AnswersARepeatedRequestWithoutANewState) {
  Account account;
  account.alice("subscribe");
  account.came();

  account.alice("subscribe", kRomeo + "/orchard");

  EXPECT_THAT(account.came().front(), HasSubstr("from='romeo@fed.example' "));
  EXPECT_EQ(account.seen().size(), 1U);
}

TEST(Contact, DeniesWhenItIsToldTo) {
  Account account({.jid = kRomeo, .resources = {"orchard"}, .answer = RequestAnswer::Deny});

  account.alice("subscribe");

  EXPECT_THAT(account.came(), ElementsAre(HasSubstr("type='unsubscribed'")));
  EXPECT_THAT(account.seen(), IsEmpty());
}

TEST(Contact, KeepsARequestUntilItIsAnswered) {
  Account account({.jid = kRomeo, .resources = {"orchard"}, .answer = RequestAnswer::Ignore});
  account.alice("subscribe");
  EXPECT_THAT(account.came(), IsEmpty());

  account.romeo(ContactApproves{kRomeo, kAlice});

  EXPECT_THAT(account.came(), ElementsAre(HasSubstr("type='subscribed'"), HasSubstr("/orchard'")));
  EXPECT_THAT(account.seen(),
              ElementsAre(HasSubstr("state='pending'"), HasSubstr("state='active'")));
}

TEST(Contact, TakesItsApprovalBack) {
  Account account;
  account.alice("subscribe");
  account.came();

  account.romeo(ContactDenies{kRomeo, kAlice});

  EXPECT_THAT(account.came(),
              ElementsAre(HasSubstr("/balcony' to='alice@contoso.example' id='romeo-4' "
                                    "type='unavailable'"),
                          HasSubstr("/orchard'"), HasSubstr("type='unsubscribed'")));
  account.romeo(ContactIs{kRomeo, {.show = "away"}});
  EXPECT_THAT(account.came(), IsEmpty());
}

TEST(Contact, TellsThoseWhoMaySeeItAndNobodyElse) {
  Account account;
  account.romeo(ContactIs{kRomeo, {.show = "away"}});
  EXPECT_THAT(account.came(), IsEmpty());
  account.alice("subscribe");
  account.came();

  account.romeo(ContactIs{kRomeo + "/orchard",
                          {.show = "dnd", .note = "a < b", .language = "en", .priority = 5}});

  EXPECT_THAT(account.came(),
              ElementsAre("<presence from='romeo@fed.example/orchard' to='alice@contoso.example' "
                          "id='romeo-4'><show>dnd</show><status xml:lang='en'>a &lt; b</status>"
                          "<priority>5</priority></presence>"));
}

TEST(Contact, GoesOfflineResourceByResource) {
  Account account;
  account.alice("subscribe");
  account.came();

  account.romeo(ContactGoesOffline{kRomeo + "/orchard"});
  EXPECT_THAT(account.came(), ElementsAre(HasSubstr("/orchard' to='alice@contoso.example' "
                                                    "id='romeo-4' type='unavailable'")));
  account.romeo(ContactGoesOffline{kRomeo});
  EXPECT_THAT(account.came(), ElementsAre(HasSubstr("/balcony'")));
  account.romeo(ContactGoesOffline{kRomeo});
  EXPECT_THAT(account.came(), IsEmpty());
}

TEST(Contact, AnswersProbesOfThoseWhoMaySeeIt) {
  Account account;
  account.alice("probe");
  EXPECT_THAT(account.came(), ElementsAre(HasSubstr("type='unsubscribed'")));
  account.alice("subscribe");
  account.came();

  account.alice("probe");
  EXPECT_EQ(account.came().size(), 2U);
  account.alice("probe", kRomeo + "/orchard");
  EXPECT_THAT(account.came(), ElementsAre(HasSubstr("/orchard'")));
  account.romeo(ContactGoesOffline{kRomeo});
  account.came();
  account.alice("probe");
  EXPECT_THAT(account.came(), ElementsAre("<presence from='romeo@fed.example' "
                                          "to='alice@contoso.example' id='a1' "
                                          "type='unavailable'/>"));
}

TEST(Contact, LosesAWatcherThatUnsubscribes) {
  Account account;
  account.alice("subscribe");
  account.came();

  account.alice("unsubscribe");

  EXPECT_THAT(account.came(), ElementsAre(HasSubstr("/balcony'"), HasSubstr("/orchard'"),
                                          HasSubstr("type='unsubscribed'")));
  account.alice("unsubscribe");
  EXPECT_THAT(account.came(), IsEmpty());
}

TEST(Contact, SeesAUserOnceItIsAllowedTo) {
  Account account;
  account.romeo(ContactAdds{kRomeo, kAlice});
  EXPECT_THAT(account.came(), ElementsAre(HasSubstr("type='subscribe'")));

  account.alice("subscribed");
  account.alice("", kRomeo, "<show>away</show><status>lunch</status><priority>3</priority>",
                kAlice + "/desk");
  account.alice("unavailable", kRomeo,
                "<delay xmlns='urn:xmpp:delay' stamp='2030-01-01T00:00:00Z'/>");
  account.alice("unsubscribed");

  EXPECT_THAT(
      account.seen(),
      ElementsAre("<subscription from='alice@contoso.example' to='romeo@fed.example' "
                  "state='pending'/>",
                  "<subscription from='alice@contoso.example' to='romeo@fed.example' "
                  "state='active'/>",
                  "<presence from='alice@contoso.example/desk' to='romeo@fed.example'>"
                  "<show>away</show><status>lunch</status><priority>3</priority></presence>",
                  "<presence from='alice@contoso.example' to='romeo@fed.example' "
                  "type='unavailable'><delay stamp='2030-01-01T00:00:00Z'/></presence>",
                  "<subscription from='alice@contoso.example' to='romeo@fed.example' "
                  "state='none'/>"));
}

TEST(Contact, IgnoresAnApprovalThatItDidNotAskFor) {
  Account account;

  account.alice("subscribed");

  EXPECT_THAT(account.seen(), IsEmpty());
}

TEST(Contact, AsksHowItsUsersAreWhenItComesOnline) {
  Account account({.jid = kRomeo, .resources = {}});
  account.romeo(ContactAdds{kRomeo, kAlice});
  account.alice("subscribed");
  account.came();

  account.romeo(ContactIs{kRomeo, {}});

  EXPECT_THAT(account.came(), ElementsAre(HasSubstr("type='probe'")));
}

TEST(Contact, ReceivesMessagesWhereItsPriorityIsHighestAndConfirmsThem) {
  Account account;
  account.two.start();
  account.romeo(ContactIs{kRomeo + "/balcony", {.priority = 1}});

  account.two.world.order(
      kContoso, SendStanza{"<message from='alice@contoso.example/desk' to='romeo@fed.example' "
                           "id='a1'><body>hello</body><request xmlns='urn:xmpp:receipts'/>"
                           "</message>"});
  account.two.world.run(std::chrono::seconds(5));

  EXPECT_THAT(account.two.world.texts(kFed, Observation::ContactReceives),
              ElementsAre("<message from='alice@contoso.example/desk' "
                          "to='romeo@fed.example/balcony'><body>hello</body><request/></message>"));
  EXPECT_THAT(account.came(),
              ElementsAre("<message from='romeo@fed.example/balcony' "
                          "to='alice@contoso.example/desk' id='romeo-1'>"
                          "<received xmlns='urn:xmpp:receipts' id='a1'/></message>"));
}

TEST(Contact, NobodyIsUnsubscribedAndUnavailable) {
  Account account;

  account.alice("subscribe", "nobody@fed.example");
  EXPECT_THAT(account.came(), ElementsAre(HasSubstr("type='unsubscribed'")));
  account.two.world.order(kContoso, SendStanza{"<message from='alice@contoso.example' "
                                               "to='nobody@fed.example' id='a2'/>"});
  account.two.world.run(std::chrono::seconds(5));
  EXPECT_THAT(account.came(), ElementsAre(HasSubstr("<service-unavailable")));
}

// ---- deviations ---------------------------------------------------------------------------------

TEST(ContactDeviation, LeavesRequestsUnanswered) {
  Account account;
  account.two.fed.deviations.request_unanswered = true;
  account.alice("subscribe");
  EXPECT_THAT(account.came(), IsEmpty());
}

TEST(ContactDeviation, SendsUnavailableBeforeItAnswers) {
  Account account({.jid = kRomeo, .resources = {}});
  account.two.fed.deviations.unavailable_before_answer = true;
  account.alice("subscribe");
  EXPECT_THAT(account.came(),
              ElementsAre(HasSubstr("type='unavailable'"), HasSubstr("type='subscribed'")));
}

TEST(ContactDeviation, AnswersWithTheIdOfTheRequest) {
  Account account({.jid = kRomeo, .resources = {}});
  account.two.fed.deviations.answer_copies_id = true;
  account.alice("subscribe");
  EXPECT_THAT(account.came(), ElementsAre(HasSubstr("id='a1' type='subscribed'")));
}

TEST(ContactDeviation, ApprovesWhatNobodyAskedFor) {
  Account account;
  account.two.fed.deviations.subscribed_unasked = true;
  account.two.start();
  account.two.world.order(kFed, SendStanza{"<message from='romeo@fed.example/orchard' "
                                           "to='alice@contoso.example' id='m1'/>"});
  account.two.world.run(std::chrono::seconds(5));
  EXPECT_THAT(account.came(), ElementsAre(HasSubstr("type='subscribed'"), HasSubstr("id='m1'")));
}

TEST(ContactDeviation, DoesNotSayThatItGoesOffline) {
  Account account;
  account.two.fed.deviations.unavailable_withheld = true;
  account.alice("subscribe");
  account.came();
  account.romeo(ContactGoesOffline{kRomeo});
  EXPECT_THAT(account.came(), IsEmpty());
}

}  // namespace
}  // namespace fakes::testing
