// The door of the engine: every event comes in here and goes to whom it concerns.
#include "gateway/engine/engine.hpp"

#include <algorithm>

#include "gateway/base/assert.hpp"
#include "gateway/engine/engine_state.hpp"
#include "gateway/xmpp/namespaces.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {
namespace {

constexpr std::size_t kSecretOctets = 32;

/// So many connections beyond the limit are told so; those beyond them would cost too much.
constexpr std::size_t told_beyond(std::size_t connection_limit) {
  return std::max<std::size_t>(10, connection_limit / 10);
}

}  // namespace

TlsSettings server_tls_settings(const TlsMaterial& material) {
  TlsSettings settings = client_tls_settings(material);
  settings.role = TlsRole::Server;
  settings.server_names = material.our_names;
  return settings;
}

TlsSettings client_tls_settings(const TlsMaterial& material) {
  TlsSettings settings;
  settings.role = TlsRole::Client;
  settings.credentials = material.credentials;
  settings.trust_anchors_pem = material.trust_anchors_pem;
  settings.verification = PeerVerification::Report;
  settings.request_client_certificate = true;
  settings.alpn = {"xmpp-server"};
  settings.revocation_lists = material.revocation_lists;
  return settings;
}

Engine::State::State(Settings gateway_settings, EngineDependencies engine_dependencies)
    : settings(std::move(gateway_settings)),
      dependencies(std::move(engine_dependencies)),
      secret(settings.dialback_passphrase),
      routes(settings.limits.queue_stanzas_max),
      back_off({.first_wait_max = settings.limits.reconnect_first_wait,
                .wait_max = settings.limits.reconnect_wait_max}),
      address_limits({.connections_max = settings.limits.address_connection_limit,
                      .attempts_per_minute_max = settings.limits.address_attempts_limit}) {
  // XEP-0185 2: without a configured secret a random one does; only this process need know it.
  if (secret.empty()) secret = random_hex(dependencies.entropy, kSecretOctets);
  for (const Partner& partner : settings.partners) {
    GATEWAY_ASSERT(!allowed_methods(partner.negotiation).none(),
                   "a setting without methods: " + partner.domain.text());
  }
}

Engine::Engine(Settings settings, EngineDependencies dependencies)
    : state_(std::make_unique<State>(std::move(settings), std::move(dependencies))) {}

Engine::~Engine() = default;

void Engine::handle(const EngineEvent& event, Now now, EngineActions& actions) {
  state_->now = now;
  state_->sink = &actions;
  state_->taken.clear();
  state_->on_event(event);
  state_->run_pending();
  for (std::string& line : state_->keylog) actions.push_back(KeyLogLine{std::move(line)});
  state_->keylog.clear();
  state_->sink = nullptr;
}

std::optional<Instant> Engine::next_deadline() const { return state_->deadlines.next(); }

const std::vector<std::uint64_t>& Engine::taken() const { return state_->taken; }

EngineResources Engine::resources() const {
  EngineResources resources;
  resources.connections =
      state_->links.size() + state_->connecting.size() + state_->abandoned.size();
  resources.streams = state_->links.size();
  for (const auto& [id, attempt] : state_->attempts) {
    resources.verifications += attempt.verification.has_value();
  }
  for (const auto& [id, link] : state_->links) {
    resources.verifications += link.verification.has_value();
    resources.buffered_bytes += link.wire.buffered_bytes();
    if (link.unacknowledged) resources.queued_stanzas += link.unacknowledged->size();
  }
  resources.queued_stanzas += state_->routes.queued();
  resources.timers = state_->deadlines.size();
  resources.questions = state_->questions.size();
  return resources;
}

