// The doors of Messages, and the conversations behind them.
#include "gateway/interworking/messages.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "gateway/interworking/messages_state.hpp"
#include "gateway/xml/document.hpp"

namespace gateway {
namespace {

Delivery typing_delivery(const Jid& contact, const Jid& user, const Composing& composing) {
  return {.kind = Delivery::Kind::Typing, .contact = contact, .user = user, .composing = composing};
}

void report_unreadable(Surroundings& around) {
  around.log(Severity::Error, "message-failed",
             "a message in the store cannot be read; it is lost");
}

}  // namespace

Messages::Messages() : state_(std::make_unique<State>()) {}
Messages::~Messages() = default;

void Messages::begin(const StoredState& stored, Surroundings& around) {
  for (const StoredMessage& message : stored.messages) state_->begin(message, around);
}

bool Messages::on_response(sip::RequestId request, const sip::Message& response,
                           Surroundings& around) {
  auto delivery = state_->deliveries.answered(request);
  if (!delivery) return false;
  const Jid user = delivery->user;
  state_->on_answer(std::move(*delivery), response, around);
  state_->pump(user, around);
  return true;
}

void Messages::on_contact_presence(const Jid& contact, bool available, Surroundings& around) {
  const Jid bare = contact.bare();
  // All conversations of one contact stand together, those with nobody before all others.
  auto one = state_->conversations.lower_bound(ConversationKey{bare, Jid({}, bare.domain(), {})});
  std::vector<Delivery> deliveries;  // afterwards: a delivery may make room among conversations
  for (; one != state_->conversations.end() && one->first.contact == bare; ++one) {
    auto& [key, conversation] = *one;
    conversation.unlock();
    const Jid* typing = conversation.typing_contact();
    if (available || typing == nullptr || *typing != contact) continue;
    const auto idle = conversation.contact_types(ChatState::Paused, contact, around.now.instant);
    state_->reschedule(key);
    if (idle) deliveries.push_back(typing_delivery(contact, key.user, *idle));
  }
  for (Delivery& delivery : deliveries) state_->deliver(std::move(delivery), around);
}

void Messages::on_deadline(Surroundings& around) {
  const Instant now = around.now.instant;
  while (!state_->answers_due.empty() && state_->answers_due.begin()->first <= now) {
    const std::uint64_t reference = state_->answers_due.begin()->second;
    state_->answers_due.erase(state_->answers_due.begin());
    const auto found = state_->sent.find(reference);
    if (found != state_->sent.end()) state_->promise(reference, found->second, around);
  }
  while (!state_->typing_due.empty() && state_->typing_due.begin()->first <= now) {
    const ConversationKey key = state_->typing_due.begin()->second;
    state_->typing_due.erase(state_->typing_due.begin());
    state_->scheduled.erase(key);
    state_->on_typing_due(key, around);
    state_->reschedule(key);
  }
}

std::optional<Instant> Messages::next_deadline() const {
  std::optional<Instant> next;
  if (!state_->answers_due.empty()) next = state_->answers_due.begin()->first;
  if (!state_->typing_due.empty()) {
    const Instant typing = state_->typing_due.begin()->first;
    next = next ? std::min(*next, typing) : typing;
  }
  return next;
}

// ---- conversations

Conversation& Messages::State::conversation(const ConversationKey& key, Instant now) {
  const auto found = conversations.find(key);
  if (found != conversations.end()) return found->second;
  if (conversations.size() >= kConversationsMax) {
    std::erase_if(conversations, [&](const auto& one) {
      return one.second.is_over(now) && !one.second.next_deadline();
    });
  }
  // Should all of them be alive, one loses its lock and its thread: nothing that cannot be borne.
  if (conversations.size() >= kConversationsMax) conversations.erase(conversations.begin());
  return conversations[key];
}

void Messages::State::reschedule(const ConversationKey& key) {
  if (const auto old = scheduled.find(key); old != scheduled.end()) {
    typing_due.erase({old->second, key});
    scheduled.erase(old);
  }
  const auto found = conversations.find(key);
  if (found == conversations.end()) return;
  const auto next = found->second.next_deadline();
  if (!next) return;
  scheduled.emplace(key, *next);
  typing_due.emplace(*next, key);
}

void Messages::State::on_typing_due(const ConversationKey& key, Surroundings& around) {
  const auto found = conversations.find(key);
  if (found == conversations.end()) return;
  Conversation& conversation = found->second;
  const Jid contact =
      conversation.typing_contact() != nullptr ? *conversation.typing_contact() : key.contact;
  const Conversation::Due due = conversation.on_deadline(around.now.instant);
  const Jid* user = conversation.typing_user();
  if (due.to_contact && user != nullptr) {
    send_chat_state(*due.to_contact, *user, key.contact, conversation, around);
  }
  // Last: a delivery may make room among conversations.
  if (due.to_user) deliver(typing_delivery(contact, key.user, *due.to_user), around);
}

// ---- after a restart (docs/interworking.md 9)

void Messages::State::begin(const StoredMessage& message, Surroundings& around) {
  if (message.towards_partner) {
    // All that was handed over to a stream's queue may have left it.
    auto stored = read_stored_text(message.stanza);
    if (!stored) {
      around.changes.emplace_back(MessageDone{message.id});
      return report_unreadable(around);
    }
    around.log(Severity::Warning, "message-failed",
               "a message of " + stored->user.bare().text() + " to " + stored->contact.text() +
                   " was under way when the gateway stopped; its sender is told");
    report_failure(message.id, *stored, StanzaCondition::InternalServerError, around);
    if (stored->in_store) around.changes.emplace_back(MessageDone{message.id});
    return;
  }
  const auto stanza = xml::parse_document(message.stanza, kStoredLimits);
  const auto addresses = stanza ? addresses_of(*stanza) : std::nullopt;
  if (!addresses) {
    around.changes.emplace_back(MessageDone{message.id});
    return report_unreadable(around);
  }
  Delivery delivery{.contact = addresses->from,
                    .user = addresses->to.bare(),
                    .stanza = *stanza,
                    .stored = message.id,
                    .in_store = true};
  if (message.stage == StoredMessage::Stage::Waiting) {
    return deliver(std::move(delivery), around);
  }
  // Nobody knows whether it left: as if no answer had come.
  fail(delivery, 408, {}, around);
}

}  // namespace gateway
