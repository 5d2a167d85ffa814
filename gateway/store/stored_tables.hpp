// What a store holds, keyed, and what each change does to it: one meaning for every kind of store.
#pragma once

#include <map>
#include <vector>

#include "gateway/store/store.hpp"

namespace gateway {

class StoredTables {
 public:
  void apply(const StoreChange& change);
  /// In order of pair, resource and id.
  StoredState state() const;

 private:
  std::map<UserAndContact, StoredContact> contacts_;
  std::map<UserAndContact, StoredSubscription> subscriptions_;
  std::map<Jid, StoredPresence> presences_;
  std::map<std::uint64_t, StoredMessage> messages_;
  std::uint64_t next_message_id_ = 1;
};

/// What a change leaves behind is nothing worth keeping (store.hpp says so for each).
bool forgets(const StoredContact& contact);
bool forgets(const StoredSubscription& subscription);
bool forgets(const StoredPresence& presence);

}  // namespace gateway
