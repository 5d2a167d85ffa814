// Steps about users and contacts: who is meant, and what the step comes to.
#include "harness/scenario/people.hpp"

#include <gmock/gmock.h>

#include "harness/scenario/deeds.hpp"
#include "harness/scenario/loader.hpp"
#include "harness/scenario/steps.hpp"

namespace harness {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kPeople =
    "# yaml-language-server: $schema=schema.json\n"
    "title: People\n"
    "requirements: [REQ-1]\n"
    "partners: {fed.example: {contacts: {romeo: {resources: [orchard, balcony]}}}}\n"
    "users: {alice: {endpoints: [desk, phone], added: [romeo]}, bob: {endpoints: []}}\n"
    "expect: {that: ['romeo sees alice away']}\n";

LoadedScenario load(const std::string& step) {
  Catalogue requirements;
  requirements["REQ-1"].id = "REQ-1";
  return load_scenario(std::string(kPeople) + "steps: ['" + step + "']\n", "a", "a.yaml",
                       requirements);
}

Setup setup_with(const std::string& step) {
  const LoadedScenario loaded = load(step);
  for (const Diagnostic& diagnostic : loaded.diagnostics) ADD_FAILURE() << to_string(diagnostic);
  return loaded.scenario ? loaded.scenario->setup : Setup{};
}

Errands errands_of(const std::string& step) {
  const harness::Setup setup = setup_with(step);
  return setup.steps.empty() ? Errands{} : std::get<DeedStep>(setup.steps.front().action).errands;
}

template <class Order>
Order user_order(const Errand& errand) {
  return std::get<Order>(std::get<fakes::UserOrder>(errand));
}

template <class Order>
Order contact_order(const Errand& errand) {
  const auto& sent = std::get<ContactErrand>(errand);
  EXPECT_EQ(sent.partner, "fed.example");
  return std::get<Order>(sent.order);
}

template <class Change>
Change change(const Errand& errand) {
  return std::get<Change>(std::get<DirectoryChange>(errand));
}

TEST(People, AreFoundByNameAndByAddressWithAResource) {
  const harness::Setup setup = setup_with("romeo adds alice");

  const auto alice = find_person(setup, "alice/desk");
  const auto romeo = find_person(setup, "romeo@fed.example");
  const auto nobody = find_person(setup, "tybalt@fed.example");

  ASSERT_TRUE(alice && romeo && nobody);
  EXPECT_EQ(alice->full(), "alice@contoso.example/desk");
  EXPECT_EQ(alice->user, &setup.users[0]);
  EXPECT_EQ(romeo->full_or_main(), "romeo@fed.example/orchard");
  EXPECT_EQ(romeo->partner, &setup.partners[0]);
  EXPECT_EQ(nobody->contact, nullptr);
  EXPECT_FALSE(find_person(setup, "tybalt"));
}

TEST(People, AUserWhoAddsAContactAlsoWatchesIt) {
  const Errands errands = errands_of("bob adds romeo");

  ASSERT_THAT(errands, SizeIs(2));
  const auto list = change<ChangeContact>(errands[0]);
  EXPECT_EQ(list.user, "bob@contoso.example");
  EXPECT_EQ(list.contact, "romeo@fed.example");
  EXPECT_TRUE(list.standing.added);
  EXPECT_EQ(user_order<fakes::Watch>(errands[1]).contact, "romeo@fed.example");
}

TEST(People, ABlockLeavesTheListAsItWas) {
  const auto list = change<ChangeContact>(errands_of("alice blocks romeo").front());

  EXPECT_TRUE(list.standing.added);
  EXPECT_TRUE(list.standing.blocked);
}

TEST(People, AStateKeepsTheNoteThatWasSetBefore) {
  harness::Setup setup = setup_with("alice sets note \"lunch\"");
  setup.steps.push_back({"", *parse_deed(*split_sentence("alice is away"))});
  EXPECT_THAT(bind_steps(setup), IsEmpty());

  const auto state =
      user_order<fakes::Publish>(std::get<DeedStep>(setup.steps[1].action).errands.front()).state;

  EXPECT_EQ(state.endpoint, "desk");
  EXPECT_THAT(state.activities, ElementsAre("away"));
  EXPECT_EQ(state.note, "lunch");
}

TEST(People, AnEndpointIsNamedWithThePersonOrBehindTheStep) {
  for (const char* step : {"alice/phone is meeting", "alice is meeting on phone"}) {
    EXPECT_EQ(user_order<fakes::Publish>(errands_of(step).front()).state.endpoint, "phone");
  }
  EXPECT_EQ(user_order<fakes::SignOut>(errands_of("alice signs out").front()).endpoint, "");
  EXPECT_EQ(
      contact_order<fakes::ContactGoesOffline>(errands_of("romeo/balcony goes offline").front())
          .contact,
      "romeo@fed.example/balcony");
}

TEST(People, WhatAUserWritesGoesThroughThePoolAndWhatAContactWritesOverTheStream) {
  const auto said = user_order<fakes::Say>(errands_of("alice sends \"hello\" to romeo").front());
  EXPECT_EQ(said.user, "alice@contoso.example");
  EXPECT_EQ(said.contact, "romeo@fed.example");
  EXPECT_EQ(said.text, "hello");

  const harness::Setup setup = setup_with("romeo sends \"hello\" to alice");
  const auto& stanza = std::get<SendStanzaStep>(setup.steps.front().action);
  EXPECT_EQ(stanza.from, "romeo@fed.example/orchard");
  EXPECT_EQ(stanza.to, "alice@contoso.example");
  EXPECT_EQ(stanza.sender, Sender::PartnerUser);
}

TEST(People, PartnersAndUsersChangeWhileTheGatewayRuns) {
  EXPECT_EQ(change<ChangePartner>(errands_of("fed.example becomes public-verified").front()).type,
            gateway::PartnerType::PublicVerified);
  EXPECT_EQ(change<ChangeUser>(errands_of("alice moves to legacy").front()).standing->home,
            gateway::Home::LegacyDeployment);
  EXPECT_FALSE(change<ChangeUser>(errands_of("alice gets access xmpp-only").front())
                   .standing->access.federation);
  EXPECT_FALSE(change<ChangeUser>(errands_of("alice leaves the directory").front()).standing);
}

TEST(People, WhatNobodyDoesIsRefused) {
  const std::pair<const char*, const char*> cases[] = {
      {"juliet adds romeo", "nobody is called juliet"},
      {"alice adds tybalt", "nobody is called tybalt"},
      {"alice approves romeo", "a local user does not do that"},
      {"romeo blocks alice", "a contact does not do that"},
      {"alice is dnd", "a local user cannot be"},
      {"romeo is meeting", "a contact does not do that"},
      {"fed.example becomes famous", "no type of a partner"},
      {"alice moves to rome", "no home of a user"},
      {"alice sends presence to romeo", "speaks SIP"},
      {"tybalt@fed.example adds alice", "neither among the users"},
  };
  for (const auto& [step, complaint] : cases) {
    const LoadedScenario loaded = load(step);
    ASSERT_FALSE(loaded.diagnostics.empty()) << step;
    EXPECT_THAT(loaded.diagnostics.front().text, HasSubstr(complaint)) << step;
  }
}

TEST(People, EveryDeedHasASentence) {
  for (const std::string_view pattern : deed_patterns()) {
    EXPECT_TRUE(pattern.starts_with("{} ")) << pattern;
  }
  EXPECT_TRUE(parse_deed(*split_sentence("alice is typing to romeo")));
  EXPECT_EQ(parse_deed(*split_sentence("alice is typing to romeo"))->deed, Deed::Types);
}

}  // namespace
}  // namespace harness
