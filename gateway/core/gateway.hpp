// The whole gateway as one object: the XMPP server, the service for local users and the SIP side,
// and the values that pass between them. Events and the time go in, actions come out. Without a
// pool it is the engine, and stanzas for local users come out of it.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "gateway/core/parts.hpp"
#include "gateway/engine/engine.hpp"
#include "gateway/interworking/interworking.hpp"
#include "gateway/sip/agent.hpp"

namespace gateway {

// ---- events -------------------------------------------------------------------------------------

/// Somebody connected to where the pool reaches us.
struct SipAccepted {
  Accepted connection;
};

/// The numbers of accepted connections are odd, and those of both listeners come from one count.
/// PartnersChanged decides at once what may pass; streams go on by the settings of the start.
using GatewayEvent =
    std::variant<StreamAccepted, SipAccepted, Connected, ConnectFailed, Received, PeerFinished,
                 ConnectionEnded, DatagramReceived, DnsAnswer, LocalStanza, UserChanged,
                 ContactChanged, PartnersChanged, DeadlineReached, ShutdownRequested>;

// ---- actions ------------------------------------------------------------------------------------

/// DeliverStanza comes only without a pool.
using GatewayAction = std::variant<Connect, Send, Finish, Abort, SendDatagram, DnsQuestion,
                                   DeliverStanza, LogEvent, StateChanged, KeyLogLine>;
using GatewayActions = std::vector<GatewayAction>;

struct SipResources {
  std::size_t connections = 0;
  std::size_t transactions = 0;
  friend bool operator==(const SipResources&, const SipResources&) = default;
};
/// What the gateway holds; nothing once everything is closed.
struct GatewayResources {
  EngineResources engine;
  std::optional<SipResources> sip;  // absent: no pool

  bool none() const {
    return engine == EngineResources{} && sip.value_or(SipResources{}) == SipResources{};
  }
};

class Gateway {
 public:
  /// @param parts  empty without a pool
  Gateway(Settings settings, EngineDependencies dependencies, LocalParts parts = {});
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  /// Once, before anything else: goes on where the last life stood.
  /// @param contacts  what administrators changed in users' lists meanwhile
  /// @return what Store::load() reports; then the gateway must not run
  Result<void> begin(const std::vector<ContactChanged>& contacts, Now now, GatewayActions& actions);

  /// The one door. Appends to `actions`, in the order they must be carried out.
  void handle(const GatewayEvent& event, Now now, GatewayActions& actions);

  /// When to send DeadlineReached at the latest; nothing if no timer runs.
  std::optional<Instant> next_deadline() const;

  GatewayResources resources() const;

 private:
  /// What one part has for another, or for itself; handled in the order it came up.
  using Errand = std::variant<EngineEvent, sip::AgentEvent, InterworkingEvent>;

  void route(const GatewayEvent& event);
  void on_deadline();
  void on_shutdown();
  bool is_sip(ConnectionId connection) const;
  void run_errands();
  void run(const EngineEvent& event);
  void run(const sip::AgentEvent& event);
  void run(const InterworkingEvent& event);
  void pass_on(EngineActions&& actions);
  void pass_on(sip::AgentActions&& actions);
  void pass_on(InterworkingActions&& actions);
  void close_sip_if_idle();
  void abort_sip();

  Engine engine_;
  LocalParts parts_;
  /// Accepted and opened; whether we finished it.
  std::map<ConnectionId, bool> sip_connections_;
  bool shutting_down_ = false;
  std::optional<Instant> abort_sip_at_;

  // Of the event being handled.
  Now now_{};
  GatewayActions* sink_ = nullptr;
  std::deque<Errand> errands_;

  /// Stanzas on a stream whose octets the driver has yet to send; the service forgets them only
  /// then. Told at the next event, which is due at once.
  std::vector<StanzaTaken> taken_;
};

}  // namespace gateway
