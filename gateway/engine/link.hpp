// One connection with the stream on it, and one way to a connection that does not stand yet.
#pragma once

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "gateway/base/io.hpp"
#include "gateway/policy/settings.hpp"
#include "gateway/resolve/target_finder.hpp"
#include "gateway/stream/initiating_stream.hpp"
#include "gateway/stream/liveness.hpp"
#include "gateway/stream/receiving_stream.hpp"
#include "gateway/stream/stream_wire.hpp"
#include "gateway/stream/unacknowledged.hpp"

namespace gateway {

/// Whose key a verification is for: the inbound connection the key came on, and what was asked.
struct VerificationOrigin {
  ConnectionId connection = 0;
  VerificationRequest request;
};

/// A ping of ours that waits for its answer (XEP-0199).
struct SentPing {
  DomainPair pair;
  std::string id;
  ConnectionId carrier = 0;  // the stream it went on
};

struct Link {
  Link(ConnectionId link_id, std::string link_name, xml::ReaderLimits limits,
       std::variant<InitiatingStream, ReceivingStream> link_stream)
      : id(link_id), name(std::move(link_name)), wire(limits), stream(std::move(link_stream)) {}

  ConnectionId id;
  std::string name;  // "out#2 contoso.example->fed.example"
  StreamWire wire;
  std::variant<InitiatingStream, ReceivingStream> stream;
  const Partner* partner = nullptr;
  std::optional<IpAddress> counted_for;          // accepted: whose connection it is
  std::vector<TlsaRecord> tlsa;                  // initiating: what the certificate must match
  std::set<DomainPair> carries;                  // pairs of which our stanzas may go out here
  std::string tls_server_name;                   // initiating: SNI
  std::optional<Endpoint> connected_to;          // initiating
  bool direct_tls = false;                       // initiating
  std::optional<VerificationOrigin> verification;// a verifying stream's purpose
  std::optional<Instant> establish_by;           // until authenticated
  std::optional<Liveness> liveness;              // from then on
  std::vector<DomainPair> pairs;                 // open at some time
  std::optional<SentPing> ping;
  std::string peer_language;                     // xml:lang of the peer's header
  std::optional<Instant> pairs_by;               // answers about further pairs are due
  /// Until when the certificate proves who the peer is, where that counts (RFC 6120 13.7.2.3).
  std::optional<Instant> proven_until;
  std::optional<Unacknowledged> unacknowledged;  // XEP-0198, once enabled or asked for
  std::optional<Instant> part_by;                // shutting down: last acknowledgements are due
  std::optional<Instant> close_by;               // once closing
  bool finished = false;                         // FIN ordered: nothing more is read or said
  bool declares_dialback = false;                // our header binds db:

  bool is_initiating() const { return std::holds_alternative<InitiatingStream>(stream); }
  bool is_closing() const { return close_by.has_value(); }

  std::optional<Instant> next_deadline() const {
    if (close_by) return close_by;
    std::optional<Instant> next = establish_by;
    const auto consider = [&next](Instant at) { next = next ? std::min(*next, at) : at; };
    if (pairs_by) consider(*pairs_by);
    if (proven_until) consider(*proven_until);
    if (part_by) consider(*part_by);
    if (unacknowledged) {
      if (const auto at = unacknowledged->next_deadline()) consider(*at);
    }
    if (liveness) consider(liveness->next_deadline());
    return next;
  }
};

/// May stanzas of a pair take a connection that is open already? Not after resource-constraint.
enum class ConnectionUse : std::uint8_t { MayShare, Own };

/// An attempt to reach a partner: DNS, then one connect after the other (RFC 6120 3.2).
struct Attempt {
  DomainPair pair;
  const Partner* partner = nullptr;
  TargetFinder finder;
  std::optional<VerificationRequest> verification;
  std::optional<VerificationOrigin> origin;
  std::optional<Instant> starts_at;  // after a failure: nothing is asked before
  std::optional<ConnectionId> connecting;
  Target target;                     // being connected
  ConnectionUse use = ConnectionUse::MayShare;
  Instant establish_by;
  std::optional<Instant> step_by;  // the DNS answer or the connect is due

  Instant next_deadline() const {
    if (starts_at) return *starts_at;
    return step_by ? std::min(*step_by, establish_by) : establish_by;
  }
};

}  // namespace gateway
