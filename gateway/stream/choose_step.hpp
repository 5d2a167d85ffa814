// The decisions of negotiation, pure: all eighteen settings are tested here, without a stream.
// docs/negotiation.md sections 3 and 4 in code.
#pragma once

#include <cstdint>
#include <optional>

#include "gateway/policy/negotiation.hpp"
#include "gateway/stream/stream_events.hpp"
#include "gateway/stream/stream_features.hpp"
#include "gateway/xmpp/conditions.hpp"

namespace gateway {

// ---- initiating entity ----------------------------------------------------------------------------

enum class Step : std::uint8_t { StartTls, SaslExternal, Dialback, VerifyKey, Refuse };

/// What the stream is opened for.
enum class Purpose : std::uint8_t {
  Stanzas,       // to be authenticated for a pair
  Verification,  // to show a key to the authoritative server (XEP-0220 2.1.2): no authentication
};

/// Where the stream stands when features arrive.
struct InitiatingSituation {
  Purpose purpose = Purpose::Stanzas;
  Protection protection = Protection::Plain;
  Tls tls = Tls::Required;           // what the row says of TLS
  AllowedMethods methods;            // of the row
  bool peer_proven = false;          // the peer's certificate proves the partner's domain
  bool have_certificate = false;     // we sent one of our own
  bool sasl_failed = false;          // on this stream: never tried twice
};

Step choose_step(const InitiatingSituation& situation, const StreamFeatures& offer);

// ---- receiving entity -----------------------------------------------------------------------------

struct ReceivingSituation {
  Protection protection = Protection::Plain;
  Tls tls = Tls::Required;
  AllowedMethods methods;
  bool peer_proven = false;
  bool have_certificate = false;
  bool require_trusted_certificate = false;
  bool certificate_answers_dialback = false;  // the partner's setting
  bool stream_management = false;             // the same
  bool bidirectional = false;                 // the same
};

/// What to offer; or, if nothing can come of it, the stream error to close with at once.
struct Offer {
  StreamFeatures features;
  std::optional<StreamCondition> refuse;
};
Offer choose_offer(const ReceivingSituation& situation);

/// May this pair be authenticated by dialback on a stream like this? Nothing if so, otherwise the
/// dialback error (XEP-0220 2.5).
std::optional<StanzaCondition> dialback_refusal(const ReceivingSituation& situation);

/// Does the certificate answer a key of the domain it proves, without the authoritative server
/// (XEP-0344 2.4)? It authenticates as it would by EXTERNAL, so only where the row allows that too.
bool certificate_answers_key(const ReceivingSituation& situation);

}  // namespace gateway
