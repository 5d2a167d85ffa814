// A user's MESSAGE: text, typing, or the notification that a contact's text arrived; and when it is
// answered. RFC 7572 5, RFC 3428 7, docs/interworking.md 6, 8 and 9.
#include <utility>

#include "gateway/interworking/message_out.hpp"
#include "gateway/interworking/messages_state.hpp"
#include "gateway/xml/document.hpp"
#include "gateway/xml/writer.hpp"
#include "gateway/xmpp/namespaces.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {
namespace {

constexpr std::size_t kIdOctets = 8;
constexpr std::size_t kTagOctets = 4;
/// In the store only: what the SIP side must know of a text of its own.
constexpr std::string_view kOurs = "urn:xmpp-gateway:sip";

void respond(sip::TransactionId transaction, const sip::Message& request, int status,
             Surroundings& around, const std::optional<sip::Header>& header = std::nullopt) {
  sip::Message response = sip::response_to(request, status, random_hex(around.entropy, kTagOctets));
  if (header) response.set_header(header->name, header->value);
  around.respond(transaction, std::move(response));
}

/// The gateway is between our domains and those of others, in this direction.
std::optional<SipRefusal> refusal_of_domains(const SipAddresses& addresses, Surroundings& around) {
  const Settings& settings = around.directory.settings();
  const bool from_us = settings.is_ours(addresses.user.domain());
  if (settings.is_ours(addresses.contact.domain())) {
    // RFC 7247 8: what we sent comes back.
    if (!from_us) return SipRefusal{482, std::nullopt, "it came from here: a loop of the pool"};
    return SipRefusal{404, std::nullopt, "both addresses are ours"};
  }
  if (!from_us) return SipRefusal{403, std::nullopt, "the sender is in none of our domains"};
  return std::nullopt;
}

Path path_of(const SipContent& content) {
  if (std::holds_alternative<Composing>(content)) return Path::Typing;
  if (std::holds_alternative<DeliveryNotification>(content)) return Path::Receipt;
  return Path::Message;
}

xml::Element make_message(const Jid& from, const Jid& to, std::string_view type) {
  xml::Element stanza(ns::kServer, "message");
  stanza.set("from", from.text()).set("to", to.text()).set("type", type);
  return stanza;
}

void add_text(xml::Element& stanza, std::string_view name, const std::string& text) {
  if (!text.empty()) stanza.add(xml::Element(ns::kServer, name)).add_text(text);
}

}  // namespace

void refuse_message(sip::TransactionId transaction, const sip::Message& request,
                    const SipRefusal& refusal, Surroundings& around) {
  around.log(refusal.status == 482 ? Severity::Warning : Severity::Info, "message-refused",
             "a MESSAGE of " + request.from.uri + " to " + request.request_uri + " got " +
                 std::to_string(refusal.status) + ": " + refusal.why);
  respond(transaction, request, refusal.status, around, refusal.header);
}

void Messages::on_sip_message(sip::TransactionId transaction, const sip::Message& request,
                              Surroundings& around) {
  auto read = addresses_of_sip(request);
  if (const auto* refusal = std::get_if<SipRefusal>(&read)) {
    return refuse_message(transaction, request, *refusal, around);
  }
  const SipAddresses& addresses = std::get<SipAddresses>(read);
  if (const auto refusal = refusal_of_domains(addresses, around)) {
    return refuse_message(transaction, request, *refusal, around);
  }
  const SipContent content = content_of(request);
  const UserAndContact pair{addresses.user.bare(), addresses.contact.bare()};
  const AccessVerdict verdict = around.directory.may(pair, path_of(content), Towards::Partner);
  if (const auto* notification = std::get_if<DeliveryNotification>(&content)) {
    respond(transaction, request, 200, around);
    if (verdict.allowed()) state_->on_notification(addresses, *notification, around);
    return;
  }
  if (!verdict.allowed()) {
    return refuse_message(transaction, request,
                          {403, std::nullopt, std::string(to_string(*verdict.refusal))}, around);
  }
  if (const auto* refusal = std::get_if<SipRefusal>(&content)) {
    return refuse_message(transaction, request, *refusal, around);
  }
  if (const auto* composing = std::get_if<Composing>(&content)) {
    respond(transaction, request, 202, around);
    return state_->on_user_typing(addresses, *composing, around);
  }
  state_->on_said(transaction, request, addresses, std::get<SaidText>(content), around);
}

