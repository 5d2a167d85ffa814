// Requests of the pool's: each passed up once, or answered here, and answered alike however often
// it comes (RFC 3261 8.2, 17.2).
#include <utility>

#include "gateway/sip/agent_state.hpp"
#include "gateway/sip/request_checks.hpp"
#include "gateway/sip/response_path.hpp"

namespace gateway::sip {
namespace {

constexpr std::size_t kTagOctets = 8;
constexpr std::string_view kAllow = "MESSAGE, SUBSCRIBE, NOTIFY, OPTIONS";
constexpr std::string_view kAccept =
    "text/plain, text/html, application/pidf+xml, application/im-iscomposing+xml, message/cpim";
constexpr int kOverloadWaitSeconds = 32;

// 17.2.3: senders older than RFC 3261 put no identifier into branch.
TransactionKey key_of(const Message& request) {
  if (auto key = server_key(request)) return *std::move(key);
  const Via& top = request.vias.front();
  std::string text = request.request_uri + " " + request.from.tag() + " " + request.to.tag() + " " +
                     request.call_id + " " + std::to_string(request.cseq.number) + " " +
                     top.branch();
  return {std::move(text), top.host, request.method};
}

// 8.2.2.2: what is equal here, and comes by another way, has been forked and joined again.
std::optional<std::string> merge_key_of(const Message& request) {
  if (!request.to.tag().empty()) return std::nullopt;
  return request.from.tag() + " " + request.call_id + " " + std::to_string(request.cseq.number) +
         " " + request.method;
}

Message options_response(const Message& request) {
  Message response = response_to(request, 200, {});
  response.set_header("Allow", std::string(kAllow));
  response.set_header("Accept", std::string(kAccept));
  response.set_header("Accept-Encoding", "identity");
  response.set_header("Allow-Events", "presence");
  return response;
}

}  // namespace

void Agent::State::on_request(Message request, const Origin& origin) {
  note_source(request.vias.front(), origin.peer);
  if (request.method == "ACK") return on_ack(request);
  TransactionKey key = key_of(request);
  if (const auto known = incoming_by_key.find(key); known != incoming_by_key.end()) {
    Incoming& again = incoming.at(known->second);
    if (!again.response.empty()) send_response(again.response, again.vias.front(), origin);
    return;
  }
  if (incoming.size() >= AgentLimits::kTransactionsMax) {
    return answer_without_transaction(request, origin);
  }
  const auto merge_key = merge_key_of(request);
  const bool merged = merge_key && incoming_by_merge_key.contains(*merge_key);
  const bool cancels = cancels_something(key);
  Incoming& one = begin(request, std::move(key), origin);
  if (request.method == "CANCEL") {  // RFC 6665 4.6: nothing here waits long enough to be stopped
    return answer(one, response_to(request, cancels ? 200 : 481, {}));
  }
  auto refused = refusal_of(request);
  if (merged) refused = Refused{response_to(request, 482, {}), "it came before, by another way"};
  for (const Via& via : request.vias) {
    if (!is_sent_by(via, settings.host, settings.local.port, default_port())) continue;
    refused = Refused{response_to(request, 482, {}), "it went through this gateway before"};
  }
  if (refused) {
    log(Severity::Warning, "sip-request-refused", "sip " + to_string(origin.peer),
        request.method + " was answered with " + std::to_string(refused->response.status) + ": " +
            refused->why);
    return answer(one, std::move(refused->response));
  }
  if (request.method == "OPTIONS") return answer(one, options_response(request));
  if (request.method == "INVITE") {
    log(Severity::Warning, "sip-request-refused", "sip " + to_string(origin.peer),
        "INVITE was answered with 488: there are no sessions with contacts");
    return answer(one, response_to(request, request.to.tag().empty() ? 488 : 481, {}));
  }
  act(RequestArrived{one.id, std::move(request)});
}

Incoming& Agent::State::begin(const Message& request, TransactionKey key, const Origin& origin) {
  const Reliability reliability =
      origin.connection ? Reliability::Reliable : Reliability::Unreliable;
  Incoming one{.id = next_transaction++,
               .key = std::move(key),
               .merge_key = merge_key_of(request),
               .vias = request.vias,
               .origin = origin,
               .answer_by = now.instant + kTransactionTimeout,
               .machine = ServerTransaction(reliability),
               .response = {}};
  if (request.method == "INVITE") one.machine = InviteServerTransaction(reliability);
  // Of several that are equal the first is the one that others are held against.
  if (one.merge_key && !incoming_by_merge_key.emplace(*one.merge_key, one.id).second) {
    one.merge_key.reset();
  }
  incoming_by_key.emplace(one.key, one.id);
  deadlines.set({Due::Owner::Incoming, one.id}, one.answer_by);
  return incoming.emplace(one.id, std::move(one)).first->second;
}

// 9.2: whatever its method; the responses to it are not ours to change.
bool Agent::State::cancels_something(const TransactionKey& key) const {
  auto at = incoming_by_key.lower_bound({key.branch, key.sent_by, {}});
  for (; at != incoming_by_key.end(); ++at) {
    if (at->first.branch != key.branch || at->first.sent_by != key.sent_by) return false;
    if (at->first.method != "CANCEL") return true;
  }
  return false;
}

void Agent::State::on_ack(const Message& request) {
  TransactionKey key = key_of(request);
  key.method = "INVITE";
  const auto known = incoming_by_key.find(key);
  if (known == incoming_by_key.end()) return;
  Incoming& one = incoming.at(known->second);
  if (auto* invite = std::get_if<InviteServerTransaction>(&one.machine)) {
    invite->on_ack(now.instant);
    settle(one);
  }
}

void Agent::State::on(const SendResponse& order) {
  const auto found = incoming.find(order.transaction);
  if (found == incoming.end() || order.response.status < 200) return;  // too late, or not final
  answer(found->second, order.response);
}

void Agent::State::answer(Incoming& one, Message response) {
  const bool may_leave = std::visit(
      [this](auto& machine) { return machine.on_final_response(now.instant); }, one.machine);
  if (!may_leave) return;
  response.vias = one.vias;
  if (response.to.tag().empty()) {
    response.to.parameters.push_back({"tag", random_hex(dependencies.entropy, kTagOctets)});
  }
  one.response = to_wire(response);
  send_response(one.response, one.vias.front(), one.origin);
  settle(one);
}

void Agent::State::answer_without_transaction(const Message& request, const Origin& origin) {
  log(Severity::Warning, "sip-overload", "sip " + to_string(origin.peer),
      "too many requests wait for their response; one was answered with 503");
  Message response = response_to(request, 503, random_hex(dependencies.entropy, kTagOctets));
  response.set_header("Retry-After", std::to_string(kOverloadWaitSeconds));
  send_response(to_wire(response), request.vias.front(), origin);
}

// 18.2.2: the connection it came on, else one to where it came from.
void Agent::State::send_response(const std::string& octets, const Via& top, const Origin& origin) {
  const Endpoint target = response_target(top, origin.peer, default_port());
  if (!origin.connection) return act(SendDatagram{origin.local, target, octets});
  if (send_on(*origin.connection, octets)) return;
  send_to(target, {octets, std::nullopt});
}

void Agent::State::on_incoming_due(Incoming& one) {
  if (one.response.empty()) {
    log(Severity::Error, "sip-request-unanswered", "sip " + to_string(one.origin.peer),
        one.key.method + " was answered by nobody here, which is a bug");
    return settle(one);  // whoever sent it has given up
  }
  if (auto* invite = std::get_if<InviteServerTransaction>(&one.machine)) {
    if (invite->on_deadline(now.instant) == InviteServerTransaction::Due::SendAgain) {
      send_response(one.response, one.vias.front(), one.origin);
    }
  } else {
    std::get<ServerTransaction>(one.machine).on_deadline(now.instant);
  }
  settle(one);
}

// Its next deadline, or its end.
void Agent::State::settle(Incoming& one) {
  const auto deadline =
      std::visit([](const auto& machine) { return machine.next_deadline(); }, one.machine);
  deadlines.set({Due::Owner::Incoming, one.id}, deadline);
  if (deadline) return;
  incoming_by_key.erase(one.key);
  if (one.merge_key) incoming_by_merge_key.erase(*one.merge_key);
  incoming.erase(one.id);
}

}  // namespace gateway::sip
