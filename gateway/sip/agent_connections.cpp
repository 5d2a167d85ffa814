// The transport layer of the agent (RFC 3261 18): connections both ways, datagrams, who may speak.
#include <algorithm>

#include "gateway/identity/sip_identity.hpp"
#include "gateway/sip/agent_state.hpp"

namespace gateway::sip {
namespace {

using Limits = AgentLimits;
using Stage = Connection::Stage;

constexpr std::string_view kPong = "\r\n";  // RFC 5626 4.4.1

std::string name_of(bool accepted, ConnectionId id, const Endpoint& peer) {
  return std::string(accepted ? "sip in#" : "sip out#") + std::to_string(id) + " " +
         to_string(peer);
}

TlsParameters parameters_at(WallTime now, const std::string& server_name) {
  TlsParameters parameters;
  parameters.server_name = server_name;
  parameters.now = now;
  return parameters;
}

Instant deadline_of(const Connection& connection) {
  if (connection.stage != Stage::Open || !connection.proven_until) return connection.deadline;
  return std::min(connection.deadline, *connection.proven_until);
}

// Some senders keep their way through a firewall open with datagrams that say nothing.
bool says_nothing(std::string_view datagram) {
  return datagram.find_first_not_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

}  // namespace

void Agent::State::on(const Accepted& event) {
  const std::string name = name_of(true, event.connection, event.peer);
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

bool Agent::State::send_to(const Endpoint& peer, Waiting waiting) {
  if (const auto known = opened.find(peer); known != opened.end()) {
    Connection& connection = connections.at(known->second);
    if (connection.stage == Stage::Open) return send_on(connection.id, std::move(waiting.octets));
    connection.waiting.push_back(std::move(waiting));
    return true;
  }
  if (count(false) >= Limits::kOpenedMax) {
    log(Severity::Warning, "sip-overload", "sip " + to_string(peer), "too many connections");
    return false;
  }
  Connection connection;
  connection.id = next_connection;
  next_connection += 2;
  connection.local = settings.local;
  connection.peer = peer;
  connection.name = name_of(false, connection.id, peer);
  connection.waiting.push_back(std::move(waiting));
  opened.emplace(peer, connection.id);
  Connection& kept = connections.emplace(connection.id, std::move(connection)).first->second;
  const bool too_soon = peer == settings.pool && now.instant < reconnect_not_before;
  if (!too_soon) {
    begin_connect(kept);
    return true;
  }
  kept.stage = Stage::PutOff;
  kept.deadline = reconnect_not_before;
  schedule(kept);
  return true;
}

void Agent::State::begin_connect(Connection& connection) {
  connection.stage = Stage::Connecting;
  connection.deadline = now.instant + Limits::kEstablishTimeout;
  schedule(connection);
  act(Connect{connection.id, connection.peer});
}

bool Agent::State::send_on(ConnectionId id, std::string octets) {
  const auto found = connections.find(id);
  if (found == connections.end() || found->second.stage != Stage::Open) return false;
  found->second.wire->write(octets);
  touch(found->second);
  flush(found->second);
  return true;
}

void Agent::State::flush(Connection& connection) {
  std::string octets = connection.wire->take_output();
  if (!octets.empty()) act(Send{connection.id, std::move(octets)});
}

void Agent::State::touch(Connection& connection) {
  connection.deadline = now.instant + Limits::kIdleTimeout;
  schedule(connection);
}

// In good order: what was written before still arrives.
void Agent::State::close(Connection& connection) {
  if (connection.wire) {
    connection.wire->close();
    flush(connection);
  }
  connection.stage = Stage::Closing;
  connection.deadline = now.instant + Limits::kCloseTimeout;
  schedule(connection);
  if (!connection.accepted) opened.erase(connection.peer);
  act(Finish{connection.id});
  for (const Waiting& waiting : std::exchange(connection.waiting, {})) {
    if (waiting.request) transport_failed(*waiting.request);
  }
}

// Whatever still waits for it will not leave. A request that left already may be answered on
// another connection (18.2.2), or is not in time.
void Agent::State::fail(Connection& connection, Ending ending) {
  const bool established = connection.stage == Stage::Open;
  if (ending == Ending::Finish) act(Finish{connection.id});
  if (ending == Ending::Abort) act(Abort{connection.id});
  connection.stage = Stage::Closing;
  connection.deadline = now.instant + Limits::kCloseTimeout;
  schedule(connection);
  if (!connection.accepted) {
    opened.erase(connection.peer);
    if (connection.peer == settings.pool && !established) {
      reconnect_wait =
          std::clamp(2 * reconnect_wait, Limits::kReconnectFirst, Limits::kReconnectMax);
      reconnect_not_before = now.instant + reconnect_wait;
    }
  }
  for (const Waiting& waiting : std::exchange(connection.waiting, {})) {
    if (waiting.request) transport_failed(*waiting.request);
  }
}

void Agent::State::forget(ConnectionId id) {
  deadlines.set({Due::Owner::Connection, id}, std::nullopt);
  connections.erase(id);
}

void Agent::State::on_connection_due(Connection& connection) {
  switch (connection.stage) {
    case Stage::PutOff:
      return begin_connect(connection);
    case Stage::Connecting:
    case Stage::Handshaking:
      log(Severity::Warning, connection.accepted ? "sip-connection-lost" : "sip-connect-failed",
          connection.name, "it was not established in time");
      return fail(connection, Ending::Abort);
    case Stage::Open:  // idle, or the certificate has expired
      if (now.instant < deadline_of(connection)) return schedule(connection);  // used just now
      return close(connection);
    case Stage::Closing:
      act(Abort{connection.id});
      return forget(connection.id);
  }
}

std::size_t Agent::State::count(bool accepted) const {
  return static_cast<std::size_t>(
      std::count_if(connections.begin(), connections.end(), [&](const auto& entry) {
        return entry.second.accepted == accepted && entry.second.stage != Stage::Closing;
      }));
}

void Agent::State::schedule(const Connection& connection) {
  deadlines.set({Due::Owner::Connection, connection.id}, deadline_of(connection));
}

}  // namespace gateway::sip