// ---- text

void Messages::State::on_said(sip::TransactionId transaction, const sip::Message& request,
                              const SipAddresses& addresses, const SaidText& said,
                              Surroundings& around) {
  const Instant now = around.now.instant;
  if (around.dependencies.datagrams && to_wire(request).size() > kDatagramMessageMax) {
    return refuse_message(transaction, request,
                          {513, std::nullopt, "over 1300 octets by UDP (RFC 3428 8)"}, around);
  }
  const ConversationKey key{addresses.contact.bare(), addresses.user.bare()};
  Conversation& talk = conversation(key, now);
  const bool open = talk.is_open(now);
  SentText text{.stanza_id = random_hex(around.entropy, kIdOctets),
                .user = addresses.user,
                .contact = talk.address_of(addresses.contact, now),
                .call_id = request.call_id,
                .asks = said.asks,
                .unanswered = {},
                .answer_at = now + kHold};
  xml::Element stanza = make_message(text.user, text.contact, open ? "chat" : "normal");
  stanza.set("id", text.stanza_id);
  if (!said.language.empty()) {
    stanza.attributes.push_back({std::string(ns::kXml), "lang", said.language});
  }
  add_text(stanza, "subject", said.subject);
  add_text(stanza, "body", said.text);
  add_text(stanza, "thread", talk.thread_of(request.call_id, now));
  // XEP-0085 5.4: states belong to chats.
  if (talk.user_wrote(now) && open) stanza.add(make_chat_state(ChatState::Active));
  if (said.asks && said.asks->positive) stanza.add(xml::Element(kReceipts, "request"));
  reschedule(key);
  if (xml::write(stanza).size() > around.directory.settings().limits.stanza_bytes_max) {
    return refuse_message(transaction, request, {513, std::nullopt, "larger than a stanza may be"},
                          around);
  }

  make_room(around);
  const std::uint64_t reference = around.next_message++;
  sip::Message head = request;
  head.body.clear();
  text.unanswered.emplace(transaction, std::move(head));
  answers_due.emplace(text.answer_at, reference);
  sent_by_id.emplace(text.stanza_id, reference);
  sent.emplace(reference, std::move(text));
  around.send(StanzaToPartner{.stanza = std::move(stanza), .reference = reference});
}

/// The oldest are forgotten; what may still fail then, fails unheard.
void Messages::State::make_room(Surroundings& around) {
  while (sent.size() >= kSentMax) {
    const auto oldest = sent.begin();
    if (oldest->second.unanswered) promise(oldest->first, oldest->second, around);
    forget(oldest, around);
  }
}

void Messages::State::forget(std::map<std::uint64_t, SentText>::iterator text,
                             Surroundings& around) {
  if (text->second.in_store) around.changes.emplace_back(MessageDone{text->first});
  answers_due.erase({text->second.answer_at, text->first});
  sent_by_id.erase(text->second.stanza_id);
  sent.erase(text);
}

void Messages::on_stanza_taken(std::uint64_t reference, Surroundings& around) {
  if (state_->bounces.erase(reference) > 0) around.changes.emplace_back(MessageDone{reference});
  const auto found = state_->sent.find(reference);
  if (found == state_->sent.end()) return;
  SentText& text = found->second;
  text.taken = true;
  if (text.unanswered) state_->answer(text, 202, around);
  state_->answers_due.erase({text.answer_at, reference});
  if (text.in_store) around.changes.emplace_back(MessageDone{reference});
  text.in_store = false;
}

/// It waits for a stream: 202, and kept (docs/interworking.md 9). Whether it has left is known only
/// afterwards; so it counts as leaving from here on.
void Messages::State::promise(std::uint64_t reference, SentText& text, Surroundings& around) {
  if (!text.unanswered) return;
  around.changes.emplace_back(StoredMessage{.id = reference,
                                            .stage = StoredMessage::Stage::Leaving,
                                            .towards_partner = true,
                                            .since = around.now.wall,
                                            .stanza = stored_text(text)});
  text.in_store = true;
  answer(text, 202, around);
}

