// What every store must do; gateway/store/store.hpp. A maker has open(), which gives a store with
// what the last one committed.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "gateway/store/store.hpp"

namespace gateway {

inline Jid jid(const std::string& text) { return Jid::parse(text).value(); }

inline UserAndContact pair_of(const std::string& user, const std::string& contact) {
  return {jid(user), jid(contact)};
}

inline StoredMessage message(std::uint64_t id, const std::string& body = "hello") {
  return {.id = id,
          .stage = StoredMessage::Stage::Waiting,
          .towards_partner = true,
          .since = WallTime(std::chrono::seconds(1'800'000'000)),
          .stanza = "<message><body>" + body + "</body></message>"};
}

inline std::vector<std::uint64_t> ids_of(const StoredState& state) {
  std::vector<std::uint64_t> ids;
  for (const StoredMessage& message : state.messages) ids.push_back(message.id);
  return ids;
}

template <class Maker>
class StoreContract : public testing::Test {
 protected:
  void commit(const std::vector<StoreChange>& changes) {
    const Result<void> done = store->commit(changes);
    ASSERT_TRUE(done) << done.error().what;
  }
  /// As the next life of the gateway sees it.
  StoredState reloaded() {
    store.reset();
    store = maker.open();
    const Result<StoredState> state = store->load();
    EXPECT_TRUE(state) << state.error().what;
    return state.value();
  }

  Maker maker;
  std::unique_ptr<Store> store = maker.open();
};

TYPED_TEST_SUITE_P(StoreContract);

TYPED_TEST_P(StoreContract, BeginsEmpty) {
  const StoredState state = this->reloaded();

  EXPECT_TRUE(state.contacts.empty());
  EXPECT_TRUE(state.subscriptions.empty());
  EXPECT_TRUE(state.presences.empty());
  EXPECT_TRUE(state.messages.empty());
  EXPECT_EQ(state.next_message_id, 1U);
}

TYPED_TEST_P(StoreContract, KeepsContactsUntilTheyAreNeitherAddedNorBlocked) {
  const UserAndContact romeo = pair_of("alice@contoso.example", "romeo@fed.example");
  const UserAndContact iago = pair_of("alice@contoso.example", "iago@fed.example");
  this->commit({StoredContact{romeo, {.added = true}}, StoredContact{iago, {.blocked = true}}});
  this->commit({StoredContact{romeo, {.added = true, .blocked = true}}, StoredContact{iago, {}}});

  const StoredState state = this->reloaded();

  ASSERT_EQ(state.contacts.size(), 1U);
  EXPECT_EQ(state.contacts[0].pair, romeo);
  EXPECT_TRUE(state.contacts[0].standing.added);
  EXPECT_TRUE(state.contacts[0].standing.blocked);
}

TYPED_TEST_P(StoreContract, KeepsEveryStateOfASubscriptionButNone) {
  const std::vector<SubscriptionState> states = {
      SubscriptionState::NonePendingOut,   SubscriptionState::NonePendingIn,
      SubscriptionState::NonePendingOutIn, SubscriptionState::To,
      SubscriptionState::ToPendingIn,      SubscriptionState::From,
      SubscriptionState::FromPendingOut,   SubscriptionState::Both};
  std::vector<StoreChange> changes;
  for (std::size_t i = 0; i < states.size(); ++i) {
    const auto contact = std::string(1, static_cast<char>('a' + i)) + "@fed.example";
    changes.emplace_back(
        StoredSubscription{pair_of("alice@contoso.example", contact), {states[i], i % 2 == 0}});
  }
  this->commit(changes);

  StoredState state = this->reloaded();

  ASSERT_EQ(state.subscriptions.size(), states.size());
  for (std::size_t i = 0; i < states.size(); ++i) {
    EXPECT_EQ(state.subscriptions[i].subscription, (Subscription{states[i], i % 2 == 0}));
  }
  this->commit({StoredSubscription{state.subscriptions[0].pair, {}},
                StoredSubscription{state.subscriptions[1].pair, {SubscriptionState::None, true}}});
  state = this->reloaded();
  ASSERT_EQ(state.subscriptions.size(), states.size() - 1);
  EXPECT_EQ(state.subscriptions[0].subscription, (Subscription{SubscriptionState::None, true}));
}

TYPED_TEST_P(StoreContract, KeepsTheLastPresenceOfAResource) {
  const WallTime then(std::chrono::seconds(1'800'000'000));
  const Jid desk = jid("romeo@fed.example/at the desk \xC3\xA9");
  PresenceState first{.available = true,
                      .show = Show::Away,
                      .notes = {{"out", "en"}, {"borte", "nb"}},
                      .priority = -7};
  this->commit({StoredPresence{desk, then, first}});
  EXPECT_EQ(this->reloaded().presences.at(0).state, first);

  const PresenceState second{
      .available = false, .show = Show::None, .notes = {{"gone", ""}}, .priority = 127};
  this->commit({StoredPresence{desk, then + std::chrono::seconds(5), second}});
  const StoredState state = this->reloaded();
  ASSERT_EQ(state.presences.size(), 1U);
  EXPECT_EQ(state.presences[0].resource, desk);
  EXPECT_EQ(state.presences[0].since, then + std::chrono::seconds(5));
  EXPECT_EQ(state.presences[0].state, second);

  this->commit({StoredPresence{desk, then, std::nullopt}});
  EXPECT_TRUE(this->reloaded().presences.empty());
}

TYPED_TEST_P(StoreContract, KeepsMessagesInOrderUntilTheyAreDone) {
  this->commit({message(2), message(10), message(1)});
  StoredMessage leaving = message(10, "\xF0\x9F\x8C\xB9 'quoted' \"too\"");
  leaving.stage = StoredMessage::Stage::Leaving;
  leaving.towards_partner = false;
  this->commit({leaving, MessageDone{2}, MessageDone{99}});

  const StoredState state = this->reloaded();

  EXPECT_EQ(ids_of(state), (std::vector<std::uint64_t>{1, 10}));
  EXPECT_EQ(state.messages[0].stage, StoredMessage::Stage::Waiting);
  EXPECT_TRUE(state.messages[0].towards_partner);
  EXPECT_EQ(state.messages[1].stage, StoredMessage::Stage::Leaving);
  EXPECT_FALSE(state.messages[1].towards_partner);
  EXPECT_EQ(state.messages[1].stanza, leaving.stanza);
  EXPECT_EQ(state.messages[1].since, leaving.since);
}

TYPED_TEST_P(StoreContract, NeverGivesTheNumberOfAMessageAgain) {
  this->commit({message(7)});
  this->commit({message(3)});
  this->commit({MessageDone{7}, MessageDone{3}});

  EXPECT_EQ(this->reloaded().next_message_id, 8U);
}

TYPED_TEST_P(StoreContract, CommitsNothingIfThereIsNothing) {
  this->commit({});

  EXPECT_EQ(this->reloaded().next_message_id, 1U);
}

TYPED_TEST_P(StoreContract, LoadsInOneOrder) {
  this->commit({StoredContact{pair_of("b@contoso.example", "a@fed.example"), {.added = true}},
                StoredContact{pair_of("a@contoso.example", "z@fed.example"), {.added = true}},
                StoredContact{pair_of("a@contoso.example", "b@fed.example"), {.added = true}}});

  const StoredState state = this->reloaded();

  ASSERT_EQ(state.contacts.size(), 3U);
  EXPECT_LT(state.contacts[0].pair, state.contacts[1].pair);
  EXPECT_LT(state.contacts[1].pair, state.contacts[2].pair);
}

REGISTER_TYPED_TEST_SUITE_P(StoreContract, BeginsEmpty,
                            KeepsContactsUntilTheyAreNeitherAddedNorBlocked,
                            KeepsEveryStateOfASubscriptionButNone, KeepsTheLastPresenceOfAResource,
                            KeepsMessagesInOrderUntilTheyAreDone,
                            NeverGivesTheNumberOfAMessageAgain, CommitsNothingIfThereIsNothing,
                            LoadsInOneOrder);

}  // namespace gateway