void Engine::State::on_event(const EngineEvent& event) {
  struct Visitor {
    State& state;
    void operator()(const StreamAccepted& accepted) { state.on_accepted(accepted); }
    void operator()(const Connected& connected) { state.on_connected(connected.connection); }
    void operator()(const ConnectFailed& failed) { state.on_connect_failed(failed); }
    void operator()(const Received& received) { state.on_received(received); }
    void operator()(const PeerFinished& peer) { state.on_peer_finished(peer.connection); }
    void operator()(const ConnectionEnded& ended) { state.on_connection_ended(ended.connection); }
    void operator()(const DnsAnswer& answer) { state.on_dns_answer(answer); }
    void operator()(const LocalStanza& local) { state.on_local_stanza(local); }
    void operator()(const DeadlineReached&) { state.on_deadline(); }
    void operator()(const ShutdownRequested&) { state.on_shutdown(); }
  };
  std::visit(Visitor{*this}, event);
}

// ---- connections ----------------------------------------------------------------------------------

/// Why the connection is dropped before it costs anything (RFC 6120 13.12); empty: it is not.
std::string Engine::State::refusal_of(const StreamAccepted& accepted) {
  const Limits& limits = settings.limits;
  if (links.size() >= limits.connection_limit + told_beyond(limits.connection_limit)) {
    return "far more connections than connection_limit (" +
           std::to_string(limits.connection_limit) + ")";
  }
  const auto refusal = address_limits.enter(accepted.connection.peer.address, now.instant);
  if (!refusal) return {};
  switch (*refusal) {
    case AddressLimits::Refusal::TooManyConnections:
      return "address_connection_limit is reached (" +
             std::to_string(limits.address_connection_limit) + ")";
    case AddressLimits::Refusal::TooManyAttempts:
      return "address_attempts_limit is reached (" +
             std::to_string(limits.address_attempts_limit) + " in a minute)";
  }
  return {};
}

void Engine::State::on_accepted(const StreamAccepted& accepted) {
  const ConnectionId id = accepted.connection.connection;
  const bool direct_tls = accepted.listener == ListenerKind::DirectTls;
  const bool have_certificate = dependencies.server_tls != nullptr;
  const std::size_t others = links.size() + connecting.size();
  if (shutting_down || (direct_tls && !have_certificate)) {
    abandoned.insert(id);
    out().push_back(Abort{id});
    return;
  }
  if (const std::string refusal = refusal_of(accepted); !refusal.empty()) {
    abandoned.insert(id);
    out().push_back(Abort{id});
    return log(Severity::Warning, "connection-refused", "",
               "from " + to_string(accepted.connection.peer) + ": " + refusal +
                   "; an attack, or a partner with many domains: then raise the limit");
  }
  Link& link = add_link(
      {id, "in#" + std::to_string(next_stream++) + " ?->?",
       {.stanza_bytes_max = settings.limits.stanza_bytes_max},
       ReceivingStream(settings, secret, have_certificate, direct_tls, dependencies.entropy)});
  link.counted_for = accepted.connection.peer.address;
  link.establish_by = now.instant + settings.limits.stream_establishment_timeout;
  reschedule(link);
  log(Severity::Info, "connection-accepted", link.name,
      "from " + to_string(accepted.connection.peer) + (direct_tls ? ", direct TLS" : ""));
  if (others >= settings.limits.connection_limit) {
    feed(link, CloseWanted{StreamCondition::ResourceConstraint,
                           "connection_limit is reached (" +
                               std::to_string(settings.limits.connection_limit) + ")"});
  } else {
    feed(link, TransportReady{});
  }
  flush(link);
}

