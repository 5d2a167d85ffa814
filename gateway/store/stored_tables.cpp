#include "gateway/store/stored_tables.hpp"

#include <algorithm>

namespace gateway {
namespace {

template <class Key, class Row>
void put(std::map<Key, Row>& table, const Key& key, const Row& row) {
  if (forgets(row)) {
    table.erase(key);
  } else {
    table.insert_or_assign(key, row);
  }
}

template <class Key, class Row>
std::vector<Row> rows_of(const std::map<Key, Row>& table) {
  std::vector<Row> rows;
  rows.reserve(table.size());
  for (const auto& [key, row] : table) rows.push_back(row);
  return rows;
}

}  // namespace

bool forgets(const StoredContact& contact) {
  return !contact.standing.added && !contact.standing.blocked;
}

bool forgets(const StoredSubscription& subscription) {
  return subscription.subscription == Subscription{};
}

bool forgets(const StoredPresence& presence) { return !presence.state; }

void StoredTables::apply(const StoreChange& change) {
  struct Visitor {
    StoredTables& tables;
    void operator()(const StoredContact& row) { put(tables.contacts_, row.pair, row); }
    void operator()(const StoredSubscription& row) { put(tables.subscriptions_, row.pair, row); }
    void operator()(const StoredPresence& row) { put(tables.presences_, row.resource, row); }
    void operator()(const StoredMessage& row) {
      tables.messages_.insert_or_assign(row.id, row);
      tables.next_message_id_ = std::max(tables.next_message_id_, row.id + 1);
    }
    void operator()(const MessageDone& done) { tables.messages_.erase(done.id); }
  };
  std::visit(Visitor{*this}, change);
}

StoredState StoredTables::state() const {
  return {.contacts = rows_of(contacts_),
          .subscriptions = rows_of(subscriptions_),
          .presences = rows_of(presences_),
          .messages = rows_of(messages_),
          .next_message_id = next_message_id_};
}

}  // namespace gateway
