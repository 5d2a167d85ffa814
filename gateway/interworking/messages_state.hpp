// The inside of Messages: conversations, what is under way to users, what was sent for them and may
// still fail. By direction: messages_from_partner.cpp, messages_to_user.cpp,
// messages_from_user.cpp.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "gateway/interworking/conversation.hpp"
#include "gateway/interworking/delivery.hpp"
#include "gateway/interworking/message_in.hpp"
#include "gateway/interworking/message_out.hpp"
#include "gateway/interworking/messages.hpp"
#include "gateway/xml/document.hpp"

namespace gateway {

inline constexpr std::string_view kReceipts = "urn:xmpp:receipts";

/// A text of a user's that was handed over to the XMPP side.
struct SentText {
  std::string stanza_id;
  Jid user;     // as it wrote
  Jid contact;  // as the stanza was addressed
  std::string call_id;
  std::optional<NotificationRequest> asks;
  /// The MESSAGE without its body, until it is answered.
  std::optional<std::pair<sip::TransactionId, sip::Message>> unanswered;
  Instant answer_at;
  bool in_store = false;
  bool taken = false;  // it is on a stream
};

/// Whom to tell once a notification says that a contact's text arrived.
struct AwaitedReceipt {
  Jid contact;
  Jid user;  // bare
  std::string stanza_id;
  std::string type;
};

struct Messages::State {
  static constexpr std::size_t kConversationsMax = 10'000;
  static constexpr std::size_t kSentMax = 10'000;
  static constexpr std::size_t kReceiptsMax = 10'000;
  /// What fails so soon is the answer to MESSAGE; then it is promised (docs/interworking.md 6).
  static constexpr Duration kHold = std::chrono::seconds(2);

  // ---- conversations (messages.cpp)
  Conversation& conversation(const ConversationKey& key, Instant now);
  void reschedule(const ConversationKey& key);
  void on_typing_due(const ConversationKey& key, Surroundings& around);
  void make_room(Surroundings& around);
  void begin(const StoredMessage& message, Surroundings& around);

  // ---- from a contact (messages_from_partner.cpp)
  void on_text(const xml::Element& stanza, const StanzaAddresses& addresses, Surroundings& around);
  void on_chat_state(ChatState state, const StanzaAddresses& addresses, Surroundings& around);
  void on_receipt(const xml::Element& stanza, const StanzaAddresses& addresses,
                  Surroundings& around);
  void on_error(const xml::Element& stanza, const StanzaAddresses& addresses, Surroundings& around);
  bool fits(const xml::Element& stanza, const StanzaAddresses& addresses, Surroundings& around);

  // ---- to a user (messages_to_user.cpp)
  void deliver(Delivery delivery, Surroundings& around);
  void pump(const Jid& user, Surroundings& around);
  bool send_now(Delivery delivery, Surroundings& around);
  std::optional<sip::Message> request_of(Delivery& delivery, Surroundings& around);
  sip::Message text_request(const SipParties& parties, Delivery& delivery, Surroundings& around);
  void on_answer(Delivery delivery, const sip::Message& response, Surroundings& around);
  /// Bounces a text; what knows no bounce is dropped.
  void fail(const Delivery& delivery, int status, const std::string& new_address,
            Surroundings& around);
  void refuse(const Delivery& delivery, const std::string& why, Surroundings& around);
  void send_error(const Delivery& delivery, xml::Element error, Surroundings& around);
  void done(const Delivery& delivery, Surroundings& around);
  void notify_user(Delivery notice, const DeliveryNotification& notification, Surroundings& around);
  void report_failure(std::uint64_t reference, SentText& text, StanzaCondition condition,
                      Surroundings& around);

  // ---- from a user (messages_from_user.cpp)
  void on_said(sip::TransactionId transaction, const sip::Message& request,
               const SipAddresses& addresses, const SaidText& said, Surroundings& around);
  void on_user_typing(const SipAddresses& addresses, const Composing& composing,
                      Surroundings& around);
  void on_notification(const SipAddresses& addresses, const DeliveryNotification& notification,
                       Surroundings& around);
  void send_chat_state(ChatState state, const Jid& user, const Jid& contact,
                       Conversation& conversation, Surroundings& around);
  void promise(std::uint64_t reference, SentText& sent, Surroundings& around);
  void answer(SentText& sent, int status, Surroundings& around,
              const std::string& new_address = {});
  void forget(std::map<std::uint64_t, SentText>::iterator sent, Surroundings& around);

  std::map<ConversationKey, Conversation> conversations;
  std::set<std::pair<Instant, ConversationKey>> typing_due;
  std::map<ConversationKey, Instant> scheduled;

  Deliveries deliveries;
  std::set<std::uint64_t> bounces;  // contacts' texts: the error is under way to a stream
  std::set<Jid> without_typing;     // users whose endpoints answered 415 (RFC 3994 4)
  std::set<Jid> without_wrapper;    // the same for message/cpim

  std::map<std::string, AwaitedReceipt> receipts;  // by Message-ID
  std::deque<std::string> receipts_in_order;

  std::map<std::uint64_t, SentText> sent;           // by reference
  std::map<std::string, std::uint64_t> sent_by_id;  // of the stanza
  std::set<std::pair<Instant, std::uint64_t>> answers_due;
};

/// A refusal of MESSAGE that the user may read about (docs/interworking.md 2).
void refuse_message(sip::TransactionId transaction, const sip::Message& request,
                    const SipRefusal& refusal, Surroundings& around);

/// The condition of an error stanza, its text and whom it is about (RFC 7247 7.1).
struct StanzaErrorRead {
  StanzaCondition condition = StanzaCondition::UndefinedCondition;
  std::string new_address;  // a sip URI, if `gone` or `redirect` names one that has one
  int status = 500;
};
StanzaErrorRead read_error(const xml::Element& stanza, const Jid& from);

/// What was let in once, with what the stored form adds.
inline constexpr xml::ReaderLimits kStoredLimits{.stanza_bytes_max = 4194304};
/// The stored form: without the words, for it is never sent again; with what a report needs.
std::string stored_text(const SentText& sent);
std::optional<SentText> read_stored_text(const std::string& text);

}  // namespace gateway
