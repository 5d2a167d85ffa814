// What comes in from the world (RFC 3261 18): connections and datagrams, and who may speak.
#include <algorithm>

#include "gateway/identity/sip_identity.hpp"
#include "gateway/sip/agent_state.hpp"

namespace gateway::sip {
namespace {

using Limits = AgentLimits;
using Stage = Connection::Stage;

constexpr std::string_view kPong = "\r\n";  // RFC 5626 4.4.1

TlsParameters parameters_at(WallTime now, const std::string& server_name) {
  TlsParameters parameters;
  parameters.server_name = server_name;
  parameters.now = now;
  return parameters;
}

// Some senders keep their way through a firewall open with datagrams that say nothing.
bool says_nothing(std::string_view datagram) {
  return datagram.find_first_not_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

}  // namespace

void Agent::State::on(const Accepted& event) {
  const std::string name = connection_name(true, event.connection, event.peer);
  const bool tls = settings.transport == Transport::Tls;
  if (!tls && event.peer.address != settings.pool.address) {
    log_stranger(to_string(event.peer), "this address is not the pool's");
    return act(Abort{event.connection});
  }
  if (tls) make_room_for_handshake();
  if (count(true) >= Limits::kAcceptedMax) {
    log(Severity::Warning, "sip-overload", name, "too many connections; this one was dropped");
    return act(Abort{event.connection});
  }
  Connection connection;
  connection.id = event.connection;
  connection.name = name;
  connection.local = event.local;
  connection.peer = event.peer;
  connection.accepted = true;
  connection.stage = tls ? Stage::Handshaking : Stage::Open;
  connection.deadline = now.instant + (tls ? Limits::kEstablishTimeout : Limits::kIdleTimeout);
  std::optional<TlsEngine> engine;
  if (tls) engine.emplace(dependencies.server_tls, parameters_at(now.wall, {}));
  connection.wire.emplace(std::move(engine));
  schedule(connection);
  connections.insert_or_assign(event.connection, std::move(connection));
}

// Accepted ones alone; a stranger's that idles in its handshake gives way.
void Agent::State::make_room_for_handshake() {
  const auto shakes = [](const auto& entry) {
    return entry.second.accepted && entry.second.stage == Stage::Handshaking;
  };
  const auto shaking = std::count_if(connections.begin(), connections.end(), shakes);
  if (static_cast<std::size_t>(shaking) < Limits::kHandshakesMax) return;
  const auto oldest = std::find_if(connections.begin(), connections.end(), shakes);
  log(Severity::Warning, "sip-overload", oldest->second.name,
      "too many connections whose TLS handshake is not done; the oldest was dropped");
  fail(oldest->second, Ending::Abort);
}

void Agent::State::on(const Connected& event) {
  const auto found = connections.find(event.connection);
  if (found == connections.end() || found->second.stage != Stage::Connecting) return;
  Connection& connection = found->second;
  if (settings.transport != Transport::Tls) {
    connection.wire.emplace(std::nullopt);
    return open(connection);
  }
  TlsParameters parameters = parameters_at(now.wall, settings.pool_name);
  connection.wire.emplace(TlsEngine(dependencies.client_tls, std::move(parameters)));
  connection.stage = Stage::Handshaking;
  connection.deadline = now.instant + Limits::kEstablishTimeout;
  schedule(connection);
  flush(connection);
}

void Agent::State::on(const ConnectFailed& event) {
  const auto found = connections.find(event.connection);
  if (found == connections.end()) return;
  Connection& connection = found->second;
  if (connection.stage != Stage::Connecting) return forget(event.connection);
  log(Severity::Warning, "sip-connect-failed", connection.name,
      "the pool took no connection: " + std::string(to_string(event.error)));
  if (settings.transport == Transport::Udp && event.error == ConnectError::Refused) {
    // RFC 3261 18.1.1: it does not speak TCP; what is large goes in a datagram nevertheless.
    for (const Waiting& waiting : std::exchange(connection.waiting, {})) {
      if (waiting.request) send_again_as_datagram(*waiting.request, waiting.octets);
    }
  }
  fail(connection, Ending::Gone);
  forget(event.connection);
}

void Agent::State::on(const Received& event) {
  const auto found = connections.find(event.connection);
  if (found == connections.end() || !found->second.wire || found->second.stage == Stage::Closing) {
    return;
  }
  found->second.wire->receive(event.bytes);
  read(event.connection);
}

// Each message may end the connection it came on.
void Agent::State::read(ConnectionId id) {
  bool answered_ping = false;  // one for all that came at once
  for (;;) {
    const auto found = connections.find(id);
    if (found == connections.end() || found->second.stage == Stage::Closing) return;
    Connection& connection = found->second;
    auto event = connection.wire->next();
    flush(connection);
    if (!event) return;
    if (std::holds_alternative<Wire::Secured>(*event)) {
      on_secured(connection);
    } else if (const auto* failed = std::get_if<Wire::Failed>(&*event)) {
      log(Severity::Warning, "sip-connection-lost", connection.name, failed->reason);
      fail(connection, Ending::Finish);
    } else if (std::holds_alternative<Wire::PeerClosed>(*event)) {
      close(connection);
    } else if (std::holds_alternative<Wire::Ping>(*event)) {
      if (!std::exchange(answered_ping, true)) send_on(id, std::string(kPong));
    } else {
      touch(connection);
      Message& message = std::get<Message>(*event);
      if (message.is_request()) {
        on_request(std::move(message), Origin{id, connection.local, connection.peer});
      } else {
        on_response(message);
      }
    }
  }
}

// RFC 5922 7.3, 7.4: who does not prove to be the pool is told nothing.
void Agent::State::on_secured(Connection& connection) {
  const PeerCertificate& certificate = connection.wire->tls()->peer_certificate();
  const IdentityResult identity = evaluate_sip_identity(certificate, settings.pool_name);
  if (!identity.proven()) {
    if (connection.accepted) {
      log_stranger(to_string(connection.peer), identity.reason);
    } else {
      log(Severity::Warning, "sip-peer-refused", connection.name, identity.reason);
    }
    connection.wire->close();
    flush(connection);
    return fail(connection, Ending::Finish);
  }
  connection.proven_until =
      now.instant + (certificate.valid_until - now.wall) + std::chrono::seconds(1);
  open(connection);
}

void Agent::State::open(Connection& connection) {
  connection.stage = Stage::Open;
  if (!connection.accepted && connection.peer == settings.pool) reconnect_wait = Duration(0);
  const TlsEngine* tls = connection.wire->tls();
  log(Severity::Info, "sip-connected", connection.name,
      tls != nullptr ? tls->version() + " " + tls->cipher() : "in clear");
  for (Waiting& waiting : std::exchange(connection.waiting, {})) {
    if (waiting.request && !outgoing.contains(*waiting.request)) continue;  // out of time
    connection.wire->write(waiting.octets);
  }
  touch(connection);
  flush(connection);
}

void Agent::State::on(const PeerFinished& event) {
  const auto found = connections.find(event.connection);
  if (found != connections.end() && found->second.stage != Stage::Closing) close(found->second);
}

void Agent::State::on(const ConnectionEnded& event) {
  const auto found = connections.find(event.connection);
  if (found == connections.end()) return;
  if (found->second.stage != Stage::Closing) {
    log(Severity::Warning, "sip-connection-lost", found->second.name, "the connection broke");
    fail(found->second, Ending::Gone);
  }
  forget(event.connection);
}

void Agent::State::on(const DatagramReceived& event) {
  if (settings.transport != Transport::Udp || event.peer.address != settings.pool.address) {
    return log_stranger(to_string(event.peer), "a datagram from what is not the pool");
  }
  if (says_nothing(event.bytes)) return;
  auto message = parse_datagram(event.bytes);
  if (!message) {
    return log(Severity::Warning, "sip-message-broken", "sip " + to_string(event.peer),
               message.error().code + ": " + message.error().what);
  }
  if (message->is_request()) {
    on_request(std::move(*message), Origin{std::nullopt, event.local, event.peer});
  } else {
    on_response(*message);
  }
}

}  // namespace gateway::sip
