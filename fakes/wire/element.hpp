// An element as the fakes read it: names, attributes, children, text. Order of text and children
// among each other is not kept; whoever needs it has the source octets.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fakes::wire {

inline constexpr std::string_view kServerNs = "jabber:server";
inline constexpr std::string_view kDialbackNs = "jabber:server:dialback";
inline constexpr std::string_view kStreamsNs = "http://etherx.jabber.org/streams";
inline constexpr std::string_view kStreamErrorNs = "urn:ietf:params:xml:ns:xmpp-streams";
inline constexpr std::string_view kStanzaErrorNs = "urn:ietf:params:xml:ns:xmpp-stanzas";
inline constexpr std::string_view kTlsNs = "urn:ietf:params:xml:ns:xmpp-tls";
inline constexpr std::string_view kSaslNs = "urn:ietf:params:xml:ns:xmpp-sasl";
inline constexpr std::string_view kDialbackFeatureNs = "urn:xmpp:features:dialback";
inline constexpr std::string_view kStreamManagementNs = "urn:xmpp:sm:3";
inline constexpr std::string_view kBidiNs = "urn:xmpp:bidi";
inline constexpr std::string_view kBidiFeatureNs = "urn:xmpp:features:bidi";
inline constexpr std::string_view kPingNs = "urn:xmpp:ping";

struct Attribute {
  std::string name;  // as written, with its prefix
  std::string value;
};

struct Element {
  std::string prefix;
  std::string name;                   // without prefix
  std::string ns;                     // empty if the prefix is bound to nothing
  std::vector<Attribute> attributes;  // xmlns declarations included
  std::vector<Element> children;
  std::string text;    // all character data directly inside, entities resolved
  std::string source;  // the octets it was read from; first-level children and headers only

  bool is(std::string_view wanted_name, std::string_view wanted_ns) const;
  /// @return empty if there is none; `has` tells the difference
  std::string_view attribute(std::string_view attribute_name) const;
  bool has(std::string_view attribute_name) const;
  /// The first such child, or null. Lives as long as this element.
  const Element* child(std::string_view child_name, std::string_view child_ns) const;
  /// Is this namespace bound to a prefix, or the default, by this very tag?
  bool declares(std::string_view namespace_name) const;
  /// `text` without white space around it.
  std::string_view trimmed_text() const;
};

/// The name of the first child in this namespace other than <text/>: the condition of a stream,
/// stanza or SASL error. Empty if there is none.
std::string condition_of(const Element& error, std::string_view condition_ns);

}  // namespace fakes::wire
