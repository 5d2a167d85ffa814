// Read with tinyxml2 and the oracle's idea of names and addresses, none of the gateway's.
#include "harness/run/received_stanza.hpp"

#include <tinyxml2.h>

#include <algorithm>

#include "harness/oracle/addresses.hpp"
#include "harness/oracle/xml_names.hpp"

namespace harness {
namespace {

using tinyxml2::XMLElement;

constexpr std::string_view kServer = "jabber:server";
constexpr std::string_view kStanzaErrors = "urn:ietf:params:xml:ns:xmpp-stanzas";

std::string_view ns_of(const XMLElement& element) {
  return oracle::namespace_of(element, oracle::server_declarations());
}

/// RFC 6120 8.3.2: what is neither <text/> nor of an application names the condition.
std::string condition_of(const XMLElement& error) {
  for (const auto* child = error.FirstChildElement(); child != nullptr;
       child = child->NextSiblingElement()) {
    if (ns_of(*child) == kStanzaErrors && oracle::local_name(*child) != "text") {
      return std::string(oracle::local_name(*child));
    }
  }
  return "?";
}

ReceivedStanza::Payload payload_of(const XMLElement& element) {
  return {.name = std::string(oracle::local_name(element)),
          .ns = std::string(ns_of(element)),
          .canonical = oracle::canonical_xml(element, oracle::server_declarations())};
}

void read_child(const XMLElement& child, ReceivedStanza& stanza) {
  const bool ours = ns_of(child) == kServer;
  if (ours && oracle::local_name(child) == "error") {
    const char* type = child.Attribute("type");
    stanza.error = condition_of(child);
    stanza.error_type = type == nullptr ? "" : type;
    return;
  }
  if (ours && oracle::local_name(child) == "body" && !stanza.body) {
    stanza.body = child.GetText() == nullptr ? "" : child.GetText();
  }
  stanza.payloads.push_back(payload_of(child));
}

bool has_payload(const ReceivedStanza& stanza, const std::string& xml) {
  tinyxml2::XMLDocument document;
  if (document.Parse(xml.data(), xml.size()) != tinyxml2::XML_SUCCESS) return false;
  const ReceivedStanza::Payload wanted = payload_of(*document.RootElement());
  // "<{ns}name></>": nothing but a name is asked for.
  const bool any_of_its_name = wanted.canonical == "<{" + wanted.ns + "}" + wanted.name + "></>";
  return std::any_of(stanza.payloads.begin(), stanza.payloads.end(),
                     [&](const ReceivedStanza::Payload& payload) {
                       if (!any_of_its_name) return payload.canonical == wanted.canonical;
                       return payload.name == wanted.name && payload.ns == wanted.ns;
                     });
}

bool is(const std::optional<std::string>& found, const std::optional<std::string>& wanted) {
  return wanted ? found == wanted : !found;
}

bool has(const ReceivedStanza& stanza, const StanzaProperty& property) {
  if (property.name == "body") return is(stanza.body, property.value);
  if (property.name == "error") return is(stanza.error, property.value);
  if (property.name == "error-type") return is(stanza.error_type, property.value);
  if (property.name == "payload") {
    return property.value ? has_payload(stanza, *property.value) : stanza.payloads.empty();
  }
  const auto found = stanza.attributes.find(property.name);
  if (!property.value || found == stanza.attributes.end()) {
    return !property.value && found == stanza.attributes.end();
  }
  const bool address = property.name == "from" || property.name == "to";
  return address ? oracle::same_address(found->second, *property.value)
                 : found->second == *property.value;
}

}  // namespace

std::string ReceivedStanza::attribute(const std::string& name) const {
  const auto found = attributes.find(name);
  return found == attributes.end() ? "" : found->second;
}

bool ReceivedStanza::is_for(std::string_view jid) const {
  const std::string to = attribute("to");
  const bool whole = jid.find('/') != std::string_view::npos;
  return oracle::same_address(whole ? to : oracle::bare(to), jid);
}

std::optional<ReceivedStanza> read_stanza(std::string_view xml, std::int64_t at_us) {
  tinyxml2::XMLDocument document;
  if (document.Parse(xml.data(), xml.size()) != tinyxml2::XML_SUCCESS) return std::nullopt;
  const XMLElement* root = document.RootElement();
  if (root == nullptr) return std::nullopt;
  ReceivedStanza stanza;
  stanza.at_us = at_us;
  stanza.kind = oracle::local_name(*root);
  for (const auto* at = root->FirstAttribute(); at != nullptr; at = at->Next()) {
    stanza.attributes.emplace(at->Name(), at->Value());
  }
  for (const auto* child = root->FirstChildElement(); child != nullptr;
       child = child->NextSiblingElement()) {
    read_child(*child, stanza);
  }
  return stanza;
}

bool matches(const ReceivedStanza& stanza, const Reception& reception) {
  if (!stanza.is_for(reception.who)) return false;
  if (!reception.kind.empty() && stanza.kind != reception.kind) return false;
  return std::all_of(reception.properties.begin(), reception.properties.end(),
                     [&](const StanzaProperty& property) { return has(stanza, property); });
}

}  // namespace harness
