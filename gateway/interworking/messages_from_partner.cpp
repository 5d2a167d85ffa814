// A contact's message stanza: text, typing, receipt, or the error that answers a user's text.
// RFC 6121 8.5, RFC 7572 4, docs/interworking.md 6.
#include <variant>

#include "gateway/interworking/message_out.hpp"
#include "gateway/interworking/messages_state.hpp"
#include "gateway/mapping/address.hpp"
#include "gateway/mapping/errors.hpp"
#include "gateway/xmpp/namespaces.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {
namespace {

constexpr std::string_view kConference = "jabber:x:conference";
constexpr std::string_view kRoomUser = "http://jabber.org/protocol/muc#user";

bool is_about_a_room(const xml::Element& stanza) {
  if (stanza.attribute_or("type", "") == "groupchat") return true;
  return stanza.child(kConference, "x") != nullptr || stanza.child(kRoomUser, "x") != nullptr;
}

std::string who_to_whom(const StanzaAddresses& addresses) {
  return "a message of " + addresses.from.text() + " to " + addresses.to.bare().text();
}

/// Headlines ask for no answer, whatever becomes of them (RFC 6121 5.2.2).
void bounce(const xml::Element& stanza, StanzaCondition condition, Surroundings& around) {
  if (stanza.attribute_or("type", "") == "headline") return;
  auto reply = make_error_reply(stanza, condition);
  if (reply) around.send(std::move(*reply));
}

/// The address in `gone` or `redirect` (RFC 6120 8.3.3.5, 8.3.3.14) as a sip URI, if it is one of a
/// person whom both worlds can name.
std::string sip_uri_in(const xml::Element& condition) {
  std::string text = condition.text();
  constexpr std::string_view kScheme = "xmpp:";
  if (!text.starts_with(kScheme)) return {};
  text = text.substr(kScheme.size(), text.find_first_of("?;", kScheme.size()) - kScheme.size());
  const auto jid = Jid::parse(text);
  if (!jid) return {};
  const auto uri = mapping::uri_of(*jid);
  return uri ? uri->text() : std::string();
}

}  // namespace

void Messages::on_partner_message(const xml::Element& stanza, const StanzaAddresses& addresses,
                                  Surroundings& around) {
  if (stanza.attribute_or("type", "") == "error") {
    return state_->on_error(stanza, addresses, around);
  }
  if (is_about_a_room(stanza)) {
    around.log(Severity::Info, "message-refused",
               who_to_whom(addresses) + ": group chat is not person to person");
    return bounce(stanza, StanzaCondition::ServiceUnavailable, around);
  }
  if (stanza.child(kReceipts, "received") != nullptr) {
    return state_->on_receipt(stanza, addresses, around);
  }
  if (spoken_text_of(stanza)) return state_->on_text(stanza, addresses, around);
  if (const auto state = chat_state_of(stanza)) {
    return state_->on_chat_state(*state, addresses, around);
  }
  // RFC 6120 8.4: what nobody here knows.
  around.log(Severity::Debug, "message-ignored",
             who_to_whom(addresses) + ": it holds nothing for a person");
}

/// Asked before whether there is such a user: the answer is the same for all, and tells nothing.
bool Messages::State::fits(const xml::Element& stanza, const StanzaAddresses& addresses,
                           Surroundings& around) {
  if (!around.dependencies.datagrams) return true;
  const auto parties = sip_parties(addresses.from, addresses.to);
  const auto text = spoken_text_of(stanza);
  if (!parties || !text) return true;
  sip::Message message =
      make_sip_message(*parties, call_id_of_thread(thread_of(stanza)), around.entropy);
  put_text(message, *text);
  return size_on_wire(message, around.dependencies.sip_contact) <= kDatagramMessageMax;
}

void Messages::State::on_text(const xml::Element& stanza, const StanzaAddresses& addresses,
                              Surroundings& around) {
  const UserAndContact pair{addresses.to.bare(), addresses.from.bare()};
  if (const auto parties = sip_parties(addresses.from, addresses.to); !parties) {
    around.log(Severity::Info, "message-refused",
               who_to_whom(addresses) + ": " + parties.error().code);
    return bounce(stanza, StanzaCondition::JidMalformed, around);
  }
  if (!fits(stanza, addresses, around)) {
    around.log(Severity::Info, "message-refused",
               who_to_whom(addresses) + ": over 1300 octets, too large for UDP (RFC 3428 8)");
    return bounce(stanza, StanzaCondition::PolicyViolation, around);
  }
  const AccessVerdict verdict = around.directory.may(pair, Path::Message, Towards::LocalUser);
  if (!verdict.allowed()) {
    around.log(Severity::Info, "message-refused",
               who_to_whom(addresses) + ": " + std::string(to_string(*verdict.refusal)));
    return bounce(stanza, StanzaCondition::ServiceUnavailable, around);
  }
  if (deliveries.is_full(pair.user)) {
    around.log(Severity::Warning, "message-failed",
               who_to_whom(addresses) + ": too many messages wait for this user's endpoint");
    return bounce(stanza,
                  around.may_see_user(pair) ? StanzaCondition::ResourceConstraint
                                            : StanzaCondition::ServiceUnavailable,
                  around);
  }
  const ConversationKey key{pair.contact, pair.user};
  if (stanza.attribute_or("type", "") != "headline") {
    conversation(key, around.now.instant)
        .contact_wrote(addresses.from, thread_of(stanza), chat_state_of(stanza),
                       around.now.instant);
    reschedule(key);
  }
  deliver({.contact = addresses.from,
           .user = pair.user,
           .stanza = stanza,
           .stored = around.next_message++},
          around);
}

