// Everything about presence between one local user and one contact, in both directions.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/interworking/surroundings.hpp"
#include "gateway/presence/presence_state.hpp"
#include "gateway/presence/subscription.hpp"
#include "gateway/sip/notifier.hpp"
#include "gateway/sip/subscriber.hpp"

namespace gateway {

/// An endpoint of the local user, as the pool describes it for one contact.
struct UserEndpoint {
  PresenceState state;            // notes as the pool gave them
  PresenceState shown;            // as the contact saw it last
  std::optional<WallTime> dated;  // of the tuple: older ones are dropped
};

/// The probe of a contact that waits for what the pool says.
struct WaitingProbe {
  Jid asker;
  Jid asked;  // bare, or one endpoint
  std::string id;
};

struct ContactResource {
  PresenceState state;
  Instant heard;
};

/// Our subscription at the pool on the contact's behalf.
struct PoolDialog {
  std::uint64_t number = 0;
  std::unique_ptr<sip::Subscriber> subscriber;
  bool fetch = false;
  bool described = false;  // a NOTIFY said how the user is
  bool leaving = false;    // given up: only its last NOTIFY is awaited
};

/// A dialog in which an endpoint of the user watches the contact.
struct Watcher {
  std::uint64_t number = 0;
  std::unique_ptr<sip::Notifier> notifier;
  /// A fetch that waits for the contact's answer to a probe until then.
  std::optional<Instant> answer_by;
};

struct PresencePair {
  explicit PresencePair(UserAndContact pair_names) : names(std::move(pair_names)) {}

  UserAndContact names;
  Subscription subscription;

  // ---- the contact watches the user (docs/interworking.md 3)
  std::list<PoolDialog> pool_dialogs;             // at most one is not leaving
  std::map<std::string, UserEndpoint> endpoints;  // by resource; only those that are there
  std::optional<WallTime> offline_since;
  /// After a restart: the contact may see endpoints that nobody here remembers.
  bool may_see_ghosts = false;
  std::vector<WaitingProbe> probes;
  std::optional<Instant> subscribe_again_at;
  std::optional<Instant> hide_at;  // the pool is silent: what it said holds until then

  // ---- the user watches the contact (4)
  std::list<Watcher> watchers;
  std::map<std::string, ContactResource> resources;  // by resource
  std::string request_id;                            // of the `subscribe` that waits for an answer
  std::optional<Instant> request_again_at;
  std::string probe_id;
  std::optional<Instant> probe_by;  // the answer is due
  std::optional<Instant> probe_at;  // the next one

  PoolDialog* pool_dialog();  // the one that counts, or null
  /// Nothing left that anybody would miss.
  bool is_idle() const;
  std::optional<Instant> next_deadline() const;
};

/// Whose request a response answers.
struct PresenceRoute {
  UserAndContact pair;
  std::uint64_t dialog = 0;  // the number of a PoolDialog or a Watcher
};

/// What the two directions work with while one event is handled.
struct PresenceContext {
  PresencePair& pair;
  Surroundings& surroundings;
  std::map<sip::RequestId, PresenceRoute>& routes;
  std::uint64_t& next_dialog;

  /// Moves the subscription, and sees to it that a restart finds it so.
  void set_subscription(const Subscription& next);
  /// A subscription stanza from the bare JID of the user to that of the contact (RFC 6121 3), with
  /// an id of its own.
  /// @return the id
  std::string send_to_contact(SubscriptionStanza stanza);
  AccessVerdict may(Path path, Towards towards) const {
    return surroundings.directory.may(pair.names, path, towards);
  }
  void send_request(sip::Message request, std::uint64_t dialog) {
    routes.insert_or_assign(surroundings.send(std::move(request)),
                            PresenceRoute{pair.names, dialog});
  }
};

}  // namespace gateway
