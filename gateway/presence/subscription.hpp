// The subscription between a local user and a contact, as the user's server keeps it: the nine
// states of RFC 6121 appendix A.1 and what each stanza does in each of them (A.2, A.3). Pure; the
// table is in subscription.cpp. Pre-approval (3.4) stands beside the state: it never leaves the
// user's server.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gateway {

/// In the order of A.1, from the point of view of the local user.
enum class SubscriptionState : std::uint8_t {
  None,
  NonePendingOut,
  NonePendingIn,
  NonePendingOutIn,
  To,
  ToPendingIn,
  From,
  FromPendingOut,
  Both,
};

/// The four subscription stanzas, in the order of A.2.
enum class SubscriptionStanza : std::uint8_t { Subscribe, Unsubscribe, Subscribed, Unsubscribed };

struct Subscription {
  SubscriptionState state = SubscriptionState::None;
  bool pre_approved = false;

  /// The user may see the contact (To, Both).
  bool user_sees_contact() const;
  /// The contact may see the user (From, Both).
  bool contact_sees_user() const;
  bool pending_out() const;
  bool pending_in() const;

  friend bool operator==(const Subscription&, const Subscription&) = default;
};

/// What the local user's own stanza comes to (A.2).
struct OutboundOutcome {
  Subscription subscription;
  bool route = false;  // to the contact
};
OutboundOutcome user_sends(Subscription before, SubscriptionStanza stanza);

/// What the contact's stanza comes to (A.3).
struct InboundOutcome {
  Subscription subscription;
  bool deliver = false;                     // to the user
  std::optional<SubscriptionStanza> reply;  // to the contact, on the user's behalf
};
InboundOutcome contact_sends(Subscription before, SubscriptionStanza stanza);

std::string_view to_string(SubscriptionState state);    // "none + pending out"
std::string_view to_string(SubscriptionStanza stanza);  // the presence type: "subscribe"
std::optional<SubscriptionStanza> subscription_stanza_of(std::string_view presence_type);

}  // namespace gateway
