// Drives one gateway: turns what happens on sockets, in DNS and on the clock into its events, and
// carries out its actions in their order.

#include "gateway/net/service.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <type_traits>
#include <utility>

#include "gateway/base/assert.hpp"
#include "gateway/core/local_parts.hpp"
#include "gateway/net/acceptor.hpp"
#include "gateway/net/clock.hpp"
#include "gateway/net/resolver.hpp"
#include "gateway/net/system_entropy.hpp"
#include "gateway/net/tcp_connection.hpp"
#include "gateway/net/udp_socket.hpp"
#include "gateway/net/validating_resolver.hpp"
#include "gateway/store/memory_store.hpp"

namespace gateway::net {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// Beyond the gateway's own wait for closing tags, so that it comes first.
constexpr std::chrono::seconds kShutdownGrace{1};

/// The connection an event speaks of, if it may be dropped for what its handling broke.
std::optional<ConnectionId> connection_to_drop(const GatewayEvent& event) {
  return std::visit(
      [](const auto& happened) -> std::optional<ConnectionId> {
        using Event = std::decay_t<decltype(happened)>;
        if constexpr (std::is_same_v<Event, StreamAccepted> || std::is_same_v<Event, SipAccepted>) {
          return happened.connection.connection;
        } else if constexpr (std::is_same_v<Event, Connected> || std::is_same_v<Event, Received> ||
                             std::is_same_v<Event, PeerFinished>) {
          return happened.connection;
        } else {
          return std::nullopt;
        }
      },
      event);
}

struct TlsContexts {
  std::shared_ptr<const TlsContext> server;
  std::shared_ptr<const TlsContext> client;
  std::shared_ptr<const TlsContext> sip_server;
  std::shared_ptr<const TlsContext> sip_client;
};

Result<TlsContexts> make_tls(const Configuration& configuration) {
  const auto crypto = CryptoContext::with_system_randomness();
  const TlsMaterial material = configuration.tls_material();
  TlsContexts contexts;
  std::vector<std::pair<std::shared_ptr<const TlsContext>*, TlsSettings>> wanted = {
      {&contexts.client, client_tls_settings(material)}};
  if (configuration.credentials) {
    wanted.emplace_back(&contexts.server, server_tls_settings(material));
  }
  if (configuration.pool && configuration.pool->transport == sip::Transport::Tls) {
    wanted.emplace_back(&contexts.sip_server, sip_server_tls_settings(material));
    wanted.emplace_back(&contexts.sip_client, sip_client_tls_settings(material));
  }
  for (const auto& [context, settings] : wanted) {
    const auto made = TlsContext::create(crypto, settings);
    if (made.has_error()) return made.error();
    *context = made.value();
  }
  return contexts;
}

}  // namespace

// Shared with the handlers that wait in the io_context, so that they find `closed` set when the
// Service is gone.
struct Service::State : std::enable_shared_from_this<State> {
  State(asio::io_context& context, Configuration settings, ServiceObserver watcher,
        std::unique_ptr<Store> kept)
      : io(context),
        configuration(std::move(settings)),
        observer(std::move(watcher)),
        store(kept ? std::move(kept) : std::make_unique<MemoryStore>()),
        deadline_timer(context),
        shutdown_timer(context) {}

  Result<void> start();
  Result<void> start_resolver();
  Result<void> listen(const Listener& listener);
  Result<void> listen_for_pool();
  Result<void> bind_for_pool(const Endpoint& local);
  Result<std::shared_ptr<Acceptor>> make_acceptor(const Endpoint& endpoint,
                                                  AcceptorHandlers handlers);
  Result<void> begin(TlsContexts tls);
  void close();

  void dispatch(GatewayEvent event);
  void handle(const GatewayEvent& event);
  void carry_out(GatewayActions& actions);
  void arm_deadline();
  void finish_shutdown_if_empty();
  void finish_shutdown();

  ConnectionId add_accepted(asio::ip::tcp::socket socket);
  void on_ended(ConnectionId connection, EndReason reason);
  ConnectionHandlers handlers_for(ConnectionId connection);
  ConnectionLimits connection_limits() const;

  void perform(Connect& order);
  void perform(Send& order);
  void perform(Finish& order);
  void perform(Abort& order);
  void perform(SendDatagram& order);
  void perform(DnsQuestion& order);
  void perform(DeliverStanza& order);
  void perform(LogEvent& order);
  void perform(StateChanged& order);
  void perform(KeyLogLine& order);
  void log(Severity severity, std::string code, std::string text);

