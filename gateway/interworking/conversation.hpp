// What is remembered of a user and a contact who write to each other: which resource answers, which
// thread, whether states of typing are wanted and which was said last. RFC 6121 5.1 and 5.2.5,
// RFC 7573 6, XEP-0085 5. Pure.
#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "gateway/base/entropy.hpp"
#include "gateway/base/time.hpp"
#include "gateway/interworking/typing.hpp"
#include "gateway/xmpp/jid.hpp"

namespace gateway {

/// Both bare. The contact stands first: its presence concerns all its conversations.
struct ConversationKey {
  Jid contact;
  Jid user;
  friend auto operator<=>(const ConversationKey&, const ConversationKey&) = default;
};

class Conversation {
 public:
  /// RFC 7573 6.1: what was silent that long is over.
  static constexpr Duration kLifetime = std::chrono::minutes(10);
  /// A contact who claims to be typing is believed that many times RFC 3994's 60 s.
  static constexpr int kRepeatsMax = 10;

  // ---- texts

  /// The contact wrote a text from this address.
  void contact_wrote(const Jid& from, const std::string& thread,
                     const std::optional<ChatState>& state, Instant now);
  /// Presence of a resource of the contact: the next text goes to the bare address.
  void unlock() { locked_.clear(); }
  bool is_over(Instant now) const { return now - last_ > kLifetime; }
  /// The contact has written and it was not long ago: "chat" (docs/interworking.md 6).
  bool is_open(Instant now) const { return open_ && !is_over(now); }
  /// Where a text of the user's goes.
  Jid address_of(const Jid& contact, Instant now) const;

  /// The Call-ID for a text of the contact's; a new one for each text outside a thread.
  std::string call_id_of(const std::string& thread, Entropy& entropy);
  /// The thread for a text of the user's: the contact's inside a conversation (RFC 6121 5.1).
  std::string thread_of(const std::string& call_id, Instant now);
  /// The thread of a state: whatever the last text had.
  const std::string& thread() const { return thread_; }

  // ---- the contact types

  /// @return the document to send, if the user has to hear of it
  std::optional<Composing> contact_types(ChatState state, const Jid& from, Instant now);
  const Jid* typing_contact() const { return typing_from_ ? &*typing_from_ : nullptr; }

  // ---- the user types

  /// @return the state to send, if the contact wants to hear of it
  std::optional<ChatState> user_types(const Composing& composing, const Jid& user, Instant now);
  /// The user wrote a text. @return whether it carries <active/>
  bool user_wrote(Instant now);
  const Jid* typing_user() const { return typing_user_ ? &*typing_user_ : nullptr; }

  // ---- time

  struct Due {
    std::optional<Composing> to_user;
    std::optional<ChatState> to_contact;
  };
  Due on_deadline(Instant now);
  std::optional<Instant> next_deadline() const;

 private:
  void remember(std::string call_id, std::string thread);

  bool open_ = false;
  Instant last_;
  std::string locked_;  // resource; empty: none
  std::string thread_;
  bool thread_is_contacts_ = false;
  std::deque<std::pair<std::string, std::string>> threads_;  // Call-ID, thread; the newest last

  std::optional<Jid> typing_from_;  // the user was told that this contact types
  std::optional<Instant> repeat_at_;
  int repeats_ = 0;

  bool wants_states_ = false;
  std::optional<ChatState> told_;  // the contact, last
  std::optional<Jid> typing_user_;
  std::optional<Instant> idle_at_;
};

}  // namespace gateway
