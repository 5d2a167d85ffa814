// A contact's stanza as the parts of a SIP MESSAGE: RFC 7572 4, table 1, and section 8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/entropy.hpp"
#include "gateway/base/result.hpp"
#include "gateway/sip/message.hpp"
#include "gateway/xml/element.hpp"
#include "gateway/xmpp/jid.hpp"

namespace gateway {

/// What a message stanza has to say to a person.
struct SpokenText {
  std::string body;
  std::string subject;   // empty: none
  std::string language;  // of the body; empty: not said
  friend bool operator==(const SpokenText&, const SpokenText&) = default;
};

/// Of several bodies the one in the language of the stanza, which the stream's is where the stanza
/// says none (RFC 6120 4.7.4); else the first. The subject in the body's language, else the first.
/// Nothing: there is no body, or an empty one.
std::optional<SpokenText> spoken_text_of(const xml::Element& stanza);

/// RFC 6121 5.2.5: an opaque string; empty: none.
std::string thread_of(const xml::Element& stanza);

/// From a contact to a user's address of record, whatever endpoint was named (RFC 6121 8.5.3.2.1).
struct SipParties {
  std::string from;          // with the resource as gr
  std::string from_address;  // without
  std::string to;
};
/// @return an error of mapping::uri_of
Result<SipParties> sip_parties(const Jid& contact, const Jid& user);

/// A MESSAGE without body; what is left to the agent (Via, Max-Forwards, CSeq) is not in it.
sip::Message make_sip_message(const SipParties& parties, const std::string& call_id,
                              Entropy& entropy);
/// The text as the body, its subject and language as headers.
void put_text(sip::Message& message, const SpokenText& text);

/// A thread as a Call-ID: itself if the grammar allows it (RFC 3261 25.1), else what equal threads
/// have in common.
std::string call_id_of_thread(std::string_view thread);
/// A Call-ID as a thread: itself if it is a plain word, which names no host (RFC 6121 5.2.5); else
/// what equal Call-IDs have in common.
std::string thread_of_call_id(std::string_view call_id);

/// The octets on the wire, with room for what the agent adds (RFC 3428 8).
std::size_t size_on_wire(const sip::Message& message, std::string_view sip_contact);
inline constexpr std::size_t kDatagramMessageMax = 1300;

}  // namespace gateway