void Engine::State::on_connected(ConnectionId connection) {
  const auto found = connecting.find(connection);
  if (found == connecting.end()) return;
  const AttemptId id = found->second;
  connecting.erase(found);
  Attempt attempt = std::move(attempts.at(id));
  attempts.erase(id);
  deadlines.set({Owner::Attempt, id}, std::nullopt);

  const bool verifying = attempt.verification.has_value();
  NegotiationSettings negotiation = attempt.partner->negotiation;
  if (attempt.target.must_use_tls) negotiation.tls = Tls::Required;  // RFC 7673 3.4
  InitiatingStream stream(
      {.pair = attempt.pair,
       .purpose = verifying ? Purpose::Verification : Purpose::Stanzas,
       .negotiation = negotiation,
       .require_trusted_certificate = attempt.partner->require_trusted_certificate,
       .have_certificate = dependencies.client_tls && dependencies.client_tls->has_credentials(),
       .direct_tls = attempt.target.direct_tls,
       .second_connection = attempt.use == ConnectionUse::Own,
       .secure_host = attempt.target.host_is_secure ? attempt.target.host : std::string(),
       .stream_management = attempt.partner->stream_management,
       .bidirectional = attempt.partner->bidirectional,
       .dialback_secret = secret,
       .verification = attempt.verification});
  std::string name = (verifying ? "verify#" : "out#") + std::to_string(next_stream++) + " " +
                     attempt.pair.ours.text() + "->" + attempt.pair.theirs.text();
  Link& link = add_link({connection, std::move(name),
                         {.stanza_bytes_max = settings.limits.stanza_bytes_max},
                         std::move(stream)});
  link.partner = attempt.partner;
  link.tls_server_name = attempt.pair.theirs.ascii();
  link.connected_to = attempt.target.endpoint;
  link.direct_tls = attempt.target.direct_tls;
  link.tlsa = std::move(attempt.target.tlsa);
  link.verification = attempt.origin;
  link.establish_by = attempt.establish_by;
  reschedule(link);
  feed(link, TransportReady{});
  flush(link);
}

void Engine::State::on_connect_failed(const ConnectFailed& failed) {
  abandoned.erase(failed.connection);
  const auto found = connecting.find(failed.connection);
  if (found == connecting.end()) return;
  const AttemptId id = found->second;
  connecting.erase(found);
  attempts.at(id).connecting.reset();
  attempts.at(id).step_by.reset();
  log(Severity::Info, "connect-failed", to_string(attempts.at(id).pair),
      std::string(to_string(failed.error)) + "; trying the next address, if there is one");
  advance(id);
}

void Engine::State::on_received(const Received& received) {
  const auto found = links.find(received.connection);
  if (found == links.end() || found->second.finished) return;
  Link& link = found->second;
  if (link.liveness) link.liveness->heard(now.instant);
  link.wire.receive(received.bytes);
  pump(link);
}

void Engine::State::on_peer_finished(ConnectionId connection) {
  const auto found = links.find(connection);
  if (found == links.end()) return;
  lose(found->second, false, "the peer closed the connection");
}

void Engine::State::on_connection_ended(ConnectionId connection) {
  abandoned.erase(connection);
  const auto found = links.find(connection);
  if (found == links.end()) {
    on_connect_failed({connection, ConnectError::Other});
    return;
  }
  found->second.finished = true;
  feed(found->second, TransportLost{false, "the connection broke"});
  bounce_unacknowledged(found->second);
  remove_link(connection);
}

void Engine::State::on_shutdown() {
  shutting_down = true;
  std::vector<AttemptId> open_attempts;
  for (const auto& [id, attempt] : attempts) open_attempts.push_back(id);
  for (const AttemptId id : open_attempts) {
    fail_attempt(id, StanzaCondition::RemoteServerTimeout, "the gateway is shutting down");
  }
  std::vector<ConnectionId> open_links;
  for (const auto& [id, link] : links) open_links.push_back(id);
  for (const ConnectionId id : open_links) {
    Link& link = links.at(id);
    if (part(link)) continue;
    feed(link, CloseWanted{StreamCondition::SystemShutdown, "the gateway is shutting down"});
    flush(link);
  }
  for (const DomainPair& pair : routes.pairs()) {
    fail_route(pair, StanzaCondition::RemoteServerTimeout, "the gateway is shutting down");
  }
}

void Engine::State::log(Severity severity, std::string code, std::string stream,
                        std::string text) {
  out().push_back(LogEvent{severity, std::move(code), std::move(stream), std::move(text)});
}

}  // namespace gateway