void Messages::State::answer(SentText& text, int status, Surroundings& around,
                             const std::string& new_address) {
  if (!text.unanswered) return;
  const auto& [transaction, request] = *text.unanswered;
  sip::Message response = sip::response_to(request, status, random_hex(around.entropy, kTagOctets));
  if (!new_address.empty()) response.contacts.push_back({{}, new_address, {}});
  around.respond(transaction, std::move(response));
  text.unanswered.reset();
}

std::string stored_text(const SentText& text) {
  xml::Element stanza = make_message(text.user, text.contact, "normal");
  stanza.set("id", text.stanza_id);
  xml::Element& ours = stanza.add(xml::Element(kOurs, "sip"));
  ours.set("call-id", text.call_id);
  if (text.asks) {
    ours.set("message-id", text.asks->message_id).set("date-time", text.asks->date_time);
    if (text.asks->positive) ours.set("positive", "true");
    if (text.asks->negative) ours.set("negative", "true");
  }
  return xml::write_document(stanza);
}

std::optional<SentText> read_stored_text(const std::string& stored) {
  const auto stanza = xml::parse_document(stored, kStoredLimits);
  if (!stanza) return std::nullopt;
  const auto addresses = addresses_of(*stanza);
  if (!addresses) return std::nullopt;
  SentText text{.stanza_id = std::string(stanza->attribute_or("id", "")),
                .user = addresses->from,
                .contact = addresses->to,
                .call_id = {},
                .asks = {},
                .unanswered = {},
                .answer_at = {},
                .in_store = true};
  const xml::Element* ours = stanza->child(kOurs, "sip");
  if (ours == nullptr) return text;
  text.call_id = ours->attribute_or("call-id", "");
  const std::string message_id(ours->attribute_or("message-id", ""));
  if (message_id.empty()) return text;
  text.asks = NotificationRequest{.message_id = message_id,
                                  .date_time = std::string(ours->attribute_or("date-time", "")),
                                  .positive = ours->attribute("positive").has_value(),
                                  .negative = ours->attribute("negative").has_value()};
  return text;
}

// ---- typing and receipts

void Messages::State::on_user_typing(const SipAddresses& addresses, const Composing& composing,
                                     Surroundings& around) {
  const ConversationKey key{addresses.contact.bare(), addresses.user.bare()};
  const auto found = conversations.find(key);
  if (found == conversations.end()) return;  // the contact never said that it knows states
  const auto state = found->second.user_types(composing, addresses.user, around.now.instant);
  reschedule(key);
  if (!state) return;
  send_chat_state(*state, addresses.user, addresses.contact, found->second, around);
}

/// XEP-0085 5.6: nothing but the state and, where there is one, the thread.
void Messages::State::send_chat_state(ChatState state, const Jid& user, const Jid& contact,
                                      Conversation& talk, Surroundings& around) {
  const Jid to = talk.address_of(contact, around.now.instant);
  xml::Element stanza = make_message(user, to, "chat");
  add_text(stanza, "thread", talk.thread());
  stanza.add(make_chat_state(state));
  around.send(StanzaToPartner{.stanza = std::move(stanza), .may_wait = false});
}

/// Only the arrival is a receipt (XEP-0184 7).
void Messages::State::on_notification(const SipAddresses& addresses,
                                      const DeliveryNotification& notification,
                                      Surroundings& around) {
  const auto found = receipts.find(notification.message_id);
  if (found == receipts.end()) return;
  const AwaitedReceipt awaited = found->second;
  if (awaited.user != addresses.user.bare() || awaited.contact.bare() != addresses.contact.bare()) {
    return;
  }
  if (notification.status == DeliveryNotification::Status::Other) return;
  receipts.erase(found);
  if (notification.status != DeliveryNotification::Status::Delivered) return;
  if (!around.may_see_user({awaited.user, awaited.contact.bare()})) return;
  xml::Element stanza = make_message(addresses.user, awaited.contact, awaited.type);
  stanza.set("id", random_hex(around.entropy, kIdOctets));
  stanza.add(xml::Element(kReceipts, "received")).set("id", awaited.stanza_id);
  around.send(std::move(stanza));
}

}  // namespace gateway
