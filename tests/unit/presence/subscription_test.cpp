// The subscription machine against RFC 6121 appendix A, table by table.
#include "gateway/presence/subscription.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace gateway {
namespace {

using enum SubscriptionState;
using enum SubscriptionStanza;

constexpr std::array kStates = {None, NonePendingOut, NonePendingIn, NonePendingOutIn,
                                To,   ToPendingIn,    From,          FromPendingOut,
                                Both};

// A row of a table: does the stanza go on (routed, delivered), and the new state.
struct Row {
  SubscriptionState existing;
  bool goes_on;
  SubscriptionState next;
};

struct Table {
  std::string name;
  SubscriptionStanza stanza;
  std::array<Row, 9> rows;
};

const Table kTable2{"2, outbound subscribe",
                    Subscribe,
                    {{{None, true, NonePendingOut},
                      {NonePendingOut, true, NonePendingOut},
                      {NonePendingIn, true, NonePendingOutIn},
                      {NonePendingOutIn, true, NonePendingOutIn},
                      {To, true, To},
                      {ToPendingIn, true, ToPendingIn},
                      {From, true, FromPendingOut},
                      {FromPendingOut, true, FromPendingOut},
                      {Both, true, Both}}}};
const Table kTable3{"3, outbound unsubscribe",
                    Unsubscribe,
                    {{{None, true, None},
                      {NonePendingOut, true, None},
                      {NonePendingIn, true, NonePendingIn},
                      {NonePendingOutIn, true, NonePendingIn},
                      {To, true, None},
                      {ToPendingIn, true, NonePendingIn},
                      {From, true, From},
                      {FromPendingOut, true, From},
                      {Both, true, From}}}};
const Table kTable4{"4, outbound subscribed",
                    Subscribed,
                    {{{None, false, None},
                      {NonePendingOut, false, NonePendingOut},
                      {NonePendingIn, true, From},
                      {NonePendingOutIn, true, FromPendingOut},
                      {To, false, To},
                      {ToPendingIn, true, Both},
                      {From, false, From},
                      {FromPendingOut, false, FromPendingOut},
                      {Both, false, Both}}}};
const Table kTable5{"5, outbound unsubscribed",
                    Unsubscribed,
                    {{{None, false, None},
                      {NonePendingOut, false, NonePendingOut},
                      {NonePendingIn, true, None},
                      {NonePendingOutIn, true, NonePendingOut},
                      {To, false, To},
                      {ToPendingIn, true, To},
                      {From, true, None},
                      {FromPendingOut, true, NonePendingOut},
                      {Both, true, To}}}};
const Table kTable6{"6, inbound subscribe",
                    Subscribe,
                    {{{None, true, NonePendingIn},
                      {NonePendingOut, true, NonePendingOutIn},
                      {NonePendingIn, false, NonePendingIn},
                      {NonePendingOutIn, false, NonePendingOutIn},
                      {To, true, ToPendingIn},
                      {ToPendingIn, false, ToPendingIn},
                      {From, false, From},
                      {FromPendingOut, false, FromPendingOut},
                      {Both, false, Both}}}};
const Table kTable7{"7, inbound unsubscribe",
                    Unsubscribe,
                    {{{None, false, None},
                      {NonePendingOut, false, NonePendingOut},
                      {NonePendingIn, true, None},
                      {NonePendingOutIn, true, NonePendingOut},
                      {To, false, To},
                      {ToPendingIn, true, To},
                      {From, true, None},
                      {FromPendingOut, true, NonePendingOut},
                      {Both, true, To}}}};
const Table kTable8{"8, inbound subscribed",
                    Subscribed,
                    {{{None, false, None},
                      {NonePendingOut, true, To},
                      {NonePendingIn, false, NonePendingIn},
                      {NonePendingOutIn, true, ToPendingIn},
                      {To, false, To},
                      {ToPendingIn, false, ToPendingIn},
                      {From, false, From},
                      {FromPendingOut, true, Both},
                      {Both, false, Both}}}};
const Table kTable9{"9, inbound unsubscribed",
                    Unsubscribed,
                    {{{None, false, None},
                      {NonePendingOut, true, None},
                      {NonePendingIn, false, NonePendingIn},
                      {NonePendingOutIn, true, NonePendingIn},
                      {To, true, None},
                      {ToPendingIn, true, NonePendingIn},
                      {From, false, From},
                      {FromPendingOut, true, From},
                      {Both, true, From}}}};

TEST(Subscription, OutboundStanzasFollowTablesTwoToFive) {
  for (const Table& table : {kTable2, kTable3, kTable4, kTable5}) {
    for (const Row& row : table.rows) {
      const OutboundOutcome outcome = user_sends({row.existing}, table.stanza);

      EXPECT_EQ(outcome.route, row.goes_on)
          << "table " << table.name << ", " << to_string(row.existing);
      EXPECT_EQ(outcome.subscription.state, row.next)
          << "table " << table.name << ", " << to_string(row.existing);
    }
  }
}

TEST(Subscription, InboundStanzasFollowTablesSixToNine) {
  for (const Table& table : {kTable6, kTable7, kTable8, kTable9}) {
    for (const Row& row : table.rows) {
      const InboundOutcome outcome = contact_sends({row.existing}, table.stanza);

      EXPECT_EQ(outcome.deliver, row.goes_on)
          << "table " << table.name << ", " << to_string(row.existing);
      EXPECT_EQ(outcome.subscription.state, row.next)
          << "table " << table.name << ", " << to_string(row.existing);
    }
  }
}

TEST(Subscription, RepeatedRequestIsAnsweredOnTheUsersBehalf) {
  for (const SubscriptionState state : {From, FromPendingOut, Both}) {
    EXPECT_EQ(contact_sends({state}, Subscribe).reply, Subscribed) << to_string(state);
  }
  for (const SubscriptionState state : {None, NonePendingOut, NonePendingIn, To, ToPendingIn}) {
    EXPECT_EQ(contact_sends({state}, Subscribe).reply, std::nullopt) << to_string(state);
  }
}

TEST(Subscription, CancellationThatChangesTheStateIsConfirmed) {
  for (const SubscriptionState state : kStates) {
    const InboundOutcome outcome = contact_sends({state}, Unsubscribe);

    EXPECT_EQ(outcome.reply.has_value(), outcome.subscription.state != state) << to_string(state);
    EXPECT_EQ(outcome.reply.value_or(Unsubscribed), Unsubscribed);
  }
}

TEST(Subscription, ApprovalAheadOfTheRequestIsKept) {
  for (const SubscriptionState state : {None, NonePendingOut, To}) {
    const Subscription before = user_sends({state}, Subscribed).subscription;
    EXPECT_TRUE(before.pre_approved);

    const InboundOutcome outcome = contact_sends(before, Subscribe);

    EXPECT_EQ(outcome.reply, Subscribed);
    EXPECT_FALSE(outcome.deliver);
    EXPECT_TRUE(outcome.subscription.contact_sees_user());
    EXPECT_EQ(outcome.subscription.pending_out(), state == NonePendingOut);
    EXPECT_EQ(outcome.subscription.user_sees_contact(), state == To);
  }
}

TEST(Subscription, ApprovalAheadOfTheRequestCanBeTakenBack) {
  const Subscription approved = user_sends({None}, Subscribed).subscription;

  const OutboundOutcome outcome = user_sends(approved, Unsubscribed);

  EXPECT_FALSE(outcome.route);
  EXPECT_EQ(outcome.subscription, Subscription{});
}

TEST(Subscription, NothingIsPreApprovedForWhoeverSeesTheUserAlready) {
  for (const SubscriptionState state : {From, FromPendingOut, Both}) {
    EXPECT_FALSE(user_sends({state}, Subscribed).subscription.pre_approved) << to_string(state);
  }
}

// The two servers keep the subscription each from its own side; what one routes reaches the other.
TEST(Subscription, BothSidesAgreeAfterAnyExchange) {
  const auto mirrors = [](const Subscription& one, const Subscription& other) {
    return one.user_sees_contact() == other.contact_sees_user() &&
           one.contact_sees_user() == other.user_sees_contact() &&
           one.pending_out() == other.pending_in() && one.pending_in() == other.pending_out();
  };
  // What a server does for a stanza of its own user, and then whatever that brings about.
  const auto exchange = [](Subscription& sender, Subscription& receiver,
                           SubscriptionStanza stanza) {
    const OutboundOutcome sent = user_sends(sender, stanza);
    sender = sent.subscription;
    if (!sent.route) return;
    const InboundOutcome taken = contact_sends(receiver, stanza);
    receiver = taken.subscription;
    if (taken.reply) sender = contact_sends(sender, *taken.reply).subscription;
  };
  std::uint32_t choice = 1;
  Subscription alice;
  Subscription romeo;
  for (int step = 0; step < 10'000; ++step) {
    choice = choice * 1664525 + 1013904223;
    const auto stanza = static_cast<SubscriptionStanza>((choice >> 16) % 4);
    const bool by_alice = (choice >> 20) % 2 == 0;

    exchange(by_alice ? alice : romeo, by_alice ? romeo : alice, stanza);

    ASSERT_TRUE(mirrors(alice, romeo))
        << "step " << step << ", " << to_string(stanza) << ": " << to_string(alice.state) << " and "
        << to_string(romeo.state);
  }
}

TEST(Subscription, NamesOfStanzasAreThePresenceTypes) {
  for (const SubscriptionStanza stanza : {Subscribe, Unsubscribe, Subscribed, Unsubscribed}) {
    EXPECT_EQ(subscription_stanza_of(to_string(stanza)), stanza);
  }
  EXPECT_EQ(subscription_stanza_of("probe"), std::nullopt);
  EXPECT_EQ(subscription_stanza_of(""), std::nullopt);
}

}  // namespace
}  // namespace gateway
