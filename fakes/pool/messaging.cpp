#include "fakes/pool/messaging.hpp"

#include "fakes/pool/cpim.hpp"
#include "fakes/pool/dialog.hpp"
#include "fakes/pool/sip_address.hpp"
#include "fakes/wire/parse.hpp"
#include "fakes/wire/writer.hpp"

namespace fakes {
namespace {

constexpr std::string_view kComposingNs = "urn:ietf:params:xml:ns:im-iscomposing";
constexpr std::string_view kComposingType = "application/im-iscomposing+xml";
constexpr std::string_view kImdnNs = "urn:ietf:params:xml:ns:imdn";
constexpr std::string_view kTaken =
    "text/plain, text/html, message/cpim, application/im-iscomposing+xml";

/// What passes between two, in the addresses of scenarios.
struct Stanza {
  std::string from;
  std::string to;
  std::string language;
  std::string inside;  // XML
};
std::string written(const Stanza& stanza) {
  std::string xml =
      "<message from='" + wire::escape(stanza.from) + "' to='" + wire::escape(stanza.to) + "'";
  if (!stanza.language.empty()) xml += " xml:lang='" + wire::escape(stanza.language) + "'";
  return xml + ">" + stanza.inside + "</message>";
}

std::string text_element(const char* name, std::string_view text) {
  return std::string("<") + name + ">" + wire::escape(text) + "</" + name + ">";
}

/// A document without its declaration, if it is one of this root.
std::string document_of(std::string_view body, std::string_view name, std::string_view ns) {
  body = trimmed(body);
  if (body.starts_with("<?")) body = trimmed(body.substr(body.find("?>") + 2));
  const auto root = wire::parse_element(body, {});
  return root && root->is(name, ns) ? std::string(body) : std::string();
}

std::string im_uri_of(std::string_view jid) {
  return "im:" + sip_uri_of(bare_of(jid)).substr(std::string_view("sip:").size());
}

}  // namespace

// ---- from users
// ---------------------------------------------------------------------------------

void Messaging::say(const Say& order, PoolSurroundings& s) {
  s.observe(Observation::UserSends,
            written({order.user, order.contact, {}, text_element("body", order.text)}));
  const UserAndContact pair{order.user, order.contact};
  if (!order.wants_receipt) return send(pair, "text/plain;charset=utf-8", order.text, s);
  Cpim wrapper;
  wrapper.from = im_uri_of(order.user);
  wrapper.to = im_uri_of(order.contact);
  wrapper.message_id = s.token(8);
  wrapper.disposition = "positive-delivery, negative-delivery";
  wrapper.date_time = date_time_of(s.now.wall);
  wrapper.content_type = "text/plain;charset=utf-8";
  wrapper.content = order.text;
  send(pair, std::string(kCpimType), write_cpim(wrapper), s);
}

void Messaging::type(const Type& order, PoolSurroundings& s) {
  const std::string document =
      "<isComposing xmlns='" + std::string(kComposingNs) + "'><state>" +
      (order.active ? "active</state><refresh>60</refresh>" : "idle</state>") + "</isComposing>";
  s.observe(Observation::UserSends, written({order.user, order.contact, {}, document}));
  send({order.user, order.contact}, std::string(kComposingType),
       "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n" + document + "\r\n", s);
}

void Messaging::send(const UserAndContact& pair, std::string content_type, std::string body,
                     PoolSurroundings& s) {
  Request request{.user = pair.first,
                  .contact = pair.second,
                  .method = "MESSAGE",
                  .headers = {"Content-Type: " + std::move(content_type)},
                  .body = std::move(body)};
  const auto conversation = conversations_.find({pair.first, std::string(bare_of(pair.second))});
  if (conversation != conversations_.end()) {
    request.headers.push_back("Call-ID: " + conversation->second);
  }
  this->request(request, s);
}

void Messaging::request(const Request& order, PoolSurroundings& s) {
  SipMessage request = request_outside(order.method, order.user, order.contact, s);
  if (order.method != "MESSAGE" && order.method != "OPTIONS") {
    request.add("Contact", contact_of(s.settings));
  }
  for (const std::string& header : order.headers) {
    const std::size_t colon = std::min(header.find(':'), header.size() - 1);
    request.set(header.substr(0, colon), std::string(trimmed(header.substr(colon + 1))));
  }
  request.body = order.body;
  const auto tell = [user = order.user, contact = order.contact, method = order.method](
                        const SipMessage& response, PoolSurroundings& around) {
    around.observe(Observation::UserAnswered,
                   "<response from='" + wire::escape(contact) + "' to='" + wire::escape(user) +
                       "' method='" + method + "' code='" + std::to_string(response.code) + "'>" +
                       wire::escape(response.reason) + "</response>");
  };
  s.exchange.request(std::move(request), tell, s);
}

// ---- to users
// -----------------------------------------------------------------------------------

void Messaging::answer(const ArrivedRequest& arrived, int code, PoolSurroundings& s) {
  SipMessage response = response_to(arrived.message, code, s.token());
  if (code == 415) response.add("Accept", std::string(kTaken));
  const std::size_t wait = s.deviations.message_answer_after;
  if (wait == 0) return s.exchange.respond(arrived, response, s);
  s.exchange.respond_later(arrived, std::move(response), std::chrono::milliseconds(wait), s);
}

void Messaging::on_message(const ArrivedRequest& arrived, const PresenceServer& users,
                           PoolSurroundings& s) {
  if (s.deviations.message_unanswered) return;
  if (const auto demanded = number_of(s.deviations.message_answer)) {
    return answer(arrived, static_cast<int>(*demanded), s);
  }
  const std::string user(bare_of(jid_of(arrived.message.uri)));
  if (!users.knows(user)) return answer(arrived, 404, s);
  if (!users.is_online(user)) return answer(arrived, 480, s);
  answer(arrived, deliver(arrived.message, user, s), s);
}

int Messaging::deliver(const SipMessage& message, const std::string& user, PoolSurroundings& s) {
  const std::string_view type = without_parameters(message.field("Content-Type"));
  const std::string contact = jid_of(uri_of(message.field("From")));
  Stanza stanza{contact, user, std::string(message.field("Content-Language")), {}};
  if (same_name(type, kCpimType)) return deliver_wrapped(message, user, s);
  if (same_name(type, kComposingType)) {
    stanza.inside = document_of(message.body, "isComposing", kComposingNs);
    if (stanza.inside.empty()) s.wrong("RFC 3994 4: no isComposing document");
  } else if (same_name(type, "text/plain") || same_name(type, "text/html")) {
    if (message.has("Subject")) stanza.inside += text_element("subject", message.field("Subject"));
    stanza.inside += text_element("body", message.body);
    stanza.inside += text_element("thread", message.field("Call-ID"));
    conversations_[{user, std::string(bare_of(contact))}] = message.field("Call-ID");
  } else {
    return 415;
  }
  s.observe(Observation::UserReceives, written(stanza));
  return 200;
}

int Messaging::deliver_wrapped(const SipMessage& message, const std::string& user,
                               PoolSurroundings& s) {
  std::vector<std::string> wrong;
  const std::optional<Cpim> wrapper = read_cpim(message.body, wrong);
  for (std::string& sentence : wrong) s.wrong(std::move(sentence));
  if (!wrapper) return 400;
  const std::string contact = jid_of(uri_of(message.field("From")));
  const std::string_view type = without_parameters(wrapper->content_type);
  if (same_name(type, kImdnType)) {
    // RFC 5438 7.2.1: that it is one must be said, and nobody may ask for a receipt of it.
    if (wrapper->content_disposition != "notification" || !wrapper->disposition.empty()) {
      s.wrong("RFC 5438 7.2.1: a receipt that is none by its headers");
    }
    const std::string document = document_of(wrapper->content, "imdn", kImdnNs);
    if (document.empty()) s.wrong("RFC 5438 11: no imdn document");
    s.observe(Observation::UserReceives, written({contact, user, {}, document}));
    return 200;
  }
  SipMessage inner = message;
  inner.set("Content-Type", wrapper->content_type);
  inner.body = wrapper->content;
  if (!wrapper->subject.empty()) inner.set("Subject", wrapper->subject);
  const int code = same_name(type, kCpimType) ? 415 : deliver(inner, user, s);
  const bool wanted = wrapper->disposition.find("positive-delivery") != std::string::npos;
  if (code == 200 && wanted && !s.deviations.no_receipts) {
    send_receipt(user, contact, wrapper->message_id, s);
  }
  return code;
}

void Messaging::send_receipt(const std::string& user, const std::string& contact,
                             const std::string& message_id, PoolSurroundings& s) {
  Cpim wrapper;
  wrapper.from = im_uri_of(user);
  wrapper.to = im_uri_of(contact);
  wrapper.message_id = s.token(8);
  wrapper.date_time = date_time_of(s.now.wall);
  wrapper.content_type = kImdnType;
  wrapper.content_disposition = "notification";
  wrapper.content = write_delivery_notification(message_id, im_uri_of(user), s.now.wall);
  s.observe(Observation::UserSends,
            written({user, contact, {}, document_of(wrapper.content, "imdn", kImdnNs)}));
  send({user, contact}, std::string(kCpimType), write_cpim(wrapper), s);
}

}  // namespace fakes
