// The way of a text, a state or a notice to a user of ours, and what becomes of it there. RFC 3428,
// RFC 7247 7.2, docs/interworking.md 6 and 8.
#include <utility>

#include "gateway/interworking/imdn.hpp"
#include "gateway/interworking/message_out.hpp"
#include "gateway/interworking/messages_state.hpp"
#include "gateway/mapping/address.hpp"
#include "gateway/mapping/errors.hpp"
#include "gateway/xml/document.hpp"
#include "gateway/xmpp/namespaces.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {
namespace {

std::string who_to_whom(const Delivery& delivery) {
  return "a message of " + delivery.contact.text() + " to " + delivery.user.text();
}

StoredMessage stored_form(const Delivery& delivery, StoredMessage::Stage stage, WallTime now) {
  return {.id = delivery.stored,
          .stage = stage,
          .towards_partner = false,
          .since = now,
          .stanza = xml::write_document(delivery.stanza)};
}

bool asks_for_receipt(const xml::Element& stanza) {
  return stanza.child(kReceipts, "request") != nullptr &&
         !stanza.attribute_or("id", "").empty();  // XEP-0184 5.1
}

/// docs/interworking.md 8: that nobody is there is no more than RFC 6121 8.5.2.2.1 lets be known.
StanzaCondition condition_for(int status) {
  if (status == 480) return StanzaCondition::ServiceUnavailable;
  return mapping::condition_of(status);
}

/// Nothing for what knows no bounce.
std::optional<xml::Element> error_for(const Delivery& delivery, StanzaCondition condition) {
  if (delivery.kind != Delivery::Kind::Text) return std::nullopt;
  if (delivery.stanza.attribute_or("type", "") == "headline") return std::nullopt;
  return make_error_reply(delivery.stanza, condition);
}

/// What the agent says for want of an answer has no Via: a pool that cannot be reached is as one
/// that is silent.
int status_of(const sip::Message& response) {
  return response.status == 503 && response.vias.empty() ? 408 : response.status;
}

/// RFC 7247 7.2: where the user is now, as an XMPP address if there is one.
std::string new_address_in(const sip::Message& response) {
  if (response.contacts.empty()) return {};
  const auto uri = sip::Uri::parse(response.contacts.front().uri);
  const auto jid = uri ? mapping::jid_of(*uri) : Result<Jid>(uri.error());
  return jid ? "xmpp:" + jid->text() : response.contacts.front().uri;
}

}  // namespace

void Messages::State::deliver(Delivery delivery, Surroundings& around) {
  const Jid user = delivery.user;
  const bool waits = !deliveries.is_idle(user);
  if (delivery.kind == Delivery::Kind::Typing && without_typing.contains(user)) return;
  if (delivery.kind != Delivery::Kind::Text && deliveries.is_full(user)) {
    around.log(Severity::Warning, "message-failed",
               who_to_whom(delivery) + ": too much waits for this user's endpoint");
    return done(delivery, around);
  }
  if (waits && delivery.kind == Delivery::Kind::Text && !delivery.in_store) {
    around.changes.emplace_back(
        stored_form(delivery, StoredMessage::Stage::Waiting, around.now.wall));
    delivery.in_store = true;
  }
  deliveries.add(std::move(delivery));
  pump(user, around);
}

void Messages::State::pump(const Jid& user, Surroundings& around) {
  while (auto delivery = deliveries.next(user)) {
    if (send_now(std::move(*delivery), around)) return;
  }
}

/// @return false if there was nothing to send
bool Messages::State::send_now(Delivery delivery, Surroundings& around) {
  if (delivery.kind != Delivery::Kind::Notice) {
    // It may have waited, and the user may have blocked the contact meanwhile.
    const Path path = delivery.kind == Delivery::Kind::Text ? Path::Message : Path::Typing;
    const AccessVerdict verdict =
        around.directory.may({delivery.user, delivery.contact.bare()}, path, Towards::LocalUser);
    if (!verdict.allowed()) {
      refuse(delivery, std::string(to_string(*verdict.refusal)), around);
      return false;
    }
  }
  auto request = request_of(delivery, around);
  if (!request) return false;
  if (delivery.kind == Delivery::Kind::Text) {
    around.changes.emplace_back(
        stored_form(delivery, StoredMessage::Stage::Leaving, around.now.wall));
    delivery.in_store = true;
  }
  const sip::RequestId id = around.send(std::move(*request));
  deliveries.sent(id, std::move(delivery));
  return true;
}

