// Stored values as rows and back. Inside gateway/database only.
#pragma once

#include <map>
#include <string>

#include "gateway/database/connection.hpp"
#include "gateway/store/store.hpp"

namespace gateway::database {

class Rows {
 public:
  /// Prepares every statement. The connection must outlive them.
  static Result<Rows> prepare(Connection& connection);

  Result<void> apply(const StoreChange& change);
  /// @return kCorrupt too, for a value that no gateway wrote
  Result<StoredState> load();

 private:
  Result<void> write(const StoredContact& contact);
  Result<void> write(const StoredSubscription& subscription);
  Result<void> write(const StoredPresence& presence);
  Result<void> write(const StoredMessage& message);
  Result<void> write(const MessageDone& done);

  Result<void> read_contacts(StoredState& state);
  Result<void> read_subscriptions(StoredState& state);
  Result<void> read_presences(StoredState& state);
  Result<void> read_notes(PresenceState& presence, const std::string& resource);
  Result<void> read_messages(StoredState& state);
  Result<void> read_next_message_id(StoredState& state);

  Statement put_contact_, drop_contact_, get_contacts_;
  Statement put_subscription_, drop_subscription_, get_subscriptions_;
  Statement put_presence_, drop_presence_, get_presences_;
  Statement put_note_, drop_notes_, get_notes_;
  Statement put_message_, drop_message_, get_messages_;
  Statement put_next_message_id_, get_next_message_id_;
};

}  // namespace gateway::database
