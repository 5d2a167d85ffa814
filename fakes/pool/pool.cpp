#include "fakes/pool/pool.hpp"

#include <utility>

namespace fakes {

Pool::Pool(PoolSettings settings, PoolDependencies dependencies)
    : settings_(std::move(settings)),
      dependencies_(std::move(dependencies)),
      deviations_(settings_.deviations),
      presence_(settings_.users) {}

// RFC 3261 18.2.1: over UDP too it listens on TCP, for what is too large for a datagram.
std::vector<gateway::Endpoint> Pool::endpoints() const { return {settings_.endpoint}; }

std::vector<gateway::Endpoint> Pool::datagram_endpoints() const {
  if (settings_.transport != SipTransport::Udp) return {};
  return {settings_.endpoint};
}

void Pool::handle(const Event& event, gateway::Now now, Actions& actions) {
  PoolSurroundings s{settings_, deviations_, dependencies_, exchange_, now, actions};
  std::visit([&](const auto& e) { on(e, s); }, event);
}

void Pool::on(const gateway::Received& event, PoolSurroundings& s) {
  for (const ArrivedRequest& arrived : exchange_.on(event, s)) take(arrived, s);
}

void Pool::on(const gateway::DatagramReceived& event, PoolSurroundings& s) {
  for (const ArrivedRequest& arrived : exchange_.on(event, s)) take(arrived, s);
}

void Pool::take(const ArrivedRequest& arrived, PoolSurroundings& s) {
  const std::string& method = arrived.message.method;
  if (method == "SUBSCRIBE") return presence_.on_subscribe(arrived, s);
  if (method == "NOTIFY") return watching_.on_notify(arrived, s);
  if (method == "MESSAGE") return messaging_.on_message(arrived, presence_, s);
  const int code = method == "OPTIONS" ? 200 : 405;
  SipMessage response = response_to(arrived.message, code, s.token());
  response.add("Allow", "MESSAGE, NOTIFY, SUBSCRIBE, OPTIONS");
  exchange_.respond(arrived, response, s);
}

void Pool::on(const Wake&, PoolSurroundings& s) {
  exchange_.on_deadline(s);
  if (exchange_.silent()) return;
  presence_.on_deadline(s);
  watching_.on_deadline(s);
}

void Pool::on(const FallSilent&, PoolSurroundings& s) {
  s.note("falls silent");
  exchange_.set_silent(true);
}

void Pool::on(const SendRaw& order, PoolSurroundings& s) { exchange_.send_raw(order.octets, s); }

void Pool::on(const CloseStreams&, PoolSurroundings& s) {
  closed_ = true;
  watching_.stop();
  exchange_.close(s);
}

void Pool::on(const BreakConnections&, PoolSurroundings& s) { exchange_.break_off(s); }

void Pool::on(const UserOrder& order, PoolSurroundings& s) {
  closed_ = false;
  std::visit([&](const auto& o) { obey(o, s); }, order);
}

void Pool::obey(const Deviate& order, PoolSurroundings& s) {
  const bool known = set_pool_deviation(deviations_, order.name, order.value);
  s.note((known ? "from now on: " : "there is no such deviation: ") + order.name + " " +
         order.value);
}

std::optional<gateway::Instant> Pool::next_deadline() const {
  std::optional<gateway::Instant> first = exchange_.deadline();
  if (exchange_.silent() || closed_) return first;
  for (const auto& other : {presence_.deadline(), watching_.deadline()}) {
    if (other && (!first || *other < *first)) first = other;
  }
  return first;
}

bool Pool::settled() const { return exchange_.silent() || exchange_.settled(); }

}  // namespace fakes
