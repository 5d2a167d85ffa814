// What survives the gateway: users' lists, subscriptions, what was last known of contacts, messages
// that were promised. Behind an interface, so that the core knows no file and the simulation can
// fail it between any two writes. docs/interworking.md 9.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/base/time.hpp"
#include "gateway/policy/access.hpp"
#include "gateway/presence/presence_state.hpp"
#include "gateway/presence/subscription.hpp"
#include "gateway/xmpp/jid.hpp"

namespace gateway {

/// A local user and a contact, both bare.
struct UserAndContact {
  Jid user;
  Jid contact;
  friend auto operator<=>(const UserAndContact&, const UserAndContact&) = default;
};

/// What the user made of the contact; neither added nor blocked: forgotten.
struct StoredContact {
  UserAndContact pair;
  ContactStanding standing;
};
/// State None without pre-approval: forgotten.
struct StoredSubscription {
  UserAndContact pair;
  Subscription subscription;
};
/// The last presence of a resource: a contact's, or a local user's endpoint as partners saw it.
/// Without state: forgotten.
struct StoredPresence {
  Jid resource;  // full
  WallTime since;
  std::optional<PresenceState> state;
};
/// A message that was promised (answered with 202, or taken from a stream) and has not left.
struct StoredMessage {
  enum class Stage : std::uint8_t {
    Waiting,  // not handed over yet: may be sent after a restart
    Leaving,  // handed over, nothing heard yet: after a restart nobody knows
  };
  std::uint64_t id = 0;  // never used twice
  Stage stage = Stage::Waiting;
  bool towards_partner = false;
  WallTime since;
  std::string stanza;  // XML of a message stanza
};
struct MessageDone {
  std::uint64_t id = 0;
};

using StoreChange =
    std::variant<StoredContact, StoredSubscription, StoredPresence, StoredMessage, MessageDone>;

struct StoredState {
  std::vector<StoredContact> contacts;
  std::vector<StoredSubscription> subscriptions;
  std::vector<StoredPresence> presences;
  std::vector<StoredMessage> messages;  // in order of id
  std::uint64_t next_message_id = 1;
};

class Store {
 public:
  virtual ~Store() = default;
  /// @return "store-unreadable", "store-too-new"
  virtual Result<StoredState> load() = 0;
  /// All of them or none, and safe on disk when it returns.
  /// @return "store-write"
  virtual Result<void> commit(const std::vector<StoreChange>& changes) = 0;

 protected:
  Store() = default;
  Store(const Store&) = default;
  Store& operator=(const Store&) = default;
};

}  // namespace gateway