void Messages::State::on_chat_state(ChatState state, const StanzaAddresses& addresses,
                                    Surroundings& around) {
  const UserAndContact pair{addresses.to.bare(), addresses.from.bare()};
  const AccessVerdict verdict = around.directory.may(pair, Path::Typing, Towards::LocalUser);
  if (!verdict.allowed() || !sip_parties(addresses.from, addresses.to)) {
    // Silence, as for a user who does not exist; there is one for every keystroke.
    return around.log(Severity::Debug, "message-refused",
                      who_to_whom(addresses) + ": a chat state that may not pass");
  }
  const ConversationKey key{pair.contact, pair.user};
  const auto composing = conversation(key, around.now.instant)
                             .contact_types(state, addresses.from, around.now.instant);
  reschedule(key);
  if (!composing) return;
  deliver({.kind = Delivery::Kind::Typing,
           .contact = addresses.from,
           .user = pair.user,
           .composing = *composing},
          around);
}

/// XEP-0184: a text of a user's arrived. The user hears of it who asked for it (RFC 5438 12.1.3.1).
void Messages::State::on_receipt(const xml::Element& stanza, const StanzaAddresses& addresses,
                                 Surroundings& around) {
  const UserAndContact pair{addresses.to.bare(), addresses.from.bare()};
  const auto ignore = [&](std::string_view why) {
    around.log(Severity::Debug, "message-ignored",
               "a receipt of " + addresses.from.text() + ": " + std::string(why));
  };
  if (!around.directory.may(pair, Path::Receipt, Towards::LocalUser).allowed()) {
    return ignore("it may not pass");
  }
  const xml::Element* received = stanza.child(kReceipts, "received");
  const auto known = sent_by_id.find(std::string(received->attribute_or("id", "")));
  if (known == sent_by_id.end()) return ignore("it is about nothing that was sent");
  SentText& text = sent.at(known->second);
  if (text.contact.bare() != pair.contact || text.user.bare() != pair.user) {
    return ignore("it is about somebody else's message");
  }
  if (!text.asks || !text.asks->positive) return ignore("nobody asked for it");
  const DeliveryNotification notification{text.asks->message_id, text.asks->date_time,
                                          DeliveryNotification::Status::Delivered};
  text.asks->positive = false;  // RFC 5438 7.2.1: one of each kind
  text.asks->negative = false;
  notify_user({.kind = Delivery::Kind::Notice,
               .contact = pair.contact,
               .user = pair.user,
               .call_id = text.call_id},
              notification, around);
}

/// RFC 6121 8.5.2.1.1: an error is matched with what it answers, or dropped.
void Messages::State::on_error(const xml::Element& stanza, const StanzaAddresses& addresses,
                               Surroundings& around) {
  const auto known = sent_by_id.find(std::string(stanza.attribute_or("id", "")));
  const auto found = known == sent_by_id.end() ? sent.end() : sent.find(known->second);
  const bool ours = found != sent.end() && found->second.contact.bare() == addresses.from.bare() &&
                    found->second.user.bare() == addresses.to.bare();
  if (!ours) {
    return around.log(Severity::Debug, "message-ignored",
                      "an error of " + addresses.from.text() + " answers nothing that was sent");
  }
  SentText& text = found->second;
  const StanzaErrorRead error = read_error(stanza, addresses.from);
  around.log(Severity::Info, "message-failed",
             "a message of " + text.user.bare().text() + " to " + text.contact.text() + ": " +
                 std::string(to_string(error.condition)));
  if (text.unanswered) {
    answer(text, error.status, around, error.new_address);
  } else {
    report_failure(found->first, text, error.condition, around);
  }
  forget(found, around);
}

StanzaErrorRead read_error(const xml::Element& stanza, const Jid& from) {
  StanzaErrorRead read;
  mapping::StanzaFailure failure;
  failure.about =
      from.resource().empty() ? mapping::ErrorAbout::BareJid : mapping::ErrorAbout::FullJid;
  const xml::Element* error = stanza.child(ns::kServer, "error");
  if (error != nullptr) {
    for (const xml::Element::Node& node : error->children) {
      const auto* child = std::get_if<xml::Element>(&node);
      if (child == nullptr || child->ns != ns::kStanzaErrors) continue;
      const auto condition = parse_stanza_condition(child->name);
      if (!condition) continue;
      failure.condition = *condition;
      const bool may_name =
          *condition == StanzaCondition::Gone || *condition == StanzaCondition::Redirect;
      if (may_name) read.new_address = sip_uri_in(*child);
      break;
    }
  }
  failure.names_new_address = !read.new_address.empty();
  failure.name_not_found = failure.condition == StanzaCondition::RemoteServerNotFound;
  read.condition = failure.condition;
  read.status = mapping::status_of(failure);
  return read;
}

}  // namespace gateway
