// Which element is which: RFC 6120 (4.3, 4.9, 5.4, 6.4, 8), XEP-0220.
#include "harness/oracle/piece_parser.hpp"

#include <algorithm>
#include <array>

#include "harness/oracle/xml_names.hpp"

namespace harness::oracle {
namespace {

using tinyxml2::XMLElement;

constexpr std::string_view kStreams = "http://etherx.jabber.org/streams";
constexpr std::string_view kServer = "jabber:server";
constexpr std::string_view kDialback = "jabber:server:dialback";
constexpr std::string_view kBidi = "urn:xmpp:bidi";
constexpr std::string_view kManagement = "urn:xmpp:sm:3";
constexpr std::string_view kTls = "urn:ietf:params:xml:ns:xmpp-tls";
constexpr std::string_view kStanzaErrors = "urn:ietf:params:xml:ns:xmpp-stanzas";
constexpr std::string_view kSasl = "urn:ietf:params:xml:ns:xmpp-sasl";

std::string attribute(const XMLElement& element, const char* name) {
  const char* value = element.Attribute(name);
  return value != nullptr ? value : "";
}

/// All of it: sections of character data are nodes of their own.
std::string text_of(const XMLElement& element) {
  std::string text;
  for (const auto* node = element.FirstChild(); node != nullptr; node = node->NextSibling()) {
    if (const auto* part = node->ToText()) text += part->Value();
  }
  return text;
}

const XMLElement* child_named(const XMLElement& element, std::string_view local) {
  for (const auto* child = element.FirstChildElement(); child != nullptr;
       child = child->NextSiblingElement()) {
    if (local_name(*child) == local) return child;
  }
  return nullptr;
}

// RFC 6120 4.9.2, 6.5, 8.3.2: one child names the condition, <text/> explains it.
std::string condition_in(const XMLElement& error) {
  for (const auto* child = error.FirstChildElement(); child != nullptr;
       child = child->NextSiblingElement()) {
    if (local_name(*child) != "text") return std::string(local_name(*child));
  }
  return {};
}

// 4.9.2: an application-specific condition besides the defined one.
bool has_application_condition(const XMLElement& error) {
  for (const auto* child = error.FirstChildElement(); child != nullptr;
       child = child->NextSiblingElement()) {
    const char* ns = child->Attribute("xmlns");
    if (ns == nullptr || std::strcmp(ns, "urn:ietf:params:xml:ns:xmpp-streams") != 0) return true;
  }
  return false;
}

std::string condition_of_error_child(const XMLElement& element) {
  const XMLElement* error = child_named(element, "error");
  return error != nullptr ? condition_in(*error) : std::string();
}

constexpr std::array<std::string_view, 5> kErrorTypes{"auth", "cancel", "continue", "modify",
                                                      "wait"};
// RFC 6120 8.3.3.
constexpr std::array<std::string_view, 22> kStanzaConditions{"bad-request",
                                                             "conflict",
                                                             "feature-not-implemented",
                                                             "forbidden",
                                                             "gone",
                                                             "internal-server-error",
                                                             "item-not-found",
                                                             "jid-malformed",
                                                             "not-acceptable",
                                                             "not-allowed",
                                                             "not-authorized",
                                                             "policy-violation",
                                                             "recipient-unavailable",
                                                             "redirect",
                                                             "registration-required",
                                                             "remote-server-not-found",
                                                             "remote-server-timeout",
                                                             "resource-constraint",
                                                             "service-unavailable",
                                                             "subscription-required",
                                                             "undefined-condition",
                                                             "unexpected-request"};

template <class List>
bool holds(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// RFC 6120 8.3.2: a type of the five, one condition that is defined.
std::string fault_of_error(const XMLElement& error, const Declarations& outer) {
  if (!holds(kErrorTypes, attribute(error, "type"))) return "the type of its <error/> is none";
  std::size_t conditions = 0;
  for (const auto* child = error.FirstChildElement(); child != nullptr;
       child = child->NextSiblingElement()) {
    if (namespace_of(*child, outer) != kStanzaErrors || local_name(*child) == "text") continue;
    if (!holds(kStanzaConditions, local_name(*child))) return "its condition is none";
    ++conditions;
  }
  return conditions == 1 ? "" : "its <error/> has not one condition";
}

StanzaInside inside_of(const XMLElement& stanza, const Declarations& outer) {
  StanzaInside inside;
  inside.has_id = stanza.Attribute("id") != nullptr;
  for (const auto* child = stanza.FirstChildElement(); child != nullptr;
       child = child->NextSiblingElement()) {
    inside.content += canonical_xml(*child, outer);
    const bool error = local_name(*child) == "error" && namespace_of(*child, outer) == kServer;
    if (!error) {
      ++inside.children;
      continue;
    }
    inside.error_fault = inside.has_error ? "it has two <error/>" : fault_of_error(*child, outer);
    inside.has_error = true;
  }
  return inside;
}

PieceKind kind_of_sasl(std::string_view local) {
  if (local == "auth") return PieceKind::Auth;
  if (local == "success") return PieceKind::SaslSuccess;
  if (local == "failure") return PieceKind::SaslFailure;
  return PieceKind::SaslOther;
}

PieceKind kind_of(std::string_view name_space, std::string_view local) {
  if (name_space == kStreams && local == "features") return PieceKind::Features;
  if (name_space == kStreams && local == "error") return PieceKind::StreamError;
  if (name_space == kTls && local == "starttls") return PieceKind::StartTls;
  if (name_space == kTls && local == "proceed") return PieceKind::Proceed;
  if (name_space == kTls && local == "failure") return PieceKind::StartTlsFailure;
  if (name_space == kSasl) return kind_of_sasl(local);
  if (name_space == kDialback && local == "result") return PieceKind::DialbackResult;
  if (name_space == kDialback && local == "verify") return PieceKind::DialbackVerify;
  if (name_space == kBidi && local == "bidi") return PieceKind::Bidi;
  if (name_space == kManagement) return PieceKind::Management;
  const bool stanza = local == "message" || local == "presence" || local == "iq";
  if (name_space == kServer && stanza) return PieceKind::Stanza;
  return PieceKind::Unknown;
}

void read_addresses(const XMLElement& element, Piece& piece) {
  piece.from = attribute(element, "from");
  piece.to = attribute(element, "to");
  piece.id = attribute(element, "id");
  piece.type = attribute(element, "type");
}

void read_details(const XMLElement& element, const Declarations& outer, Piece& piece) {
  switch (piece.kind) {
    case PieceKind::Features:
      piece.offers_sasl = child_named(element, "mechanisms") != nullptr;
      if (const auto* dialback = child_named(element, "dialback")) {
        piece.offers_dialback_errors = child_named(*dialback, "errors") != nullptr;
      }
      piece.offers_bidi = child_named(element, "bidi") != nullptr;
      return;
    case PieceKind::StreamError:
      piece.explained = has_application_condition(element);
      [[fallthrough]];
    case PieceKind::SaslFailure:
      piece.condition = condition_in(element);
      return;
    case PieceKind::DialbackResult:
    case PieceKind::DialbackVerify:
      read_addresses(element, piece);
      piece.condition = condition_of_error_child(element);
      piece.text = text_of(element);
      return;
    case PieceKind::Stanza:
      read_addresses(element, piece);
      piece.condition = condition_of_error_child(element);
      if (const auto* body = child_named(element, "body")) piece.text = text_of(*body);
      piece.inside = inside_of(element, outer);
      return;
    case PieceKind::Management:
      piece.text = attribute(element, "h");
      return;
    case PieceKind::Bidi:
    case PieceKind::Header:
    case PieceKind::Closing:
    case PieceKind::StartTls:
    case PieceKind::Proceed:
    case PieceKind::StartTlsFailure:
    case PieceKind::Auth:
    case PieceKind::SaslSuccess:
    case PieceKind::SaslOther:
    case PieceKind::Unknown:
      return;
  }
}

}  // namespace

void PieceParser::parse_header(std::string_view text, Declarations& declarations, Piece& piece) {
  piece.kind = PieceKind::Header;
  declarations.clear();
  std::string whole(text);
  if (!whole.ends_with("/>")) whole.insert(whole.size() - 1, "/");
  if (document_.Parse(whole.data(), whole.size()) != tinyxml2::XML_SUCCESS) return;
  const XMLElement* element = document_.RootElement();
  if (element == nullptr) return;
  for (const auto* at = element->FirstAttribute(); at != nullptr; at = at->Next()) {
    std::string_view prefix;
    if (declares(*at, prefix)) declarations.emplace_back(prefix, at->Value());
  }
  piece.name = local_name(*element);
  read_addresses(*element, piece);
}

void PieceParser::parse_element(std::string_view text, const Declarations& declarations,
                                Piece& piece) {
  if (document_.Parse(text.data(), text.size()) != tinyxml2::XML_SUCCESS) return;
  const XMLElement* element = document_.RootElement();
  if (element == nullptr) return;
  piece.name = local_name(*element);
  piece.kind = kind_of(namespace_of(*element, declarations), piece.name);
  read_details(*element, declarations, piece);
}

void PieceParser::parse_scripted(std::string_view text, Scripted& stanza) {
  if (document_.Parse(text.data(), text.size()) != tinyxml2::XML_SUCCESS) return;
  const XMLElement* element = document_.RootElement();
  if (element == nullptr) return;
  stanza.name = local_name(*element);
  stanza.from = attribute(*element, "from");
  stanza.to = attribute(*element, "to");
  stanza.id = attribute(*element, "id");
  stanza.type = attribute(*element, "type");
  stanza.condition = condition_of_error_child(*element);
  if (const auto* body = child_named(*element, "body")) stanza.body = text_of(*body);
  stanza.inside = inside_of(*element, server_declarations());
}

}  // namespace harness::oracle