  asio::io_context& io;
  Configuration configuration;
  ServiceObserver observer;
  Clock clock;
  SystemEntropy entropy;
  std::unique_ptr<Resolver> resolver;  // one of the two
  std::unique_ptr<ValidatingResolver> validating_resolver;
  std::unique_ptr<Store> store;
  std::optional<Gateway> gateway;
  std::vector<std::shared_ptr<Acceptor>> acceptors;
  std::shared_ptr<Acceptor> sip_acceptor;  // with a pool
  std::shared_ptr<UdpSocket> sip_socket;   // with a pool over UDP
  std::map<ConnectionId, std::shared_ptr<TcpConnection>> connections;
  ConnectionId next_accepted = 1;  // odd; the gateway's own are even
  std::deque<GatewayEvent> events;
  bool dispatching = false;
  bool closed = false;
  asio::steady_timer deadline_timer;
  std::optional<Instant> armed;
  asio::steady_timer shutdown_timer;
  std::function<void()> shutdown_done;
};

// ---- starting and stopping ----------------------------------------------------------------------

Result<void> Service::State::start() {
  Result<TlsContexts> tls = make_tls(configuration);
  if (tls.has_error()) return tls.error();
  if (const auto resolving = start_resolver(); resolving.has_error()) return resolving;
  for (const Listener& listener : configuration.listeners) {
    if (Result<void> listening = listen(listener); listening.has_error()) {
      close();
      return listening;
    }
  }
  Result<void> begun = listen_for_pool();
  if (begun.has_value()) begun = begin(std::move(tls.value()));
  if (begun.has_error()) close();
  return begun;
}

Result<void> Service::State::begin(TlsContexts tls) {
  LocalParts parts;
  if (configuration.pool) {
    parts = make_local_parts(configuration.settings, *configuration.pool, configuration.users,
                             {.entropy = entropy,
                              .store = *store,
                              .server_tls = std::move(tls.sip_server),
                              .client_tls = std::move(tls.sip_client)});
  }
  gateway.emplace(configuration.settings,
                  EngineDependencies{entropy, std::move(tls.server), std::move(tls.client),
                                     static_cast<bool>(observer.keylog)},
                  std::move(parts));
  const Result<StoredState> stored = store->load();
  if (stored.has_error()) return stored.error();
  GatewayActions actions;
  const Result<void> begun = gateway->begin(
      changes_to(stored.value().contacts, configuration.contact_lists), clock.now(), actions);
  if (begun.has_error()) return begun;
  carry_out(actions);
  arm_deadline();
  return {};
}

Result<void> Service::State::start_resolver() {
  if (configuration.settings.use_dnssec) {
    auto made = ValidatingResolver::create(io, {.servers = configuration.dns_servers,
                                                .trust_anchors = configuration.dns_trust_anchors});
    if (made.has_error()) return made.error();
    validating_resolver = std::move(made.value());
    return {};
  }
  auto made = Resolver::create(io, {.servers = configuration.dns_servers});
  if (made.has_error()) return made.error();
  resolver = std::move(made.value());
  return {};
}

Result<void> Service::State::listen(const Listener& listener) {
  const std::size_t index = acceptors.size();
  AcceptorHandlers handlers;
  handlers.accepted = [weak = weak_from_this(), listener, index](asio::ip::tcp::socket socket,
                                                                 const Endpoint& peer) {
    const auto self = weak.lock();
    if (!self || self->closed || self->acceptors.size() <= index) return;
    const ConnectionId id = self->add_accepted(std::move(socket));
    self->dispatch(StreamAccepted{{id, self->acceptors[index]->local(), peer}, listener.kind});
  };
  auto acceptor = make_acceptor(listener.endpoint, std::move(handlers));
  if (acceptor.has_error()) return acceptor.error();
  acceptors.push_back(std::move(acceptor.value()));
  return {};
}

/// Also finds out which port it is, if any will do. With UDP there is a listener at the same port,
/// for what is too large (RFC 3261 18.2.1).
Result<void> Service::State::listen_for_pool() {
  if (!configuration.pool) return {};
  Endpoint& local = configuration.pool->local;
  if (configuration.pool->transport == sip::Transport::Udp) {
    if (const Result<void> bound = bind_for_pool(local); bound.has_error()) return bound;
    local.port = sip_socket->local().port;
  }
  AcceptorHandlers handlers;
  handlers.accepted = [weak = weak_from_this()](asio::ip::tcp::socket socket,
                                                const Endpoint& peer) {
    const auto self = weak.lock();
    if (!self || self->closed || !self->sip_acceptor) return;
    const ConnectionId id = self->add_accepted(std::move(socket));
    self->dispatch(SipAccepted{{id, self->sip_acceptor->local(), peer}});
  };
  auto acceptor = make_acceptor(local, std::move(handlers));
  if (acceptor.has_error()) return acceptor.error();
  sip_acceptor = std::move(acceptor.value());
  local.port = sip_acceptor->local().port;
  return {};
}

