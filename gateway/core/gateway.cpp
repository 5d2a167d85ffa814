// The door, and the routing between the three parts.
#include "gateway/core/gateway.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "gateway/base/assert.hpp"

namespace gateway {
namespace {

// One event causes a handful of errands for each user it concerns; parts that answer each other
// for ever are a bug of ours.
constexpr std::size_t kErrandsMax = 1'000'000;
constexpr Duration kSipCloseTimeout = std::chrono::seconds(5);

template <class T, class Variant>
struct IsOneOf : std::false_type {};
template <class T, class... Members>
struct IsOneOf<T, std::variant<Members...>>
    : std::bool_constant<(std::is_same_v<T, Members> || ...)> {};

template <class T>
concept ForService = std::is_same_v<T, UserChanged> || std::is_same_v<T, ContactChanged> ||
    std::is_same_v<T, PartnersChanged>;
template <class T>
concept OfConnection = std::is_same_v<T, Connected> || std::is_same_v<T, ConnectFailed> ||
    std::is_same_v<T, Received> || std::is_same_v<T, PeerFinished> ||
    std::is_same_v<T, ConnectionEnded>;

}  // namespace

Gateway::Gateway(Settings settings, EngineDependencies dependencies, LocalParts parts)
    : engine_(std::move(settings), std::move(dependencies)), parts_(std::move(parts)) {}

Result<void> Gateway::begin(const std::vector<ContactChanged>& contacts, Now now,
                            GatewayActions& actions) {
  if (!parts_) return {};
  now_ = now;
  sink_ = &actions;
  errands_.clear();
  InterworkingActions first;
  if (Result<void> begun = parts_.service->begin(now, first); begun.has_error()) return begun;
  pass_on(std::move(first));
  for (const ContactChanged& change : contacts) errands_.emplace_back(InterworkingEvent(change));
  run_errands();
  return {};
}

void Gateway::handle(const GatewayEvent& event, Now now, GatewayActions& actions) {
  now_ = now;
  sink_ = &actions;
  errands_.clear();  // an assertion that failed may have left some
  for (const StanzaTaken& taken : std::exchange(taken_, {})) {
    errands_.emplace_back(InterworkingEvent(taken));
  }
  route(event);
  run_errands();
  close_sip_if_idle();
}

std::optional<Instant> Gateway::next_deadline() const {
  std::optional<Instant> next = engine_.next_deadline();
  if (!parts_) return next;
  if (!taken_.empty()) return now_.instant;
  for (const std::optional<Instant>& other :
       {parts_.sip->next_deadline(), parts_.service->next_deadline(), abort_sip_at_}) {
    if (other && (!next || *other < *next)) next = other;
  }
  return next;
}

GatewayResources Gateway::resources() const {
  GatewayResources resources{.engine = engine_.resources(), .sip = std::nullopt};
  if (parts_) resources.sip = SipResources{parts_.sip->connections(), parts_.sip->transactions()};
  return resources;
}

// ---- from the world
// -------------------------------------------------------------------------------

void Gateway::route(const GatewayEvent& event) {
  std::visit(
      [this](const auto& happened) {
        using Event = std::decay_t<decltype(happened)>;
        if constexpr (std::is_same_v<Event, SipAccepted>) {
          if (!parts_) return;
          sip_connections_.emplace(happened.connection.connection, false);
          errands_.emplace_back(sip::AgentEvent(happened.connection));
        } else if constexpr (std::is_same_v<Event, DatagramReceived>) {
          if (parts_) errands_.emplace_back(sip::AgentEvent(happened));
        } else if constexpr (ForService<Event>) {
          if (parts_) errands_.emplace_back(InterworkingEvent(happened));
        } else if constexpr (std::is_same_v<Event, DeadlineReached>) {
          on_deadline();
        } else if constexpr (std::is_same_v<Event, ShutdownRequested>) {
          on_shutdown();
        } else if constexpr (OfConnection<Event>) {
          if (!is_sip(happened.connection)) {
            errands_.emplace_back(EngineEvent(happened));
            return;
          }
          errands_.emplace_back(sip::AgentEvent(happened));
          if constexpr (std::is_same_v<Event, ConnectionEnded> ||
                        std::is_same_v<Event, ConnectFailed>) {
            sip_connections_.erase(happened.connection);
          }
        } else {
          errands_.emplace_back(EngineEvent(happened));
        }
      },
      event);
}

void Gateway::on_deadline() {
  errands_.emplace_back(EngineEvent(DeadlineReached{}));
  if (!parts_) return;
  sip::AgentActions of_agent;
  parts_.sip->on_deadline(now_, of_agent);
  pass_on(std::move(of_agent));
  InterworkingActions of_service;
  parts_.service->on_deadline(now_, of_service);
  pass_on(std::move(of_service));
  abort_sip();
}

/// Users sign out before the streams that tell their contacts are closed.
void Gateway::on_shutdown() {
  if (parts_ && !shutting_down_) {
    errands_.emplace_back(InterworkingEvent(InterworkingShutdown{}));
    run_errands();
  }
  shutting_down_ = true;
  errands_.emplace_back(EngineEvent(ShutdownRequested{}));
}

bool Gateway::is_sip(ConnectionId connection) const {
  return sip_connections_.contains(connection);
}

// ---- between the parts
// ----------------------------------------------------------------------------

void Gateway::run_errands() {
  std::size_t count = 0;
  while (!errands_.empty()) {
    GATEWAY_ASSERT(++count < kErrandsMax, "the parts of the gateway keep each other busy");
    const Errand errand = std::move(errands_.front());
    errands_.pop_front();
    std::visit([this](const auto& event) { run(event); }, errand);
  }
}

void Gateway::run(const EngineEvent& event) {
  EngineActions actions;
  engine_.handle(event, now_, actions);
  if (parts_) {
    for (const std::uint64_t reference : engine_.taken()) taken_.push_back({reference});
  }
  pass_on(std::move(actions));
}

void Gateway::run(const sip::AgentEvent& event) {
  sip::AgentActions actions;
  parts_.sip->handle(event, now_, actions);
  pass_on(std::move(actions));
}

void Gateway::run(const InterworkingEvent& event) {
  InterworkingActions actions;
  parts_.service->handle(event, now_, actions);
  pass_on(std::move(actions));
}

void Gateway::pass_on(EngineActions&& actions) {
  for (EngineAction& action : actions) {
    std::visit(
        [this](auto&& order) {
          if constexpr (std::is_same_v<std::decay_t<decltype(order)>, DeliverStanza>) {
            if (parts_) {
              errands_.emplace_back(InterworkingEvent(PartnerStanza{std::move(order.stanza)}));
              return;
            }
          }
          sink_->emplace_back(std::move(order));
        },
        std::move(action));
  }
}

void Gateway::pass_on(sip::AgentActions&& actions) {
  for (sip::AgentAction& action : actions) {
    std::visit(
        [this](auto&& order) {
          using Order = std::decay_t<decltype(order)>;
          if constexpr (IsOneOf<Order, InterworkingEvent>::value) {
            errands_.emplace_back(InterworkingEvent(std::move(order)));
          } else {
            if constexpr (std::is_same_v<Order, Connect>)
              sip_connections_.emplace(order.connection, false);
            sink_->emplace_back(std::move(order));
          }
        },
        std::move(action));
  }
}

void Gateway::pass_on(InterworkingActions&& actions) {
  for (InterworkingAction& action : actions) {
    std::visit(
        [this](auto&& order) {
          using Order = std::decay_t<decltype(order)>;
          if constexpr (std::is_same_v<Order, StanzaToPartner>) {
            errands_.emplace_back(
                EngineEvent(LocalStanza{std::move(order.stanza), order.reference, order.may_wait}));
          } else if constexpr (IsOneOf<Order, sip::AgentEvent>::value) {
            errands_.emplace_back(sip::AgentEvent(std::move(order)));
          } else {
            sink_->emplace_back(std::move(order));
          }
        },
        std::move(action));
  }
}

/// The pool's connections stand as long as something may pass over them.
void Gateway::close_sip_if_idle() {
  if (!shutting_down_ || !parts_ || parts_.sip->transactions() != 0) return;
  for (auto& [connection, finished] : sip_connections_) {
    if (std::exchange(finished, true)) continue;
    sink_->emplace_back(Finish{connection});
    abort_sip_at_ = now_.instant + kSipCloseTimeout;
  }
}

/// A pool that does not finish its side is not waited for.
void Gateway::abort_sip() {
  if (!abort_sip_at_ || now_.instant < *abort_sip_at_) return;
  abort_sip_at_.reset();
  for (const auto& [connection, finished] : sip_connections_) {
    if (finished) sink_->emplace_back(Abort{connection});
  }
}

}  // namespace gateway
