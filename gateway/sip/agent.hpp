// The SIP side as one machine: transport (RFC 3261 18) and transactions (17) between the gateway
// and the enterprise's pool. Requests and responses as values on the inner side, connections and
// datagrams on the outer one. What a request means is not decided here.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gateway/base/entropy.hpp"
#include "gateway/base/io.hpp"
#include "gateway/base/log_event.hpp"
#include "gateway/base/time.hpp"
#include "gateway/sip/message.hpp"
#include "gateway/tls/tls_context.hpp"

namespace gateway::sip {

enum class Transport : std::uint8_t { Udp, Tcp, Tls };

/// Names a request of ours; numbered by whoever sends it, never twice.
using RequestId = std::uint64_t;
/// Names a request of somebody else; numbered by the agent.
using TransactionId = std::uint64_t;

struct AgentSettings {
  std::string host;  // in Via and Contact: "edge.contoso.example"
  Endpoint local;    // where the pool reaches us, and where datagrams come from
  Transport transport = Transport::Tls;
  Endpoint pool;          // the next hop of everything
  std::string pool_name;  // with TLS: what the pool's certificate must prove, both ways
};

// ---- between the agent and the service
// ------------------------------------------------------------

/// A request of the pool's, new and sound; it wants exactly one SendResponse, soon. ACK, CANCEL,
/// INVITE and OPTIONS are the agent's (docs/interworking.md 10).
struct RequestArrived {
  TransactionId transaction = 0;
  Message request;
};
/// The final response to a request of ours. Each gets exactly one: 408 where none came in time,
/// 503 where it could not be sent (8.1.3.1), 513 for a MESSAGE too large for UDP (RFC 3428 8);
/// these have no Via.
struct ResponseArrived {
  RequestId request = 0;
  Message response;
};
/// Via and Max-Forwards are the agent's; so are Call-ID, CSeq and the tag of From where they are
/// not given.
struct SendRequest {
  RequestId request = 0;
  Message message;
};
/// Made with response_to() from the request, and final. The tag of To is the agent's where it is
/// not given.
struct SendResponse {
  TransactionId transaction = 0;
  Message response;
};

// ---- between the agent and the world
// --------------------------------------------------------------

using AgentEvent = std::variant<Accepted, Connected, ConnectFailed, Received, PeerFinished,
                                ConnectionEnded, DatagramReceived, SendRequest, SendResponse>;
using AgentAction = std::variant<Connect, Send, Finish, Abort, SendDatagram, RequestArrived,
                                 ResponseArrived, LogEvent>;
using AgentActions = std::vector<AgentAction>;

struct AgentDependencies {
  Entropy& entropy;  // must outlive the agent
  /// Null unless the transport is TLS. Both sides show a certificate.
  std::shared_ptr<const TlsContext> server_tls;
  std::shared_ptr<const TlsContext> client_tls;
  ConnectionId first_connection = 2;  // even; the agent counts on by two
};

class Agent {
 public:
  Agent(AgentSettings settings, AgentDependencies dependencies);
  ~Agent();
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

  /// The one door. Appends to `actions`, in the order they must be carried out.
  void handle(const AgentEvent& event, Now now, AgentActions& actions);
  void on_deadline(Now now, AgentActions& actions);
  std::optional<Instant> next_deadline() const;

  /// Connections and transactions under way; zero once everything has ended.
  std::size_t connections() const;
  std::size_t transactions() const;
  /// Of the transactions those that still wait for their answer, ours or the pool's. The others are
  /// kept in case something comes again (timers J and K).
  std::size_t unanswered() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gateway::sip
