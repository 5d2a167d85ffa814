// The XML namespaces of server-to-server federation.
#pragma once

#include <string_view>

namespace gateway::ns {

inline constexpr std::string_view kStreams = "http://etherx.jabber.org/streams";
inline constexpr std::string_view kServer = "jabber:server";
inline constexpr std::string_view kClient = "jabber:client";
inline constexpr std::string_view kDialback = "jabber:server:dialback";
inline constexpr std::string_view kDialbackFeature = "urn:xmpp:features:dialback";
inline constexpr std::string_view kTls = "urn:ietf:params:xml:ns:xmpp-tls";
inline constexpr std::string_view kSasl = "urn:ietf:params:xml:ns:xmpp-sasl";
inline constexpr std::string_view kStreamErrors = "urn:ietf:params:xml:ns:xmpp-streams";
inline constexpr std::string_view kStanzaErrors = "urn:ietf:params:xml:ns:xmpp-stanzas";
inline constexpr std::string_view kPing = "urn:xmpp:ping";
inline constexpr std::string_view kDiscoInfo = "http://jabber.org/protocol/disco#info";
inline constexpr std::string_view kDiscoItems = "http://jabber.org/protocol/disco#items";
inline constexpr std::string_view kVersion = "jabber:iq:version";
inline constexpr std::string_view kTime = "urn:xmpp:time";
inline constexpr std::string_view kStreamManagement = "urn:xmpp:sm:3";
inline constexpr std::string_view kDelay = "urn:xmpp:delay";
inline constexpr std::string_view kBidi = "urn:xmpp:bidi";
inline constexpr std::string_view kBidiFeature = "urn:xmpp:features:bidi";
inline constexpr std::string_view kXml = "http://www.w3.org/XML/1998/namespace";

}  // namespace gateway::ns
