// The inside of the engine: links (connections with streams), attempts (connections to be), routes
// (stanzas that wait). Streams affect each other only through here, by events, never by pointers.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gateway/engine/address_limits.hpp"
#include "gateway/base/deadline_queue.hpp"
#include "gateway/engine/engine.hpp"
#include "gateway/engine/link.hpp"
#include "gateway/service/back_off.hpp"
#include "gateway/service/outbound_routes.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {

struct Engine::State {
  State(Settings gateway_settings, EngineDependencies engine_dependencies);

  // ---- the door (engine.cpp)
  void on_event(const EngineEvent& event);
  void on_accepted(const StreamAccepted& accepted);
  std::string refusal_of(const StreamAccepted& accepted);
  void on_connected(ConnectionId connection);
  void on_connect_failed(const ConnectFailed& failed);
  void on_received(const Received& received);
  void on_peer_finished(ConnectionId connection);
  void on_connection_ended(ConnectionId connection);
  void on_local_stanza(const LocalStanza& local);
  void on_shutdown();

  // ---- links (engine_links.cpp)
  Link& add_link(Link link);
  /// Reads what the wire holds, lets the machine act, sends what comes of it.
  void pump(Link& link);
  void contain(ConnectionId connection, const std::string& what);
  void feed(Link& link, const StreamEvent& event);
  void on_wire_event(Link& link, WireEvent event);
  void carry_out(Link& link, StreamActions actions);
  void flush(Link& link);
  void begin_tls(Link& link);
  void finish(Link& link);
  void lose(Link& link, bool by_tls, const std::string& reason);
  void remove_link(ConnectionId connection);
  bool over_partner_limit(const Partner& partner, ConnectionId except) const;
  std::optional<CloseWanted> limit_reached(Link& link, const xml::HeaderReceived& header);
  /// A stream that rests on the peer's certificate ends with it (RFC 6120 13.7.2.3).
  void watch_certificate(Link& link, Method method);
  void reschedule(const Link& link);
  /// Events that one stream caused for another; run after the present event.
  void run_pending();

  // ---- attempts (engine_attempts.cpp)
  using AttemptId = std::uint64_t;
  void start_attempt(const DomainPair& pair, const Partner& partner,
                     std::optional<VerificationRequest> verification,
                     std::optional<VerificationOrigin> origin,
                     std::optional<Instant> starts_at = std::nullopt,
                     ConnectionUse use = ConnectionUse::MayShare);
  void begin_attempt(AttemptId id);
  void hasten_attempt(const DomainPair& pair);
  void advance(AttemptId id);
  void on_dns_answer(const DnsAnswer& answer);
  void ask(AttemptId id, std::vector<DnsQuestion> questions);
  void forget_questions(AttemptId id);
  void log_complaints(Attempt& attempt);
  bool join_stream_at(const Attempt& attempt, const Target& target);
  void drop_attempt(AttemptId id);
  void give_up_attempts(const DomainPair& pair);
  void fail_attempt(AttemptId id, StanzaCondition condition, const std::string& reason);
  void reschedule(AttemptId id);

  // ---- routing and bouncing (engine_routing.cpp)
  void send_or_queue(const DomainPair& pair, const Partner& partner, OutboundStanza outbound);
  bool join_open_stream(const DomainPair& pair);
  void add_pair(Link& link, const DomainPair& pair);
  void try_own_connection(const DomainPair& pair, const std::string& reason);
  void write_outbound(Link& link, const OutboundStanza& outbound);
  /// @return false if it bounced instead
  bool write_stanza(Link& link, const xml::Element& stanza);
  void open_route(Link& link, const DomainPair& pair);
  /// @param on  the connection that carried the pair, or would have; nothing: no connection stood
  void on_pair_failed(const PairFailed& failed, std::optional<ConnectionId> on);
  Link* other_carrier(const DomainPair& pair);
  void fail_route(const DomainPair& pair, StanzaCondition condition, const std::string& reason);
  void bounce(const xml::Element& stanza, StanzaCondition condition, const std::string& reason);
  void start_verification(Link& link, const VerificationRequest& request);
  void end_verification(const VerificationOrigin& origin, VerificationOutcome outcome);

  // ---- stanzas of partners (engine_stanzas.cpp)
  void on_partner_stanza(Link& link, xml::Element stanza);
  void answer(const StanzaAddresses& asked, const std::optional<xml::Element>& reply);
  void send_ping(Link& link);
  SentPing say_ping(Link& carrier, const DomainPair& pair);
  std::optional<SentPing> ping_under_way(ConnectionId carrier) const;
  void hear(Link& link);
  bool is_answer_to_ping(const xml::Element& stanza, const StanzaAddresses& addresses);
  // ---- acknowledgements (engine_acks.cpp)
  void on_acknowledged(Link& link, std::uint32_t handled);
  void ask_if_due(Link& link);
  void ask(Link& link);
  void on_acks_due(Link& link);
  bool part(Link& link);
  void part_if_settled(Link& link);
  void bounce_unacknowledged(Link& link);

  // ---- timers (engine_timers.cpp)
  void on_deadline();
  void on_link_due(Link& link);
  void on_attempt_due(AttemptId id);

  void log(Severity severity, std::string code, std::string stream, std::string text);
  EngineActions& out() { return *sink; }

  /// What falls due: a link or an attempt.
  enum class Owner : std::uint8_t { Link, Attempt };
  using DeadlineKey = std::pair<Owner, std::uint64_t>;

  Settings settings;
  EngineDependencies dependencies;
  std::string secret;  // of the dialback keys
  std::map<ConnectionId, Link> links;
  std::map<AttemptId, Attempt> attempts;
  std::map<ConnectionId, AttemptId> connecting;
  std::map<QueryId, AttemptId> questions;
  /// Connections given up before they stood: only their end is awaited.
  std::set<ConnectionId> abandoned;
  OutboundRoutes routes;
  BackOff back_off;
  AddressLimits address_limits;
  DeadlineQueue<DeadlineKey> deadlines;
  std::vector<std::uint64_t> taken;  // references of what this event wrote
  std::deque<std::pair<ConnectionId, StreamEvent>> pending;
  std::vector<std::string> keylog;
  ConnectionId next_connection = 2;  // even: ours
  QueryId next_question = 1;
  AttemptId next_attempt = 1;
  std::uint64_t next_stream = 1;
  bool shutting_down = false;

  // Of the event being handled.
  Now now{};
  EngineActions* sink = nullptr;
};

}  // namespace gateway