Result<void> Service::State::bind_for_pool(const Endpoint& local) {
  auto socket = UdpSocket::bind(
      io, local, [weak = weak_from_this()](std::string bytes, const Endpoint& peer) {
        const auto self = weak.lock();
        if (!self || self->closed || !self->sip_socket) return;
        self->dispatch(DatagramReceived{self->sip_socket->local(), peer, std::move(bytes)});
      });
  if (socket.has_error()) return socket.error();
  sip_socket = std::move(socket.value());
  return {};
}

Result<std::shared_ptr<Acceptor>> Service::State::make_acceptor(const Endpoint& endpoint,
                                                                AcceptorHandlers handlers) {
  handlers.failed = [weak = weak_from_this()](const std::string& reason) {
    const auto self = weak.lock();
    if (!self || self->closed) return;
    self->log(Severity::Error, "accept-failed",
              "cannot accept a connection: " + reason +
                  "; trying again in a moment, consider a higher limit of open files");
  };
  return Acceptor::listen(io, endpoint, std::move(handlers));
}

void Service::State::close() {
  closed = true;
  for (const auto& acceptor : acceptors) acceptor->close();
  acceptors.clear();
  if (sip_acceptor) sip_acceptor->close();
  if (sip_socket) sip_socket->close();
  deadline_timer.cancel();
  shutdown_timer.cancel();
  for (const auto& [id, connection] : connections) connection->detach();
  connections.clear();
  resolver.reset();
  validating_resolver.reset();
  events.clear();
  gateway.reset();
}

void Service::State::finish_shutdown_if_empty() {
  if (!shutdown_done || !connections.empty() || !gateway->resources().none()) return;
  finish_shutdown();
}

// `done` may destroy the service, so it runs in a turn of its own.
void Service::State::finish_shutdown() {
  shutdown_timer.cancel();
  asio::post(io, std::exchange(shutdown_done, nullptr));
}

// ---- events into the gateway
// ---------------------------------------------------------------------

// Observers may send stanzas while an action is carried out: events wait for their turn.
void Service::State::dispatch(GatewayEvent event) {
  if (closed || !gateway) return;
  events.push_back(std::move(event));
  if (dispatching) return;
  dispatching = true;
  while (!events.empty()) {
    const GatewayEvent next = std::move(events.front());
    events.pop_front();
    handle(next);
  }
  dispatching = false;
  arm_deadline();
  finish_shutdown_if_empty();
}

void Service::State::handle(const GatewayEvent& event) {
  if (observer.before_event) observer.before_event(event);
  GatewayActions actions;
  std::optional<ConnectionId> broken;
  try {
    gateway->handle(event, clock.now(), actions);
  } catch (const AssertionFailed& failure) {
    log(Severity::Error, "internal-error",
        std::string("a fault in the gateway itself, please report it: ") + failure.what());
    broken = connection_to_drop(event);
  }
  carry_out(actions);
  if (!broken) return;
  Abort abort{*broken};
  perform(abort);
}

void Service::State::carry_out(GatewayActions& actions) {
  for (GatewayAction& action : actions) {
    if (observer.before_action) observer.before_action(action);
    std::visit([this](auto& order) { perform(order); }, action);
  }
}

void Service::State::arm_deadline() {
  const std::optional<Instant> deadline = gateway->next_deadline();
  if (deadline == armed) return;
  armed = deadline;
  if (!deadline) {
    deadline_timer.cancel();
    return;
  }
  deadline_timer.expires_at(clock.to_steady(*deadline));
  deadline_timer.async_wait([weak = weak_from_this()](const error_code& error) {
    const auto self = weak.lock();
    if (error || !self || self->closed) return;
    self->armed.reset();
    self->dispatch(DeadlineReached{});
  });
}

ConnectionId Service::State::add_accepted(asio::ip::tcp::socket socket) {
  const ConnectionId id = next_accepted;
  next_accepted += 2;
  connections.emplace(
      id, TcpConnection::accepted(std::move(socket), connection_limits(), handlers_for(id)));
  return id;
}

void Service::State::on_ended(ConnectionId connection, EndReason reason) {
  if (reason == EndReason::Overflow) {
    log(Severity::Warning, "send-buffer-full",
        "connection " + std::to_string(connection) +
            " dropped: the partner does not read, and more than send_buffer_bytes_max waits");
  }
  connections.erase(connection);
  dispatch(ConnectionEnded{connection});
}

