// What every fake is to a world: a sans-IO machine. Events and the time go in, actions come out.
// Fakes share with the gateway what carries bytes (gateway/base, gateway/tls), never what decides.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "fakes/partner/contact_orders.hpp"
#include "fakes/pool/orders.hpp"
#include "gateway/base/dns.hpp"
#include "gateway/base/io.hpp"
#include "gateway/base/time.hpp"

namespace fakes {

/// A deadline has come (harmless if it has not).
struct Wake {};

// ---- orders of the scenario
// -----------------------------------------------------------------------

/// Send this stanza (XML of a `jabber:server` stanza) to the gateway: over the open stream of its
/// pair, or over a new one. Ends in Observed{StanzaSent...} or {GaveUp}.
struct SendStanza {
  std::string xml;
};
/// Open a stream to the gateway without anything to send: one of the pair that is open already
/// will do, unless it is to be another.
struct OpenStream {
  bool another = false;
};
/// From now on read everything and answer nothing (the partner "falls silent").
struct FallSilent {};
/// Send these octets as they are on the newest open connection with the gateway (inside TLS if
/// any).
struct SendRaw {
  std::string octets;
};
/// Close every stream in good order.
struct CloseStreams {};
/// Break every connection off (RST).
struct BreakConnections {};
/// Have the last key that came verified once more, on a connection of its own.
struct AskAgain {};

/// UserOrder is for a pool (fakes/pool); SendStanza, OpenStream, AskAgain and ContactOrder are for
/// a partner; the others mean the same to both.
using Event =
    std::variant<gateway::Accepted, gateway::Connected, gateway::ConnectFailed, gateway::Received,
                 gateway::PeerFinished, gateway::ConnectionEnded, gateway::DatagramReceived,
                 gateway::DnsAnswer, Wake, SendStanza, OpenStream, FallSilent, SendRaw,
                 CloseStreams, BreakConnections, AskAgain, ContactOrder, UserOrder>;

/// What a fake saw or decided; the harness writes it into the transcript. The kinds are those of
/// reports::EntryKind that speak of fakes, with the same meaning of `text`.
enum class Observation : std::uint8_t {
  TlsMessage,
  TlsEstablished,
  TlsAlertSent,
  TlsAlertReceived,
  TlsFailed,
  XmlSent,
  XmlReceived,
  Note,
  StanzaQueued,     // -> PartnerSend
  StanzaDelivered,  // -> PartnerDeliver: came from the gateway on a stream authenticated for its
                    // pair
  StanzaGivenUp,    // -> PartnerGaveUp
  SipSent,
  SipReceived,
  SipWrong,
  UserSends,
  UserReceives,
  UserSees,
  UserAnswered,
  ContactSees,
  ContactReceives,
};
struct Observed {
  Observation kind = Observation::Note;
  gateway::ConnectionId connection = 0;
  bool protected_by_tls = false;
  std::string text;
};

using Action = std::variant<gateway::Connect, gateway::Send, gateway::Finish, gateway::Abort,
                            gateway::SendDatagram, gateway::DnsQuestion, Observed>;
using Actions = std::vector<Action>;

class Actor {
 public:
  virtual ~Actor() = default;
  Actor(const Actor&) = delete;
  Actor& operator=(const Actor&) = delete;

  /// Where the world shall listen for it; fixed for the actor's life.
  virtual std::vector<gateway::Endpoint> endpoints() const = 0;
  /// Where it has a socket for datagrams; fixed as well.
  virtual std::vector<gateway::Endpoint> datagram_endpoints() const { return {}; }
  virtual void handle(const Event& event, gateway::Now now, Actions& actions) = 0;
  virtual std::optional<gateway::Instant> next_deadline() const = 0;
  /// Nothing queued, no attempt under way (open idle streams do not count).
  virtual bool settled() const = 0;

 protected:
  Actor() = default;
};

}  // namespace fakes
