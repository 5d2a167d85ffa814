// What happens to a stream machine, and what it orders. A machine knows no connection and no other
// machine: whoever holds it carries the orders out (gateway/engine).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gateway/base/log_event.hpp"
#include "gateway/tls/peer_certificate.hpp"
#include "gateway/xml/element.hpp"
#include "gateway/xml/stream_reader.hpp"
#include "gateway/xmpp/conditions.hpp"
#include "gateway/xmpp/domain.hpp"

namespace gateway {

enum class Protection : std::uint8_t { Plain, Tls };
enum class Method : std::uint8_t { SaslOverTls, TlsDialback, TcpDialback };

constexpr std::string_view to_string(Method method) {
  switch (method) {
    case Method::SaslOverTls: return "sasl-over-tls";
    case Method::TlsDialback: return "tls-dialback";
    case Method::TcpDialback: return "tcp-dialback";
  }
  return "?";
}

/// A key that came in <db:result/> and must be shown to the authoritative server (XEP-0220 2.1.2).
struct VerificationRequest {
  DomainPair pair;
  std::string stream_id;  // of the stream the key came on
  std::string key;
};

/// What the verification came to.
struct VerificationOutcome {
  enum class Verdict : std::uint8_t { Valid, Invalid, Error };
  Verdict verdict = Verdict::Error;
  StanzaCondition condition = StanzaCondition::RemoteServerTimeout;  // Error only
  std::string reason;                                                // for the log
};

// ---- events ---------------------------------------------------------------------------------------

/// The connection stands. On a direct TLS connection the handshake comes first (XEP-0368).
struct TransportReady {};
struct TlsEstablished {
  PeerCertificate certificate;
};
/// Ask to send stanzas of one more pair over this stream (XEP-0220 2.6).
struct PairWanted {
  DomainPair pair;
};
/// The pairs asked for last have waited long enough: those still without an answer fail.
struct PairsOverdue {};
/// The answer to a KeyToVerify order.
struct KeyVerified {
  VerificationRequest request;
  VerificationOutcome outcome;
};
/// Close: with a stream error, or in good order without.
struct CloseWanted {
  std::optional<StreamCondition> condition;
  std::string reason;
  std::optional<xml::Element> detail = {};  // application-specific condition (RFC 6120 4.9.4)
};

/// The connection is gone, or TLS on it failed: nothing can be said any more.
struct TransportLost {
  bool by_tls = false;
  std::string reason;
};

using StreamEvent = std::variant<TransportReady, TlsEstablished, TransportLost, xml::HeaderReceived,
                                 xml::ElementReceived, xml::FooterReceived, PairWanted, PairsOverdue,
                                 KeyVerified, CloseWanted>;

// ---- orders ---------------------------------------------------------------------------------------

struct WriteHeader {
  std::optional<Domain> to;
  std::optional<Domain> from;
  std::string id;                  // receiving entity only
  bool declare_dialback = false;   // XEP-0220 2.4.1
  std::string version = "1.0";     // none for a peer that sent none (RFC 6120 4.7.5)
};
struct WriteElement {
  xml::Element element;
};
struct WriteFooter {};
/// Start the TLS handshake: everything read but not yet parsed is dropped (RFC 6120 5.4.3.3), and a
/// new stream begins inside.
struct BeginTls {};
/// The next octets begin a new stream (RFC 6120 4.3.3).
struct RestartReader {};
/// Nothing more will be said: TLS close_notify, FIN.
struct EndConnection {};
/// The stream may carry stanzas of the pair now: ours if we opened it, theirs if they did, both if it
/// is bidirectional (XEP-0288).
struct PairOpened {
  DomainPair pair;
  Method method;
  bool carries_ours = false;
};
/// The stream will not carry stanzas of the pair; what waits bounces with `condition`.
struct PairFailed {
  DomainPair pair;
  StanzaCondition condition;
  std::string reason;
  bool in_order = false;  // the stream was closed in good order: nothing is wrong with the partner
};
/// The receiving server has no room for the pair on this connection; one of its own may do
/// (XEP-0220 2.5, resource-constraint).
struct PairNeedsConnection {
  DomainPair pair;
  std::string reason;
};
struct StanzaArrived {
  xml::Element stanza;
};
/// XEP-0198: from here on what is written is kept until the peer acknowledges it,
struct KeepUntilAcknowledged {};
/// which it agreed to do,
struct AcksAgreed {};
/// or refused: what was kept is forgotten, as on a stream without stream management.
struct AcksRefused {};
/// The peer has handled so many of our stanzas since counting began.
struct StanzasAcknowledged {
  std::uint32_t handled = 0;
};
struct KeyToVerify {
  VerificationRequest request;
};
/// A verifying stream has its answer.
struct VerificationEnded {
  VerificationOutcome outcome;
};
struct Moved {
  std::string_view from;
  std::string_view to;
  std::string_view section;
};
struct StreamLog {
  Severity severity = Severity::Info;
  std::string_view code;
  std::string text;
};

using StreamAction =
    std::variant<WriteHeader, WriteElement, WriteFooter, BeginTls, RestartReader, EndConnection,
                 PairOpened, PairFailed, PairNeedsConnection, StanzaArrived, KeepUntilAcknowledged,
                 AcksAgreed, AcksRefused, StanzasAcknowledged, KeyToVerify, VerificationEnded, Moved,
                 StreamLog>;
using StreamActions = std::vector<StreamAction>;

}  // namespace gateway
