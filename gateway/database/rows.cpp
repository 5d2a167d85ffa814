#include "gateway/database/rows.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>

#include "gateway/store/stored_tables.hpp"

namespace gateway::database {
namespace {

Error nobody_wrote(std::string_view what, const std::string& value) {
  return {std::string(kCorrupt), "\"" + value + "\" is no " + std::string(what)};
}

Result<Jid> jid_in(const std::string& text) {
  Result<Jid> jid = Jid::parse(text);
  if (jid.has_error()) return nobody_wrote("address", text);
  return jid;
}

Result<UserAndContact> pair_in(const Statement& row) {
  Result<Jid> user = jid_in(row.text(0));
  if (user.has_error()) return user.error();
  Result<Jid> contact = jid_in(row.text(1));
  if (contact.has_error()) return contact.error();
  return UserAndContact{std::move(user.value()), std::move(contact.value())};
}

Result<SubscriptionState> subscription_state_in(const std::string& text) {
  for (const SubscriptionState state :
       {SubscriptionState::None, SubscriptionState::NonePendingOut,
        SubscriptionState::NonePendingIn, SubscriptionState::NonePendingOutIn,
        SubscriptionState::To, SubscriptionState::ToPendingIn, SubscriptionState::From,
        SubscriptionState::FromPendingOut, SubscriptionState::Both}) {
    if (to_string(state) == text) return state;
  }
  return nobody_wrote("state of a subscription", text);
}

Result<Show> show_in(const std::string& text) {
  if (text.empty()) return Show::None;
  const std::optional<Show> show = parse_show(text);
  if (!show) return nobody_wrote("show", text);
  return *show;
}

std::int64_t seconds_of(WallTime time) { return time.time_since_epoch().count(); }
WallTime time_of(std::int64_t seconds) { return WallTime(std::chrono::seconds(seconds)); }

/// Every row, until one cannot be read.
template <class Read>
Result<void> for_each_row(Statement& statement, Read read) {
  while (true) {
    const Result<bool> row = statement.step();
    if (row.has_error()) return row.error();
    if (!row.value()) break;
    if (const Result<void> done = read(statement); done.has_error()) {
      statement.reset();
      return done;
    }
  }
  statement.reset();
  return {};
}

}  // namespace

Result<Rows> Rows::prepare(Connection& connection) {
  Rows rows;
  const std::initializer_list<std::pair<Statement*, const char*>> all = {
      {&rows.put_contact_, "INSERT OR REPLACE INTO contacts VALUES (?, ?, ?, ?)"},
      {&rows.drop_contact_, "DELETE FROM contacts WHERE user = ? AND contact = ?"},
      {&rows.get_contacts_, "SELECT user, contact, added, blocked FROM contacts"},
      {&rows.put_subscription_, "INSERT OR REPLACE INTO subscriptions VALUES (?, ?, ?, ?)"},
      {&rows.drop_subscription_, "DELETE FROM subscriptions WHERE user = ? AND contact = ?"},
      {&rows.get_subscriptions_, "SELECT user, contact, state, pre_approved FROM subscriptions"},
      {&rows.put_presence_, "INSERT OR REPLACE INTO presences VALUES (?, ?, ?, ?, ?)"},
      {&rows.drop_presence_, "DELETE FROM presences WHERE resource = ?"},
      {&rows.get_presences_, "SELECT resource, since, available, show, priority FROM presences"},
      {&rows.put_note_, "INSERT INTO notes VALUES (?, ?, ?, ?)"},
      {&rows.drop_notes_, "DELETE FROM notes WHERE resource = ?"},
      {&rows.get_notes_, "SELECT text, language FROM notes WHERE resource = ? ORDER BY position"},
      {&rows.put_message_, "INSERT OR REPLACE INTO messages VALUES (?, ?, ?, ?, ?)"},
      {&rows.drop_message_, "DELETE FROM messages WHERE id = ?"},
      {&rows.get_messages_,
       "SELECT id, leaving, towards_partner, since, stanza FROM messages ORDER BY id"},
      {&rows.put_next_message_id_,
       "INSERT INTO numbers VALUES ('next_message_id', ?1) "
       "ON CONFLICT DO UPDATE SET value = max(value, ?1)"},
      {&rows.get_next_message_id_, "SELECT value FROM numbers WHERE name = 'next_message_id'"}};
  for (const auto& [statement, sql] : all) {
    Result<Statement> prepared = connection.prepare(sql);
    if (prepared.has_error()) return prepared.error();
    *statement = std::move(prepared.value());
  }
  return rows;
}

// ---- writing
// --------------------------------------------------------------------------------------

Result<void> Rows::apply(const StoreChange& change) {
  return std::visit([this](const auto& row) { return write(row); }, change);
}

Result<void> Rows::write(const StoredContact& contact) {
  const std::string user = contact.pair.user.text();
  const std::string other = contact.pair.contact.text();
  if (forgets(contact)) return drop_contact_.bind(1, user).bind(2, other).run();
  return put_contact_.bind(1, user)
      .bind(2, other)
      .bind(3, std::int64_t{contact.standing.added})
      .bind(4, std::int64_t{contact.standing.blocked})
      .run();
}

Result<void> Rows::write(const StoredSubscription& row) {
  const std::string user = row.pair.user.text();
  const std::string contact = row.pair.contact.text();
  if (forgets(row)) return drop_subscription_.bind(1, user).bind(2, contact).run();
  return put_subscription_.bind(1, user)
      .bind(2, contact)
      .bind(3, to_string(row.subscription.state))
      .bind(4, std::int64_t{row.subscription.pre_approved})
      .run();
}

Result<void> Rows::write(const StoredPresence& presence) {
  const std::string resource = presence.resource.text();
  if (const auto dropped = drop_notes_.bind(1, resource).run(); dropped.has_error()) return dropped;
  if (forgets(presence)) return drop_presence_.bind(1, resource).run();
  const PresenceState& state = *presence.state;
  std::int64_t position = 0;
  for (const Note& note : state.notes) {
    const auto put = put_note_.bind(1, resource)
                         .bind(2, position++)
                         .bind(3, note.language)
                         .bind(4, note.text)
                         .run();
    if (put.has_error()) return put;
  }
  return put_presence_.bind(1, resource)
      .bind(2, seconds_of(presence.since))
      .bind(3, std::int64_t{state.available})
      .bind(4, to_string(state.show))
      .bind(5, std::int64_t{state.priority})
      .run();
}

Result<void> Rows::write(const StoredMessage& message) {
  const auto id = static_cast<std::int64_t>(message.id);
  if (const auto put = put_next_message_id_.bind(1, id + 1).run(); put.has_error()) return put;
  return put_message_.bind(1, id)
      .bind(2, std::int64_t{message.stage == StoredMessage::Stage::Leaving})
      .bind(3, std::int64_t{message.towards_partner})
      .bind(4, seconds_of(message.since))
      .bind(5, message.stanza)
      .run();
}

Result<void> Rows::write(const MessageDone& done) {
  return drop_message_.bind(1, static_cast<std::int64_t>(done.id)).run();
}

// ---- reading
// --------------------------------------------------------------------------------------

Result<StoredState> Rows::load() {
  StoredState state;
  for (const auto read : {&Rows::read_contacts, &Rows::read_subscriptions, &Rows::read_presences,
                          &Rows::read_messages, &Rows::read_next_message_id}) {
    if (const Result<void> done = (this->*read)(state); done.has_error()) return done.error();
  }
  return state;
}

Result<void> Rows::read_contacts(StoredState& state) {
  const auto read = for_each_row(get_contacts_, [&](const Statement& row) -> Result<void> {
    Result<UserAndContact> pair = pair_in(row);
    if (pair.has_error()) return pair.error();
    state.contacts.push_back(
        {std::move(pair.value()), {.added = row.integer(2) != 0, .blocked = row.integer(3) != 0}});
    return {};
  });
  // The order of addresses is not that of their octets.
  std::ranges::sort(state.contacts, {}, &StoredContact::pair);
  return read;
}

Result<void> Rows::read_subscriptions(StoredState& state) {
  const auto read = for_each_row(get_subscriptions_, [&](const Statement& row) -> Result<void> {
    Result<UserAndContact> pair = pair_in(row);
    if (pair.has_error()) return pair.error();
    const Result<SubscriptionState> stands = subscription_state_in(row.text(2));
    if (stands.has_error()) return stands.error();
    state.subscriptions.push_back({std::move(pair.value()), {stands.value(), row.integer(3) != 0}});
    return {};
  });
  std::ranges::sort(state.subscriptions, {}, &StoredSubscription::pair);
  return read;
}

Result<void> Rows::read_presences(StoredState& state) {
  const auto read = for_each_row(get_presences_, [&](const Statement& row) -> Result<void> {
    Result<Jid> resource = jid_in(row.text(0));
    if (resource.has_error()) return resource.error();
    const Result<Show> show = show_in(row.text(3));
    if (show.has_error()) return show.error();
    PresenceState presence;
    presence.available = row.integer(2) != 0;
    presence.show = show.value();
    presence.priority = static_cast<std::int8_t>(row.integer(4));
    if (const auto notes = read_notes(presence, row.text(0)); notes.has_error()) return notes;
    state.presences.push_back(
        {std::move(resource.value()), time_of(row.integer(1)), std::move(presence)});
    return {};
  });
  std::ranges::sort(state.presences, {}, &StoredPresence::resource);
  return read;
}

Result<void> Rows::read_notes(PresenceState& presence, const std::string& resource) {
  get_notes_.bind(1, resource);
  return for_each_row(get_notes_, [&](const Statement& row) -> Result<void> {
    presence.notes.push_back({.text = row.text(0), .language = row.text(1)});
    return {};
  });
}

Result<void> Rows::read_messages(StoredState& state) {
  return for_each_row(get_messages_, [&](const Statement& row) -> Result<void> {
    StoredMessage message;
    message.id = static_cast<std::uint64_t>(row.integer(0));
    message.stage =
        row.integer(1) != 0 ? StoredMessage::Stage::Leaving : StoredMessage::Stage::Waiting;
    message.towards_partner = row.integer(2) != 0;
    message.since = time_of(row.integer(3));
    message.stanza = row.text(4);
    state.messages.push_back(std::move(message));
    return {};
  });
}

Result<void> Rows::read_next_message_id(StoredState& state) {
  return for_each_row(get_next_message_id_, [&](const Statement& row) -> Result<void> {
    state.next_message_id = static_cast<std::uint64_t>(row.integer(0));
    return {};
  });
}

}  // namespace gateway::database
