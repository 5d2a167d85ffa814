// What an administrator wrote against what the store remembers; docs/configuration.md, `contacts`.
#include "gateway/core/contact_lists.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Jid jid(const std::string& text) { return Jid::parse(text).value(); }

StoredContact contact(const std::string& user, const std::string& name, ContactStanding standing) {
  return {{jid(user), jid(name)}, standing};
}

std::vector<std::string> words(const std::vector<ContactChanged>& changes) {
  std::vector<std::string> all;
  for (const ContactChanged& change : changes) {
    all.push_back(change.pair.user.text() + " " + change.pair.contact.text() +
                  (change.standing.added ? " added" : "") +
                  (change.standing.blocked ? " blocked" : ""));
  }
  return all;
}

const std::string kAlice = "alice@contoso.example";
const std::string kBob = "bob@contoso.example";
constexpr ContactStanding kAdded{.added = true, .blocked = false};
constexpr ContactStanding kBlocked{.added = false, .blocked = true};

TEST(ContactLists, WithoutAListTheStoreHolds) {
  EXPECT_THAT(changes_to({contact(kAlice, "romeo@fed.example", kAdded)}, {}), IsEmpty());
}

TEST(ContactLists, WhatIsKnownAlreadyIsNoChange) {
  const StoredContact romeo = contact(kAlice, "romeo@fed.example", kAdded);

  EXPECT_THAT(changes_to({romeo}, {{jid(kAlice), {romeo}}}), IsEmpty());
}

TEST(ContactLists, TellWhatIsNewOtherwiseAndGone) {
  const std::vector<StoredContact> stored = {contact(kAlice, "gone@fed.example", kAdded),
                                             contact(kAlice, "iago@fed.example", kAdded),
                                             contact(kBob, "romeo@fed.example", kAdded)};
  const ContactList list{
      jid(kAlice),
      {contact(kAlice, "iago@fed.example", kBlocked), contact(kAlice, "new@fed.example", kAdded)}};

  EXPECT_THAT(words(changes_to(stored, {list})),
              ElementsAre(kAlice + " gone@fed.example", kAlice + " iago@fed.example blocked",
                          kAlice + " new@fed.example added"));
}

TEST(ContactLists, AnEmptyListForgetsEverybody) {
  EXPECT_THAT(
      words(changes_to({contact(kAlice, "gone@fed.example", kBlocked)}, {{jid(kAlice), {}}})),
      ElementsAre(kAlice + " gone@fed.example"));
}

}  // namespace
}  // namespace gateway
