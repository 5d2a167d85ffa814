// Connections as they are opened, used, closed and given up (RFC 3261 18).
#include <algorithm>

#include "gateway/sip/agent_state.hpp"

namespace gateway::sip {
namespace {

using Limits = AgentLimits;
using Stage = Connection::Stage;

Instant deadline_of(const Connection& connection) {
  if (connection.stage != Stage::Open || !connection.proven_until) return connection.deadline;
  return std::min(connection.deadline, *connection.proven_until);
}

}  // namespace

std::string connection_name(bool accepted, ConnectionId id, const Endpoint& peer) {
  return std::string(accepted ? "sip in#" : "sip out#") + std::to_string(id) + " " +
         to_string(peer);
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
  connection.name = connection_name(false, connection.id, peer);
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
