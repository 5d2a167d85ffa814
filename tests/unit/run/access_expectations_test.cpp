// The sentences that stand for the table: one setup, its standing varied.
#include "harness/run/access_expectations.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "harness/scenario/deeds.hpp"
#include "harness/scenario/sentence.hpp"
#include "harness/scenario/steps.hpp"

namespace harness {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

harness::Setup people(gateway::PartnerType type, const std::vector<std::string>& deeds) {
  harness::Setup setup;
  setup.partners.emplace_back().domain = "fed.example";
  setup.partners[0].type = type;
  setup.partners[0].contacts = {{.name = "romeo", .address = {}}};
  setup.users = {{.name = "alice", .address = {}}};
  for (const std::string& deed : deeds) {
    setup.steps.push_back({deed, *parse_deed(*split_sentence(deed))});
  }
  EXPECT_THAT(bind_steps(setup), IsEmpty());
  return setup;
}

std::vector<std::string> sentences(const harness::Setup& setup) {
  std::vector<std::string> texts;
  for (const Expectation& expectation : access_expectations(setup)) {
    texts.push_back(expectation.text);
  }
  return texts;
}

const std::vector<std::string> kWatched{"romeo adds alice", "alice is away with note \"lunch\""};
const std::string kSubscribed = "romeo@fed.example is subscribed to alice@contoso.example";

TEST(AccessExpectations, TheNoteIsForFederatedPartners) {
  EXPECT_THAT(sentences(people(gateway::PartnerType::Federated, kWatched)),
              ElementsAre(kSubscribed,
                          "romeo@fed.example sees alice@contoso.example away with note \"lunch\""));
  EXPECT_THAT(
      sentences(people(gateway::PartnerType::PublicVerified, kWatched)),
      ElementsAre(kSubscribed, "romeo@fed.example sees alice@contoso.example away with no note"));
}

TEST(AccessExpectations, WhoWasNotAddedSeesAndSendsNothing) {
  EXPECT_THAT(sentences(people(gateway::PartnerType::PublicUnverified,
                               {"romeo adds alice", "alice is away", "romeo is typing to alice"})),
              ElementsAre("romeo@fed.example is not subscribed to alice@contoso.example",
                          "alice@contoso.example never sees romeo@fed.example typing",
                          "romeo@fed.example sees nothing of alice@contoso.example"));
}

TEST(AccessExpectations, ChangesBeforeCount) {
  auto deeds = kWatched;
  deeds.insert(deeds.begin(), "alice adds romeo");
  EXPECT_THAT(sentences(people(gateway::PartnerType::PublicUnverified, deeds)),
              Contains(kSubscribed));
  deeds.insert(deeds.begin() + 1, "alice removes romeo");
  EXPECT_THAT(sentences(people(gateway::PartnerType::PublicUnverified, deeds)),
              ElementsAre("romeo@fed.example is not subscribed to alice@contoso.example",
                          "romeo@fed.example sees nothing of alice@contoso.example"));
}

TEST(AccessExpectations, WhatUsersSayGoesOutAndReceiptsComeBack) {
  const std::vector<std::string> deeds{"alice sends \"hello\" to romeo asking for a receipt"};
  EXPECT_THAT(sentences(people(gateway::PartnerType::PublicUnverified, deeds)),
              ElementsAre("romeo@fed.example receives \"hello\" from alice@contoso.example once",
                          "alice@contoso.example gets no receipt from romeo@fed.example"));
  auto blocked = people(gateway::PartnerType::Federated, deeds);
  blocked.users[0].blocked = {"romeo"};
  EXPECT_THAT(sentences(blocked),
              ElementsAre("romeo@fed.example does not receive \"hello\" from alice@contoso.example",
                          "alice@contoso.example gets no receipt from romeo@fed.example"));
}

TEST(AccessExpectations, TypingIsToldToThoseWhoTellIt) {
  EXPECT_THAT(sentences(people(gateway::PartnerType::Federated, {"alice is typing to romeo"})),
              ElementsAre("romeo@fed.example never sees alice@contoso.example typing"));
  EXPECT_THAT(sentences(people(gateway::PartnerType::Federated,
                               {"romeo is typing to alice", "alice is typing to romeo"})),
              Contains("romeo@fed.example sees alice@contoso.example typing"));
}

}  // namespace
}  // namespace harness
