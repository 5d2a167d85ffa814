#include "gateway/dialback/dialback_elements.hpp"

#include "gateway/xmpp/namespaces.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {
namespace {

std::optional<DialbackType> read_type(const xml::Element& element) {
  const auto type = element.attribute("type");
  if (!type) return DialbackType::Request;
  if (*type == "valid") return DialbackType::Valid;
  if (*type == "invalid") return DialbackType::Invalid;
  if (*type == "error") return DialbackType::Error;
  return std::nullopt;
}

StanzaCondition read_condition(const xml::Element& element) {
  const xml::Element* error = element.child(ns::kServer, "error");
  if (error == nullptr) return StanzaCondition::UndefinedCondition;
  for (const xml::Element::Node& node : error->children) {
    const auto* child = std::get_if<xml::Element>(&node);
    if (child == nullptr || child->ns != ns::kStanzaErrors) continue;
    if (const auto condition = parse_stanza_condition(child->name)) return *condition;
  }
  return StanzaCondition::UndefinedCondition;
}

std::string_view type_name(DialbackType type) {
  switch (type) {
    case DialbackType::Request: return {};
    case DialbackType::Valid: return "valid";
    case DialbackType::Invalid: return "invalid";
    case DialbackType::Error: return "error";
  }
  return {};
}

}  // namespace

bool is_dialback(const xml::Element& element) {
  return element.is(ns::kDialback, "result") || element.is(ns::kDialback, "verify");
}

Result<DialbackElement> read_dialback(const xml::Element& element) {
  const auto from = Domain::parse(element.attribute_or("from", ""));
  const auto to = Domain::parse(element.attribute_or("to", ""));
  if (!from || !to) {
    return make_error("improper-addressing", "a dialback element needs 'from' and 'to' domains");
  }
  const auto type = read_type(element);
  if (!type) return make_error("bad-dialback-type", "unknown 'type' of a dialback element");

  const bool is_verify = element.name == "verify";
  DialbackElement read{.kind = is_verify ? DialbackKind::Verify : DialbackKind::Result,
                       .type = *type, .from = *from, .to = *to, .id = {}, .key = {}};
  if (is_verify) read.id = element.attribute_or("id", "");
  if (*type == DialbackType::Request) read.key = element.text();
  if (*type == DialbackType::Error) read.condition = read_condition(element);
  return read;
}

// A value that the schema does not have is what invalid-xml is for (RFC 6120 4.9.3.11).
StreamCondition condition_of_unreadable(const Error& error) {
  return error.code == "bad-dialback-type" ? StreamCondition::InvalidXml
                                           : StreamCondition::ImproperAddressing;
}

xml::Element write_dialback(const DialbackElement& element) {
  const bool is_verify = element.kind == DialbackKind::Verify;
  xml::Element written(ns::kDialback, is_verify ? "verify" : "result");
  written.set("from", element.from.text()).set("to", element.to.text());
  if (is_verify) written.set("id", element.id);
  if (element.type == DialbackType::Request) {
    written.add_text(element.key);
    return written;
  }
  written.set("type", type_name(element.type));
  if (element.type == DialbackType::Error) written.add(make_stanza_error(element.condition));
  return written;
}

}  // namespace gateway
