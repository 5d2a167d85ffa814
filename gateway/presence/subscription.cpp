#include "gateway/presence/subscription.hpp"

#include <array>
#include <cstddef>

namespace gateway {
namespace {

using enum SubscriptionState;
using Row = std::array<SubscriptionState, 4>;  // the new state after each stanza

// A line a state, in their order; a column a stanza: subscribe, unsubscribe, subscribed,
// unsubscribed.
using Table = std::array<Row, 9>;
// clang-format off
constexpr Table kUserSends = {{       // RFC 6121 A.2.1           A.2.2             A.2.3             A.2.4
    /* None             */ {NonePendingOut,   None,             None,             None},
    /* NonePendingOut   */ {NonePendingOut,   None,             NonePendingOut,   NonePendingOut},
    /* NonePendingIn    */ {NonePendingOutIn, NonePendingIn,    From,             None},
    /* NonePendingOutIn */ {NonePendingOutIn, NonePendingIn,    FromPendingOut,   NonePendingOut},
    /* To               */ {To,               None,             To,               To},
    /* ToPendingIn      */ {ToPendingIn,      NonePendingIn,    Both,             To},
    /* From             */ {FromPendingOut,   From,             From,             None},
    /* FromPendingOut   */ {FromPendingOut,   From,             FromPendingOut,   NonePendingOut},
    /* Both             */ {Both,             From,             Both,             To},
}};
constexpr Table kContactSends = {{    // RFC 6121 A.3.1           A.3.2             A.3.3             A.3.4
    /* None             */ {NonePendingIn,    None,             None,             None},
    /* NonePendingOut   */ {NonePendingOutIn, NonePendingOut,   To,               None},
    /* NonePendingIn    */ {NonePendingIn,    None,             NonePendingIn,    NonePendingIn},
    /* NonePendingOutIn */ {NonePendingOutIn, NonePendingOut,   ToPendingIn,      NonePendingIn},
    /* To               */ {ToPendingIn,      To,               To,               None},
    /* ToPendingIn      */ {ToPendingIn,      To,               ToPendingIn,      NonePendingIn},
    /* From             */ {From,             None,             From,             From},
    /* FromPendingOut   */ {FromPendingOut,   NonePendingOut,   Both,             From},
    /* Both             */ {Both,             To,               Both,             From},
}};
// clang-format on

SubscriptionState after(const Table& table, SubscriptionState state, SubscriptionStanza stanza) {
  return table.at(static_cast<std::size_t>(state)).at(static_cast<std::size_t>(stanza));
}

// The state once a pending request of the contact is approved (A.2.3).
SubscriptionState approved(SubscriptionState pending) {
  return after(kUserSends, pending, SubscriptionStanza::Subscribed);
}

OutboundOutcome user_approves(Subscription before) {
  if (before.pending_in()) return {{approved(before.state), false}, true};
  if (before.contact_sees_user()) return {before, false};
  return {{before.state, true}, false};  // 3.4.2: kept for the request to come
}

InboundOutcome contact_subscribes(Subscription before) {
  if (before.contact_sees_user()) return {before, false, SubscriptionStanza::Subscribed};
  const SubscriptionState pending =
      after(kContactSends, before.state, SubscriptionStanza::Subscribe);
  if (before.pre_approved) {
    return {{approved(pending), false}, false, SubscriptionStanza::Subscribed};
  }
  return {{pending, false}, pending != before.state, std::nullopt};
}

}  // namespace

bool Subscription::user_sees_contact() const {
  return state == To || state == ToPendingIn || state == Both;
}

bool Subscription::contact_sees_user() const {
  return state == From || state == FromPendingOut || state == Both;
}

bool Subscription::pending_out() const {
  return state == NonePendingOut || state == NonePendingOutIn || state == FromPendingOut;
}

bool Subscription::pending_in() const {
  return state == NonePendingIn || state == NonePendingOutIn || state == ToPendingIn;
}

OutboundOutcome user_sends(Subscription before, SubscriptionStanza stanza) {
  if (stanza == SubscriptionStanza::Subscribed) return user_approves(before);
  const SubscriptionState next = after(kUserSends, before.state, stanza);
  if (stanza == SubscriptionStanza::Unsubscribed) return {{next, false}, next != before.state};
  return {{next, before.pre_approved}, true};  // in every state: the contact may have lost its own
}

InboundOutcome contact_sends(Subscription before, SubscriptionStanza stanza) {
  if (stanza == SubscriptionStanza::Subscribe) return contact_subscribes(before);
  const SubscriptionState next = after(kContactSends, before.state, stanza);
  if (next == before.state) return {before, false, std::nullopt};
  InboundOutcome outcome{{next, before.pre_approved}, true, std::nullopt};
  if (stanza == SubscriptionStanza::Unsubscribe) outcome.reply = SubscriptionStanza::Unsubscribed;
  return outcome;
}

std::string_view to_string(SubscriptionState state) {
  switch (state) {
    case None:
      return "none";
    case NonePendingOut:
      return "none + pending out";
    case NonePendingIn:
      return "none + pending in";
    case NonePendingOutIn:
      return "none + pending out+in";
    case To:
      return "to";
    case ToPendingIn:
      return "to + pending in";
    case From:
      return "from";
    case FromPendingOut:
      return "from + pending out";
    case Both:
      return "both";
  }
  return "?";
}

std::string_view to_string(SubscriptionStanza stanza) {
  switch (stanza) {
    case SubscriptionStanza::Subscribe:
      return "subscribe";
    case SubscriptionStanza::Unsubscribe:
      return "unsubscribe";
    case SubscriptionStanza::Subscribed:
      return "subscribed";
    case SubscriptionStanza::Unsubscribed:
      return "unsubscribed";
  }
  return "?";
}

std::optional<SubscriptionStanza> subscription_stanza_of(std::string_view presence_type) {
  for (const SubscriptionStanza stanza :
       {SubscriptionStanza::Subscribe, SubscriptionStanza::Unsubscribe,
        SubscriptionStanza::Subscribed, SubscriptionStanza::Unsubscribed}) {
    if (to_string(stanza) == presence_type) return stanza;
  }
  return std::nullopt;
}

}  // namespace gateway
