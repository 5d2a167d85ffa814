// Stanzas: <message/>, <presence/>, <iq/> of a server stream, and the errors that answer them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/xml/element.hpp"
#include "gateway/xmpp/conditions.hpp"
#include "gateway/xmpp/jid.hpp"

namespace gateway {

/// message, presence or iq in `jabber:server`.
bool is_stanza(const xml::Element& element);

/// message, presence or iq in `jabber:client`: no stanza of a server stream (RFC 6120 4.8.3).
bool is_stanza_of_other_content(const xml::Element& element);

/// The stanza's addresses, parsed. Nothing if `from` or `to` is absent or malformed (RFC 6120 8.1).
struct StanzaAddresses {
  Jid from;
  Jid to;
};
std::optional<StanzaAddresses> addresses_of(const xml::Element& stanza);
/// Writes the addresses as they are prepared (RFC 7622 3.2), so that nobody behind us need do it.
void set_addresses(xml::Element& stanza, const StanzaAddresses& addresses);

/// RFC 6120 4.7.4: what the sender said once for the whole stream, unless the stanza has an
/// xml:lang of its own, which is never changed (8.1.5). Empty: nothing was said.
void set_language_unless_said(xml::Element& stanza, std::string_view language);
/// The value if it has the form of a language tag (RFC 5646 2.1), else nothing.
std::string language_or_nothing(std::string_view value);

/// The error stanza that answers `stanza`: addresses swapped, same id and kind, original payload
/// echoed, condition and type. Nothing if the stanza is itself an error, or an iq result
/// (RFC 6120 8.3.1, 8.2.3): such stanzas are dropped, never answered.
std::optional<xml::Element> make_error_reply(const xml::Element& stanza, StanzaCondition condition,
                                             std::string_view text = {});

/// `<error type='..'><condition xmlns='..stanzas'/>[<text/>]</error>` in `jabber:server`.
xml::Element make_stanza_error(StanzaCondition condition, std::string_view text = {});

}  // namespace gateway
