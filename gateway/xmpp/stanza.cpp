// Stanzas of server streams and stanza errors: RFC 6120 8.1 - 8.3.
#include "gateway/xmpp/stanza.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "gateway/xmpp/iq.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway {
namespace {

bool has_stanza_name(const xml::Element& element) {
  return element.name == "message" || element.name == "presence" || element.name == "iq";
}

bool is_answerable(const xml::Element& stanza) {
  if (!is_stanza(stanza)) return false;
  const std::string_view type = stanza.attribute_or("type", "");
  if (type == "error") return false;                  // RFC 6120 8.3.1 rule 8
  return !(stanza.name == "iq" && type == "result");  // RFC 6120 8.2.3 rule 5
}

/// The payload goes back so that the sender sees what failed (8.3.1 rule 6); an <error/> of its own
/// would make two of them. An iq that is no request may have too much in it for an iq error, which
/// holds the one child of the request or none (8.2.3 rule 7).
void echo_payload(const xml::Element& stanza, xml::Element& reply) {
  if (stanza.name == "iq" && fault_of_iq(stanza)) return;
  for (const xml::Element::Node& node : stanza.children) {
    const auto* child = std::get_if<xml::Element>(&node);
    if (child == nullptr || child->is(ns::kServer, "error")) continue;
    reply.add(*child);
  }
}

const xml::Attribute* language_of(const xml::Element& stanza) {
  for (const xml::Attribute& attribute : stanza.attributes) {
    if (attribute.ns == ns::kXml && attribute.name == "lang") return &attribute;
  }
  return nullptr;
}

/// The language of the stanza is inherited by what is echoed.
void copy_language(const xml::Element& stanza, xml::Element& reply) {
  if (const auto* language = language_of(stanza)) reply.attributes.push_back(*language);
}

constexpr std::size_t kLanguageBytesMax = 64;  // of a header; longer ones are nobody's language

}  // namespace

bool is_stanza(const xml::Element& element) {
  return element.ns == ns::kServer && has_stanza_name(element);
}

bool is_stanza_of_other_content(const xml::Element& element) {
  return element.ns == ns::kClient && has_stanza_name(element);
}

std::optional<StanzaAddresses> addresses_of(const xml::Element& stanza) {
  const auto from = stanza.attribute("from");
  const auto to = stanza.attribute("to");
  if (!from || !to) return {};
  auto sender = Jid::parse(*from);
  auto recipient = Jid::parse(*to);
  if (!sender || !recipient) return {};
  return StanzaAddresses{std::move(*sender), std::move(*recipient)};
}

void set_addresses(xml::Element& stanza, const StanzaAddresses& addresses) {
  stanza.set("from", addresses.from.text());
  stanza.set("to", addresses.to.text());
}

void set_language_unless_said(xml::Element& stanza, std::string_view language) {
  if (language.empty() || language_of(stanza) != nullptr) return;
  stanza.attributes.push_back({std::string(ns::kXml), "lang", std::string(language)});
}

std::string language_or_nothing(std::string_view value) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  if (value.size() > kLanguageBytesMax || !std::all_of(value.begin(), value.end(), fits)) return {};
  return std::string(value);
}

std::optional<xml::Element> make_error_reply(const xml::Element& stanza, StanzaCondition condition,
                                             std::string_view text) {
  if (!is_answerable(stanza)) return {};
  xml::Element reply(stanza.ns, stanza.name);
  if (const auto to = stanza.attribute("to")) reply.set("from", *to);
  if (const auto from = stanza.attribute("from")) reply.set("to", *from);
  const auto id = stanza.attribute("id");
  // 8.3.1 rule 3: an iq error always has an id, an empty one if the request had none.
  if (id || stanza.name == "iq") reply.set("id", id.value_or(""));
  reply.set("type", "error");
  copy_language(stanza, reply);
  echo_payload(stanza, reply);
  reply.add(make_stanza_error(condition, text));
  return reply;
}

xml::Element make_stanza_error(StanzaCondition condition, std::string_view text) {
  xml::Element error(ns::kServer, "error");
  error.set("type", to_string(default_type(condition)));
  error.add(xml::Element(ns::kStanzaErrors, to_string(condition)));
  if (text.empty()) return error;
  xml::Element& description = error.add(xml::Element(ns::kStanzaErrors, "text"));
  description.attributes.push_back({std::string(ns::kXml), "lang", "en"});  // 8.3.2
  description.add_text(text);
  return error;
}

}  // namespace gateway
