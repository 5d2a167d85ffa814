// Requests of ours: completed, sent, sent again, and answered once, whatever happens (RFC 3261 8.1,
// 17.1.2).
#include <utility>

#include "gateway/base/assert.hpp"
#include "gateway/sip/agent_state.hpp"
#include "gateway/sip/response_path.hpp"

namespace gateway::sip {
namespace {

constexpr std::size_t kBranchOctets = 12;
constexpr std::size_t kTagOctets = 8;
constexpr std::size_t kCallIdOctets = 16;
constexpr std::size_t kDatagramMax = 65507;  // what IPv4 and UDP leave of 65535
constexpr int kNoAnswer = 408;               // RFC 3261 8.1.3.1
constexpr int kNotSent = 503;
constexpr int kTooLarge = 513;

Message local_response(const Message& request, int status) {
  Message response = response_to(request, status, {});
  response.vias.clear();
  return response;
}

}  // namespace

void Agent::State::on(const SendRequest& order) {
  GATEWAY_ASSERT(!outgoing.contains(order.request), "a request's number was used twice");
  Message request = completed(order.message);
  if (outgoing.size() >= AgentLimits::kTransactionsMax) {
    log(Severity::Warning, "sip-overload", "sip", "too many requests wait for their response");
    return act(ResponseArrived{order.request, local_response(request, kNotSent)});
  }
  bool datagram = settings.transport == Transport::Udp;
  request.vias = {own_via(datagram)};
  std::string octets = to_wire(request);
  if (datagram && octets.size() > AgentLimits::kDatagramRequestMax) {
    if (request.method == "MESSAGE") {  // nobody knows what links follow (RFC 3428 8)
      return act(ResponseArrived{order.request, local_response(request, kTooLarge)});
    }
    datagram = false;
    request.vias = {own_via(datagram)};
    octets = to_wire(request);
  }
  request.body.clear();
  Outgoing one{
      .id = order.request,
      .head = std::move(request),
      .octets = std::move(octets),
      .datagram = datagram,
      .machine = {datagram ? Reliability::Unreliable : Reliability::Reliable, now.instant}};
  outgoing_by_key.emplace(client_key(one.head), one.id);
  dispatch(outgoing.emplace(one.id, std::move(one)).first->second);
}

// 8.1.1: what every request has, and whoever made this one left to us.
Message Agent::State::completed(Message request) {
  if (request.from.tag().empty()) {
    request.from.parameters.push_back({"tag", random_hex(dependencies.entropy, kTagOctets)});
  }
  if (request.call_id.empty()) request.call_id = random_hex(dependencies.entropy, kCallIdOctets);
  if (request.cseq.method.empty()) request.cseq = {1, request.method};
  request.set_header("Max-Forwards", "70");
  return request;
}

Via Agent::State::own_via(bool datagram) {
  Via via{.transport = "TCP", .host = settings.host, .port = settings.local.port, .parameters = {}};
  if (settings.transport == Transport::Tls) via.transport = "TLS";
  if (datagram) via.transport = "UDP";
  const std::string branch = "z9hG4bK" + random_hex(dependencies.entropy, kBranchOctets);
  via.parameters.push_back({"branch", branch});
  if (datagram) via.parameters.push_back({"rport", std::nullopt});  // RFC 3581 3
  return via;
}

void Agent::State::dispatch(Outgoing& one) {
  const RequestId id = one.id;
  deadlines.set({Due::Owner::Outgoing, id}, one.machine.next_deadline());
  if (one.datagram) return act(SendDatagram{settings.local, settings.pool, one.octets});
  const bool taken = send_to(settings.pool, {std::exchange(one.octets, {}), id});
  if (!taken) transport_failed(id);
}

void Agent::State::on_outgoing_due(Outgoing& one) {
  switch (one.machine.on_deadline(now.instant)) {
    case ClientTransaction::Due::SendAgain:
      act(SendDatagram{settings.local, settings.pool, one.octets});
      break;
    case ClientTransaction::Due::TimedOut:
      return conclude(one, local_response(one.head, kNoAnswer));
    case ClientTransaction::Due::Nothing:
      break;
  }
  deadlines.set({Due::Owner::Outgoing, one.id}, one.machine.next_deadline());
  if (one.machine.state() != ClientTransaction::State::Terminated) return;
  outgoing_by_key.erase(client_key(one.head));
  outgoing.erase(one.id);
}

// 18.1.2, 8.1.3.3: what is not an answer to something of ours is nobody's.
void Agent::State::on_response(const Message& response) {
  if (response.vias.size() != 1 ||
      !is_sent_by(response.vias.front(), settings.host, settings.local.port, default_port())) {
    return;
  }
  const auto key = outgoing_by_key.find(client_key(response));
  if (key == outgoing_by_key.end()) return;
  Outgoing& one = outgoing.at(key->second);
  const bool news = one.machine.on_response(response.status, now.instant);
  if (news && response.status >= 200) return conclude(one, response);
  deadlines.set({Due::Owner::Outgoing, one.id}, one.machine.next_deadline());
}

// The response goes up; over UDP the transaction stays a while for those that come again (timer K).
void Agent::State::conclude(Outgoing& one, Message response) {
  const RequestId id = one.id;
  act(ResponseArrived{id, std::move(response)});
  one.octets.clear();
  deadlines.set({Due::Owner::Outgoing, id}, one.machine.next_deadline());
  if (one.machine.state() != ClientTransaction::State::Terminated) return;
  outgoing_by_key.erase(client_key(one.head));
  outgoing.erase(id);
}

void Agent::State::transport_failed(RequestId id) {
  const auto found = outgoing.find(id);
  if (found == outgoing.end()) return;
  found->second.machine.on_transport_failed();
  conclude(found->second, local_response(found->second.head, kNotSent));
}

// RFC 3261 18.1.1, the last resort for a pool without TCP.
void Agent::State::send_again_as_datagram(RequestId id, const std::string& octets) {
  const auto found = outgoing.find(id);
  if (found == outgoing.end()) return;
  Outgoing& one = found->second;
  outgoing_by_key.erase(client_key(one.head));
  Message request = one.head;
  request.vias = {own_via(true)};
  request.body = octets.substr(octets.find("\r\n\r\n") + 4);
  one.octets = to_wire(request);
  one.head.vias = std::move(request.vias);
  outgoing_by_key.emplace(client_key(one.head), id);
  if (one.octets.size() > kDatagramMax) {
    one.machine.on_transport_failed();
    return conclude(one, local_response(one.head, kTooLarge));
  }
  one.datagram = true;
  one.machine = ClientTransaction(Reliability::Unreliable, now.instant);
  dispatch(one);
}

}  // namespace gateway::sip