std::optional<sip::Message> Messages::State::request_of(Delivery& delivery, Surroundings& around) {
  const auto parties = sip_parties(delivery.contact, delivery.user);
  if (!parties) {
    refuse(delivery, parties.error().code, around);
    return std::nullopt;
  }
  if (delivery.kind == Delivery::Kind::Text) return text_request(*parties, delivery, around);
  const ConversationKey key{delivery.contact.bare(), delivery.user};
  std::string call_id = delivery.call_id;
  if (call_id.empty()) {
    Conversation& talk = conversation(key, around.now.instant);
    call_id = talk.call_id_of(talk.thread(), around.entropy);
  }
  sip::Message message = make_sip_message(*parties, call_id, around.entropy);
  const bool typing = delivery.kind == Delivery::Kind::Typing;
  message.content_type = typing ? std::string(kComposingType) : delivery.content_type;
  message.body = typing ? write_composing(delivery.composing) : delivery.body;
  return message;
}

/// A text in a wrapper that asks for a notification, if the contact asks and may know; by itself
/// where the wrapper is not understood or would be too large.
sip::Message Messages::State::text_request(const SipParties& parties, Delivery& delivery,
                                           Surroundings& around) {
  const SpokenText text = spoken_text_of(delivery.stanza).value_or(SpokenText{});
  const ConversationKey key{delivery.contact.bare(), delivery.user};
  const UserAndContact pair{key.user, key.contact};
  const std::string call_id =
      conversation(key, around.now.instant).call_id_of(thread_of(delivery.stanza), around.entropy);
  sip::Message plain = make_sip_message(parties, call_id, around.entropy);
  put_text(plain, text);
  delivery.asks_receipt = asks_for_receipt(delivery.stanza) &&
                          !without_wrapper.contains(delivery.user) &&
                          around.directory.may(pair, Path::Receipt, Towards::Partner).allowed() &&
                          around.may_see_user(pair);
  if (!delivery.asks_receipt) return plain;
  const std::string message_id = make_message_id(around.entropy);
  sip::Message wrapped = plain;
  wrapped.content_type = kCpimType;
  wrapped.body = wrap_asking({"im:" + parties.from_address.substr(4), "im:" + parties.to.substr(4)},
                             message_id, around.now.wall, text.body);
  if (around.dependencies.datagrams &&
      size_on_wire(wrapped, around.dependencies.sip_contact) > kDatagramMessageMax) {
    delivery.asks_receipt = false;
    return plain;
  }
  receipts.emplace(message_id,
                   AwaitedReceipt{delivery.contact, delivery.user,
                                  std::string(delivery.stanza.attribute_or("id", "")),
                                  std::string(delivery.stanza.attribute_or("type", "normal"))});
  receipts_in_order.push_back(message_id);
  if (receipts_in_order.size() > kReceiptsMax) {
    receipts.erase(receipts_in_order.front());
    receipts_in_order.pop_front();
  }
  return wrapped;
}

void Messages::State::on_answer(Delivery delivery, const sip::Message& response,
                                Surroundings& around) {
  const int status = response.status;
  const bool good = status >= 200 && status < 300;
  switch (delivery.kind) {
    case Delivery::Kind::Text:
      if (good) return done(delivery, around);
      if (status == 415 && delivery.asks_receipt) {
        without_wrapper.insert(delivery.user);
        return deliveries.put_back(std::move(delivery));
      }
      return fail(delivery, status_of(response), new_address_in(response), around);
    case Delivery::Kind::Typing:
      if (status == 415) without_typing.insert(delivery.user);  // RFC 3994 4
      return;
    case Delivery::Kind::Notice:
      done(delivery, around);
      if (good) return;
      return around.log(Severity::Warning, "message-failed",
                        "a notice to " + delivery.user.text() + " about a message to " +
                            delivery.contact.bare().text() + " got " + std::to_string(status));
  }
}

