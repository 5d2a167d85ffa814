// What the agent remembers: connections with the pool, requests of ours that wait for their
// response, requests of the pool's. Internal to the agent.
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "gateway/base/deadline_queue.hpp"
#include "gateway/sip/agent.hpp"
#include "gateway/sip/transaction.hpp"
#include "gateway/sip/wire.hpp"

namespace gateway::sip {

/// The gateway's side of each bound; a pool that keeps within RFC 3261 meets none of them.
struct AgentLimits {
  // Front ends of a pool, with a connection each way and one that is just being replaced.
  static constexpr std::size_t kAcceptedMax = 64;
  // Who they are is not known yet; the oldest makes room, so that strangers lock nobody out.
  static constexpr std::size_t kHandshakesMax = 16;
  // To the pool, and to where responses go whose connection is gone.
  static constexpr std::size_t kOpenedMax = 16;
  // At 64*T1 each, 300 requests a second of which none is answered.
  static constexpr std::size_t kTransactionsMax = 10000;
  // Longer than any transaction (18), short enough that a dead peer is found.
  static constexpr Duration kIdleTimeout = std::chrono::minutes(10);
  static constexpr Duration kEstablishTimeout = std::chrono::seconds(10);
  static constexpr Duration kCloseTimeout = std::chrono::seconds(5);
  // Between two attempts to reach a pool that does not answer; less than a request may wait.
  static constexpr Duration kReconnectFirst = std::chrono::seconds(1);
  static constexpr Duration kReconnectMax = std::chrono::seconds(16);
  // RFC 3261 18.1.1: more goes over TCP, for a datagram that is cut is soon lost.
  static constexpr std::size_t kDatagramRequestMax = 1300;
};

/// Where a request came from.
struct Origin {
  std::optional<ConnectionId> connection;  // absent: a datagram
  Endpoint local;
  Endpoint peer;
};

/// What waits for a connection.
struct Waiting {
  std::string octets;
  std::optional<RequestId> request;  // ours; absent: a response
};

struct Connection {
  enum class Stage : std::uint8_t { PutOff, Connecting, Handshaking, Open, Closing };

  ConnectionId id = 0;
  std::string name;  // "sip out#2 192.0.2.7:5061"
  Endpoint local;
  Endpoint peer;
  bool accepted = false;
  Stage stage = Stage::Connecting;
  Instant deadline;                     // of the stage
  std::optional<Instant> proven_until;  // TLS: the certificate's time
  std::optional<Wire> wire;             // once connected
  std::vector<Waiting> waiting;         // until open
};

std::string connection_name(bool accepted, ConnectionId id, const Endpoint& peer);

/// A request of ours.
struct Outgoing {
  RequestId id = 0;
  Message head;  // without body
  std::string octets;
  bool datagram = false;
  ClientTransaction machine;
};

/// A request of the pool's.
struct Incoming {
  TransactionId id = 0;
  TransactionKey key;
  std::optional<std::string> merge_key;
  std::vector<Via> vias;
  Origin origin;
  Instant answer_by;  // until it is answered
  std::variant<ServerTransaction, InviteServerTransaction> machine;
  std::string response;  // octets
};

struct Due {
  enum class Owner : std::uint8_t { Connection, Outgoing, Incoming };
  Owner owner = Owner::Connection;
  std::uint64_t id = 0;
  friend auto operator<=>(const Due&, const Due&) = default;
};

struct Agent::State {
  State(AgentSettings agent_settings, AgentDependencies agent_dependencies)
      : settings(std::move(agent_settings)),
        dependencies(std::move(agent_dependencies)),
        next_connection(dependencies.first_connection) {}

  // ---- connections and datagrams
  void on(const Accepted& event);
  void on(const Connected& event);
  void on(const ConnectFailed& event);
  void on(const Received& event);
  void on(const PeerFinished& event);
  void on(const ConnectionEnded& event);
  void on(const DatagramReceived& event);
  void on_connection_due(Connection& connection);
  /// Whether it could be taken: there may be too many connections already.
  bool send_to(const Endpoint& peer, Waiting waiting);
  bool send_on(ConnectionId connection, std::string octets);
  void read(ConnectionId connection);
  void on_secured(Connection& connection);
  void open(Connection& connection);
  void begin_connect(Connection& connection);
  void flush(Connection& connection);
  void close(Connection& connection);
  enum class Ending : std::uint8_t { Gone, Finish, Abort };  // what is left to order
  void fail(Connection& connection, Ending ending);
  void forget(ConnectionId connection);
  void make_room_for_handshake();
  std::size_t count(bool accepted) const;
  void schedule(const Connection& connection);
  void touch(Connection& connection);

  // ---- requests of ours
  void on(const SendRequest& order);
  void on_response(const Message& response);
  void on_outgoing_due(Outgoing& outgoing);
  void send_again_as_datagram(RequestId request, const std::string& octets);
  void transport_failed(RequestId request);
  void dispatch(Outgoing& outgoing);
  void conclude(Outgoing& outgoing, Message response);
  Message completed(Message request);
  Via own_via(bool datagram);

  // ---- requests of the pool's
  void on(const SendResponse& order);
  void on_request(Message request, const Origin& origin);
  void on_ack(const Message& request);
  void on_incoming_due(Incoming& incoming);
  void answer(Incoming& incoming, Message response);
  void send_response(const std::string& octets, const Via& top, const Origin& origin);
  void answer_without_transaction(const Message& request, const Origin& origin);
  Incoming& begin(const Message& request, TransactionKey key, const Origin& origin);
  bool cancels_something(const TransactionKey& key) const;
  void settle(Incoming& incoming);

  // ---- all
  std::uint16_t default_port() const { return settings.transport == Transport::Tls ? 5061 : 5060; }
  void log(Severity severity, std::string code, std::string stream, std::string text);
  /// At most one line a second: whoever sends them does not decide how much is written.
  void log_stranger(const std::string& who, const std::string& text);
  template <class Action>
  void act(Action action) {
    actions->emplace_back(std::move(action));
  }

  AgentSettings settings;
  AgentDependencies dependencies;
  Now now{};
  AgentActions* actions = nullptr;  // of the call at hand

  ConnectionId next_connection;
  std::map<ConnectionId, Connection> connections;
  std::map<Endpoint, ConnectionId> opened;  // by us; none that is closing
  std::map<RequestId, Outgoing> outgoing;
  std::map<TransactionKey, RequestId> outgoing_by_key;
  TransactionId next_transaction = 1;
  std::map<TransactionId, Incoming> incoming;
  std::map<TransactionKey, TransactionId> incoming_by_key;
  std::map<std::string, TransactionId> incoming_by_merge_key;
  DeadlineQueue<Due> deadlines;

  Duration reconnect_wait{0};  // zero: the last attempt was good
  Instant reconnect_not_before;
  Instant next_stranger_line;
  std::uint64_t strangers_untold = 0;
};

}  // namespace gateway::sip