ConnectionHandlers Service::State::handlers_for(ConnectionId id) {
  // Connections are detached before the state goes, so `this` holds.
  ConnectionHandlers handlers;
  handlers.connected = [this, id] { dispatch(Connected{id}); };
  handlers.connect_failed = [this, id](ConnectError error) {
    connections.erase(id);
    dispatch(ConnectFailed{id, error});
  };
  handlers.received = [this, id](std::string bytes) { dispatch(Received{id, std::move(bytes)}); };
  handlers.peer_finished = [this, id] { dispatch(PeerFinished{id}); };
  handlers.ended = [this, id](EndReason reason) { on_ended(id, reason); };
  return handlers;
}

ConnectionLimits Service::State::connection_limits() const {
  const Limits& limits = configuration.settings.limits;
  ConnectionLimits ours;
  ours.connect_timeout = limits.connect_timeout;
  ours.send_buffer_bytes_max = limits.send_buffer_bytes_max;
  return ours;
}

// ---- actions out of the gateway
// ------------------------------------------------------------------

void Service::State::perform(Connect& order) {
  connections.emplace(order.connection, TcpConnection::connect(io, order.peer, connection_limits(),
                                                               handlers_for(order.connection)));
}

void Service::State::perform(Send& order) {
  const auto found = connections.find(order.connection);
  if (found != connections.end()) found->second->send(order.bytes);
}

void Service::State::perform(Finish& order) {
  const auto found = connections.find(order.connection);
  if (found != connections.end()) found->second->finish();
}

void Service::State::perform(Abort& order) {
  const auto found = connections.find(order.connection);
  if (found != connections.end()) found->second->abort();
}

void Service::State::perform(SendDatagram& order) {
  if (sip_socket) sip_socket->send(order.peer, order.bytes);
}

void Service::State::perform(DnsQuestion& order) {
  const auto answered = [this](DnsAnswer answer) { dispatch(std::move(answer)); };
  if (validating_resolver) return validating_resolver->ask(order, answered);
  resolver->ask(order, answered);
}

void Service::State::perform(DeliverStanza& order) {
  if (observer.deliver_stanza) observer.deliver_stanza(order.stanza);
}

void Service::State::perform(LogEvent& order) {
  if (observer.log) observer.log(order);
}

void Service::State::perform(StateChanged& order) {
  if (observer.state_changed) observer.state_changed(order);
}

void Service::State::perform(KeyLogLine& order) {
  if (observer.keylog) observer.keylog(order.line);
}

void Service::State::log(Severity severity, std::string code, std::string text) {
  if (observer.log) observer.log(LogEvent{severity, std::move(code), "", std::move(text)});
}

// ---- the door -----------------------------------------------------------------------------------

Service::Service(asio::io_context& io, Configuration configuration, ServiceObserver observer,
                 std::unique_ptr<Store> store)
    : state_(std::make_shared<State>(io, std::move(configuration), std::move(observer),
                                     std::move(store))) {}

Service::~Service() { state_->close(); }

Result<void> Service::start() { return state_->start(); }

std::vector<Endpoint> Service::listening() const {
  std::vector<Endpoint> endpoints;
  for (const auto& acceptor : state_->acceptors) endpoints.push_back(acceptor->local());
  return endpoints;
}

std::optional<Endpoint> Service::listening_for_pool() const {
  if (!state_->sip_acceptor) return std::nullopt;
  return state_->configuration.pool->local;
}

void Service::tell(UserChanged change) { state_->dispatch(std::move(change)); }
void Service::tell(ContactChanged change) { state_->dispatch(std::move(change)); }
void Service::tell(PartnersChanged change) { state_->dispatch(std::move(change)); }

void Service::send_local(xml::Element stanza) {
  if (!state_->gateway) {
    return state_->log(Severity::Warning, "not-running",
                       "a local user's stanza was dropped: the gateway does not run");
  }
  state_->dispatch(LocalStanza{std::move(stanza)});
}

void Service::shutdown(std::function<void()> done) {
  if (state_->shutdown_done) return;
  if (!state_->gateway) return asio::post(state_->io, std::move(done));
  for (const auto& acceptor : state_->acceptors) acceptor->close();
  state_->acceptors.clear();
  state_->shutdown_done = std::move(done);
  // Twice: for last acknowledgements, and for closing tags.
  state_->shutdown_timer.expires_after(2 * state_->configuration.settings.limits.close_timeout +
                                       kShutdownGrace);
  state_->shutdown_timer.async_wait([weak = state_->weak_from_this()](const error_code& error) {
    const auto state = weak.lock();
    if (!error && state && state->shutdown_done) state->finish_shutdown();
  });
  state_->dispatch(ShutdownRequested{});
}

GatewayResources Service::resources() const {
  return state_->gateway ? state_->gateway->resources() : GatewayResources{};
}

}  // namespace gateway::net
