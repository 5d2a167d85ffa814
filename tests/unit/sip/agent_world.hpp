// An agent and, hand-driven, the world around it: what it orders is kept, what happens is told.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "fakes/pki/seeded_entropy.hpp"
#include "gateway/sip/agent.hpp"
#include "gateway/sip/parse.hpp"
#include "tests/unit/sip/messages.hpp"

namespace sip_test {

using namespace gateway;
using namespace gateway::sip;

inline Endpoint endpoint(const std::string& text) { return parse_endpoint(text).value(); }

inline const Endpoint kOurs = endpoint("192.0.2.1:5060");
inline const Endpoint kPool = endpoint("192.0.2.7:5060");
inline const Endpoint kPoolFrom = endpoint("192.0.2.7:41000");  // where its connections come from
inline const Endpoint kStranger = endpoint("203.0.113.9:5060");

inline AgentSettings settings_of(Transport transport) {
  return {"edge.contoso.example", kOurs, transport, kPool, "pool.contoso.example"};
}

/// A request of the pool's, as text: what a test changes it writes anew.
struct RequestText {
  std::string method = "MESSAGE";
  std::string uri = "sip:romeo@fed.example";
  std::string via = "SIP/2.0/TCP pool.contoso.example:5060;branch=z9hG4bKa";
  std::string from = "<sip:alice@contoso.example>;tag=f1";
  std::string to = "<sip:romeo@fed.example>";
  std::string call_id = "c1";
  int number = 1;
  std::string more = "Max-Forwards: 70\r\n";  // headers, each with its line break
  std::string body = "hello";

  std::string text() const {
    std::string octets = method + " " + uri + " SIP/2.0\r\nVia: " + via + "\r\nFrom: " + from +
                         "\r\nTo: " + to + "\r\nCall-ID: " + call_id +
                         "\r\nCSeq: " + std::to_string(number) + " " + method + "\r\n" + more;
    if (!body.empty()) octets += "Content-Type: text/plain\r\n";
    return octets + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
};

inline Message message_to_alice() {
  Message message;
  message.method = "MESSAGE";
  message.request_uri = "sip:alice@contoso.example";
  message.from = {"", "sip:romeo@fed.example", {}};
  message.to = {"", "sip:alice@contoso.example", {}};
  message.content_type = "text/plain";
  message.body = "hello";
  return message;
}

struct AgentWorld {
  explicit AgentWorld(Transport transport) : AgentWorld(settings_of(transport), nullptr, nullptr) {}
  AgentWorld(AgentSettings settings, std::shared_ptr<const TlsContext> server,
             std::shared_ptr<const TlsContext> client)
      : agent(std::move(settings), {entropy, std::move(server), std::move(client)}) {}

  void happen(const AgentEvent& event) { agent.handle(event, sip_test::at(clock), actions); }
  /// Lets time pass, with every deadline on the way at its time.
  void wait(Duration duration) {
    const Duration end = clock + duration;
    while (agent.next_deadline() && *agent.next_deadline() <= Instant(end)) {
      clock = std::max(clock, *agent.next_deadline() - Instant{});
      agent.on_deadline(sip_test::at(clock), actions);
    }
    clock = end;
  }

  /// Every action of one kind since the last call for that kind; they are taken out.
  template <class Kind>
  std::vector<Kind> take() {
    std::vector<Kind> taken;
    AgentActions rest;
    for (AgentAction& action : actions) {
      if (auto* one = std::get_if<Kind>(&action)) {
        taken.push_back(std::move(*one));
      } else {
        rest.push_back(std::move(action));
      }
    }
    actions = std::move(rest);
    return taken;
  }
  std::vector<std::string> log_codes() {
    std::vector<std::string> codes;
    for (const LogEvent& event : take<LogEvent>()) codes.push_back(event.code);
    return codes;
  }

  // ---- plain connections
  void accept(ConnectionId id, const Endpoint& peer = kPoolFrom) {
    happen(Accepted{id, kOurs, peer});
  }
  void receive(ConnectionId id, const std::string& octets) { happen(Received{id, octets}); }
  /// What was written to a connection, as messages.
  std::vector<Message> written(ConnectionId id) {
    StreamFramer framer;
    AgentActions rest;
    for (AgentAction& action : actions) {
      const auto* send = std::get_if<Send>(&action);
      if (send != nullptr && send->connection == id) {
        framer.append(send->bytes);
      } else {
        rest.push_back(std::move(action));
      }
    }
    actions = std::move(rest);
    std::vector<Message> messages;
    while (auto message = framer.next().value()) messages.push_back(std::move(*message));
    return messages;
  }
  /// Sends a request of ours; the connection to the pool stands afterwards.
  Message send_over(ConnectionId expected, RequestId id, Message message = message_to_alice()) {
    happen(SendRequest{id, std::move(message)});
    for (const Connect& order : take<Connect>()) happen(Connected{order.connection});
    auto messages = written(expected);
    return messages.empty() ? Message{} : messages.back();
  }

  // ---- datagrams
  void datagram(const std::string& octets, const Endpoint& peer = kPool) {
    happen(DatagramReceived{kOurs, peer, octets});
  }
  std::vector<Message> datagrams() {
    std::vector<Message> messages;
    for (const SendDatagram& one : take<SendDatagram>()) {
      messages.push_back(parse_datagram(one.bytes).value());
    }
    return messages;
  }

  fakes::SeededEntropy entropy{1};
  Agent agent;
  AgentActions actions;
  Duration clock{0};
};

/// The pool's response to what we sent, in octets.
inline std::string response_text(const Message& request, int status) {
  return to_wire(response_to(request, status, "theirs"));
}

}  // namespace sip_test
