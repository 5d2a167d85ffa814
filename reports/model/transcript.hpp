// The whole dialogue of a run, as plain facts in the order they happened. The oracle judges from
// this and nothing else; reports show it; its hash is what "the same run" means.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reports {

enum class EntryKind : std::uint8_t {
  // the world
  Listening,          // node listens; text "198.51.100.1:5269"
  ConnectAttempt,     // node connects; text "203.0.113.5:5269"; connection is set
  ConnectionOpened,   // node = who accepted; text = who initiated
  ConnectionFailed,   // node = who tried; text "refused", "timeout", "unreachable"
  Wire,               // node sent these octets (raw, as on the wire); text = the octets
  ConnectionFinished, // node sent FIN
  ConnectionReset,    // node sent RST
  ConnectionClosed,   // both directions are over; node empty
  DnsQuestion,        // node asked; text "SRV _xmpp-server._tcp.fed.example"
  DnsAnswer,          // node = who had asked; text "ok 10 0 5269 xmpp.fed.example" (see dns_text)
  Deadline,           // node's timer came due
  // what a fake saw of its own connection (node = the fake)
  TlsMessage,         // text "received ClientHello version=1.3,1.2 suite=... sni=... alpn=..." and
                      // so on (fakes/wire/tls_messages.hpp), "sent close_notify"
  TlsEstablished,     // text "TLSv1.3 client peer-certificate=yes|no suite=... names=a,b"
  TlsAlertSent,       // text "unknown_ca"
  TlsAlertReceived,   // text "certificate_required"
  TlsFailed,          // neither: text = reason
  XmlSent,            // application octets, before encryption; `protected_by_tls` tells
  XmlReceived,        // application octets, after decryption
  FakeNote,           // text: a decision of the fake ("verification failed: connect refused")
  // scripted traffic
  LocalSend,          // node "gateway": a local user's stanza was handed over; text = XML
  LocalDeliver,       // node "gateway": handed to a local user; text = XML (bounces: type='error')
  PartnerSend,        // node = fake: a stanza for the gateway was queued; text = XML
  PartnerDeliver,     // node = fake: a stanza came on an authenticated stream; text = XML
  PartnerGaveUp,      // node = fake: a queued stanza could not be sent; text = XML
  // the enterprise's pool and its users (node = the pool). What users do and see is written as
  // small XML with the addresses of scenarios, so that sentences need not care about the protocol
  SipSent,            // one whole SIP message; `protected_by_tls` tells
  SipReceived,        // the same
  SipWrong,           // the gateway broke a rule of SIP: text = the rule with its section, and how
  UserSends,          // <message from='alice@contoso.example' to='romeo@fed.example'><body>..</body>
                      // </message>, or with <isComposing/> instead of the body
  UserReceives,       // the same, the other way; <imdn/> for a receipt
  UserSees,           // of each endpoint of a contact, each time it changes: <presence
                      // from='romeo@fed.example/orchard' to='alice@contoso.example'
                      // [type='unavailable']><show>away</show><status>..</status><priority>5
                      // </priority></presence>; of the subscription <subscription
                      // from='romeo@fed.example' to='alice@..' state='active' [reason='..']/>
  UserAnswered,       // the final response to a user's request: <response from='romeo@fed.example'
                      // to='alice@contoso.example' method='MESSAGE' code='403'>reason</response>
  // contacts of a fake partner (node = fake), as small XML
  ContactSees,        // what came of a user's presence: <presence from='alice@contoso.example/desk'
                      // to='romeo@fed.example' [type='unavailable']><show>away</show><status>..
                      // </status><priority>5</priority><delay stamp='..'/></presence>; and who may
                      // see whom, as the partner keeps it: <subscription from='the one who is seen'
                      // to='the one who sees' state='active'|'pending'|'none'/>
  ContactReceives,    // <message from='alice@contoso.example' to='romeo@fed.example/orchard'><body>..
                      // </body></message>; <composing/>, <received id='..'/>, <error>condition</error>
  // the gateway about itself
  ConfigurationAccepted,  // text = diagnostic codes with severity, "warning:sasl-needs-tls ..."
  ConfigurationRefused,   // text = diagnostic codes, "error:no-method ..."
  State,              // text "out#2 contoso.example->fed.example: A -> B (RFC 6120 4.2)"
  Log,                // text "info stream-opened out#2 ...: ..."
  KeyLog,             // NSS key log line
  // the run
  DirectoryChanged,   // node "gateway": what it learns: <user address='..' home='pool' federation='yes'
                      // xmpp='yes'/> or <user address='..' gone='yes'/>, <contact user='..' address='..'
                      // added='yes' blocked='no'/>, <partner domain='..' type='federated'/>
  Step,               // a step of the scenario begins; text = the step
  Resources,          // node; text "connections=0 streams=0 timers=0 queued=0 buffered=0"
  Note,               // anything else worth reading
};

std::string_view to_string(EntryKind kind);

struct Entry {
  std::int64_t at_us = 0;        // since the run began (virtual or real)
  EntryKind kind = EntryKind::Note;
  std::uint32_t connection = 0;  // numbered through the run from 1; 0: none
  bool protected_by_tls = false; // XmlSent, XmlReceived, SipSent, SipReceived
  std::string node;              // "gateway", "fed.example", "authority.fed.example", "dns"
  std::string text;
};

struct Transcript {
  std::vector<Entry> entries;
};

/// SHA-256 over every field of every entry, TLS records included; hexadecimal.
std::string hash_of(const Transcript& transcript);

/// One line an entry, stable columns, for people; octets that are not text as hexadecimal,
/// cut at `octets_max` a line.
std::string to_text(const Transcript& transcript, std::size_t octets_max = 4096);

}  // namespace reports
