// A transcript, read once: connections with the XML elements that crossed them, in the order they
// completed, and the scripted stanzas. Observation and invariants both work on this.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/oracle/addresses.hpp"
#include "reports/model/transcript.hpp"

namespace harness::oracle {

enum class PieceKind : std::uint8_t {
  Header,
  Closing,  // </stream:stream>
  Features,
  StreamError,
  StartTls,
  Proceed,
  StartTlsFailure,
  Auth,
  SaslSuccess,
  SaslFailure,
  SaslOther,
  DialbackResult,
  DialbackVerify,
  Stanza,
  Bidi,        // of XEP-0288: the request
  Management,  // of XEP-0198; `name` says which, `text` holds h
  Unknown,
};

/// What a stanza holds.
struct StanzaInside {
  std::string content;       // as canonical_xml has it
  std::size_t children = 0;  // elements, <error/> not counted
  bool has_id = false;
  bool has_error = false;
  std::string error_fault;  // what RFC 6120 8.3.2 says against its <error/>; empty: nothing
};

/// One first-level element (or stream tag) that crossed a connection.
struct Piece {
  PieceKind kind = PieceKind::Unknown;
  bool from_gateway = false;
  bool from_initiator = false;
  bool protected_by_tls = false;
  std::size_t entry = 0;  // index of the transcript entry that completed it
  std::string name;       // local name
  std::string from, to, id, type;
  std::string text;                     // dialback: the key; message: the body
  std::string condition;                // of any kind of error
  bool answers_a_key = false;           // DialbackResult: the first answer to a key that came
  bool offers_sasl = false;             // Features: a <mechanisms/> element
  bool offers_dialback_errors = false;  // Features: <dialback><errors/></dialback>
  bool explained = false;               // StreamError: it says more than a defined condition
  StanzaInside inside;                  // Stanza
  bool offers_bidi = false;             // Features: of XEP-0288
};

enum class TlsEventKind : std::uint8_t { Established, AlertFromPartner, AlertFromGateway, Failed };
struct TlsEvent {
  TlsEventKind kind = TlsEventKind::Failed;
  std::string text;
  std::size_t entry = 0;
};

/// A pair of domains that a stream on this connection became authenticated for.
struct Authentication {
  std::string ours, theirs;
  std::string method;     // a method's name, or "sasl-without-tls", which no row allows
  std::size_t entry = 0;  // the entry that completed the proof
  bool open = false;      // dialback: at once; SASL: features of the restarted stream came
};

/// Somebody sent FIN or RST.
struct ConnectionEnd {
  std::size_t entry = 0;
  std::string node;
  bool reset = false;
};

struct Connection {
  std::uint32_t number = 0;
  std::string initiator, acceptor;
  bool opened = false;
  bool closed = false;  // ConnectionClosed or ConnectionReset was seen
  std::string failure;  // of the connect: "refused"
  std::size_t first_entry = 0;
  std::vector<Piece> pieces;
  std::vector<TlsEvent> tls_events;
  bool gateway_ended_tls = false;  // close_notify came; or no_renegotiation, and then TCP ends
  std::vector<Authentication> authentications;
  std::vector<ConnectionEnd> ends;

  bool opened_by_gateway() const { return initiator == "gateway"; }
  bool with_gateway() const { return initiator == "gateway" || acceptor == "gateway"; }
  /// All that its initiator asked for was the verification of keys.
  bool is_verification() const;
  /// XEP-0288: the initiator had asked for it, where it was offered, and before it authenticated.
  bool both_ways(std::size_t before) const;
  bool authenticated(std::string_view ours, std::string_view theirs, std::size_t before) const;
};

/// A stanza of the script, or one handed over: LocalSend, LocalDeliver, PartnerSend, ...
struct Scripted {
  reports::EntryKind kind = reports::EntryKind::Note;
  std::string node;
  std::string name, from, to, id, type, body, condition;
  StanzaInside inside;
  std::size_t entry = 0;
};

/// The node of the pool that local users are behind; its connections are SIP and none of these.
inline constexpr std::string_view kPoolNode = "pool";

struct Reading {
  const reports::Transcript* transcript = nullptr;  // must outlive the reading
  std::vector<Connection> connections;              // in order of first appearance
  std::vector<Scripted> stanzas;                    // in order of time
  std::string refused_code;  // of ConfigurationRefused: the first error's code
  bool configuration_refused = false;
  bool gateway_asked_dns = false;
  bool partner_asked_dns = false;

  std::int64_t time_of(std::size_t entry) const { return transcript->entries[entry].at_us; }
};

/// Never fails: what cannot be understood becomes PieceKind::Unknown.
Reading read(const reports::Transcript& transcript);

}  // namespace harness::oracle