void Messages::State::fail(const Delivery& delivery, int status, const std::string& new_address,
                           Surroundings& around) {
  const bool may_know = around.may_see_user({delivery.user, delivery.contact.bare()});
  const StanzaCondition condition =
      may_know ? condition_for(status) : StanzaCondition::ServiceUnavailable;
  around.log(Severity::Info, "message-failed",
             who_to_whom(delivery) + " got " + std::to_string(status) + ": " +
                 std::string(to_string(condition)));
  auto reply = error_for(delivery, condition);
  if (!reply) return done(delivery, around);
  const bool names_address =
      condition == StanzaCondition::Gone || condition == StanzaCondition::Redirect;
  if (names_address && status != 410 && !new_address.empty()) {
    auto& error = std::get<xml::Element>(reply->children.back());
    std::get<xml::Element>(error.children.front()).add_text(new_address);
  }
  send_error(delivery, std::move(*reply), around);
}

/// What the store holds of it goes only once the error is on a stream: should the gateway die
/// before, the next life tells the contact.
void Messages::State::send_error(const Delivery& delivery, xml::Element error,
                                 Surroundings& around) {
  if (!delivery.in_store || bounces.size() >= kSentMax) {
    done(delivery, around);
    return around.send(std::move(error));
  }
  // Whatever it waited for: from now on it is never sent.
  around.changes.emplace_back(
      stored_form(delivery, StoredMessage::Stage::Leaving, around.now.wall));
  bounces.insert(delivery.stored);
  around.send(StanzaToPartner{.stanza = std::move(error), .reference = delivery.stored});
}

/// As if there were no such user.
void Messages::State::refuse(const Delivery& delivery, const std::string& why,
                             Surroundings& around) {
  around.log(Severity::Info, "message-refused", who_to_whom(delivery) + ": " + why);
  auto reply = error_for(delivery, StanzaCondition::ServiceUnavailable);
  if (!reply) return done(delivery, around);
  send_error(delivery, std::move(*reply), around);
}

void Messages::State::done(const Delivery& delivery, Surroundings& around) {
  if (delivery.in_store) around.changes.emplace_back(MessageDone{delivery.stored});
}

void Messages::State::notify_user(Delivery notice, const DeliveryNotification& notification,
                                  Surroundings& around) {
  const auto parties = sip_parties(notice.contact, notice.user);
  if (!parties) return done(notice, around);
  const CpimParties in_wrapper{"im:" + parties->from_address.substr(4),
                               "im:" + parties->to.substr(4)};
  notice.content_type = kCpimType;
  notice.body = wrap_notification(in_wrapper, notification, around.entropy);
  deliver(std::move(notice), around);
}

/// After the 202: a notification where one was asked for (RFC 5438 12.1.3.1), else in plain words.
/// The promise stays in the store until the report has been answered.
void Messages::State::report_failure(std::uint64_t reference, SentText& text,
                                     StanzaCondition condition, Surroundings& around) {
  if (text.asks && !text.asks->negative) return;  // of failures it wants to hear nothing
  if (!text.in_store) {
    around.changes.emplace_back(StoredMessage{.id = reference,
                                              .stage = StoredMessage::Stage::Leaving,
                                              .towards_partner = true,
                                              .since = around.now.wall,
                                              .stanza = stored_text(text)});
  }
  text.in_store = false;  // it is the report's from here on
  Delivery notice{.kind = Delivery::Kind::Notice,
                  .contact = text.contact,
                  .user = text.user.bare(),
                  .stored = reference,
                  .in_store = true,
                  .call_id = text.call_id};
  if (text.asks) {
    return notify_user(
        std::move(notice),
        {text.asks->message_id, text.asks->date_time, DeliveryNotification::Status::Failed},
        around);
  }
  notice.content_type = "text/plain;charset=utf-8";
  notice.body = "Your message could not be delivered: " + std::string(to_string(condition)) + ".";
  deliver(std::move(notice), around);
}

}  // namespace gateway
