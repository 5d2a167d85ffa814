// Numbers: the limit is the most that is allowed.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "gateway/net/tcp_connection.hpp"
#include "tests/limits/boundary.hpp"
#include "tests/unit/engine/plain_gateway.hpp"

namespace gateway::test {
namespace {

using Words = std::vector<std::string>;

constexpr int kLimit = 5;

bool contains(const Words& words, std::string_view text) {
  for (const std::string& word : words) {
    if (word.find(text) != std::string::npos) return true;
  }
  return false;
}

StreamAccepted accepted(int n, std::string_view address = "192.0.2.1") {
  return {{static_cast<ConnectionId>(2 * n + 1), {}, {parse_ip_address(address).value(), 40000}},
          ListenerKind::StartTls};
}

Settings with(const std::function<void(Settings&)>& change) {
  Settings settings = plain_settings();
  change(settings);
  return settings;
}

bool takes_connections(int count) {
  Gateway gateway(with([](Settings& s) { s.limits.connection_limit = kLimit; }));
  Words last;
  for (int n = 0; n < count; ++n) last = gateway(accepted(n));
  return !contains(last, "resource-constraint");
}

bool opens_beside_connections(int count) {
  Gateway gateway(with([](Settings& s) { s.limits.connection_limit = kLimit; }));
  for (int n = 0; n + 1 < count; ++n) gateway(accepted(n));
  return !contains(gateway(gateway.message()), "bounce resource-constraint");
}

bool takes_streams_of_partner(Settings settings, int count) {
  Gateway gateway(std::move(settings));
  Words last;
  for (int n = 0; n < count; ++n) {
    gateway(accepted(n));
    last = gateway(Received{static_cast<ConnectionId>(2 * n + 1), header("")});
  }
  return !contains(last, "policy-violation");
}

bool takes_connections_of_address(int count) {
  Gateway gateway(with([](Settings& s) { s.limits.address_connection_limit = kLimit; }));
  Words last;
  for (int n = 0; n < count; ++n) last = gateway(accepted(n));
  return !contains(last, "abort#");
}

bool takes_attempts_of_address(int count) {
  Gateway gateway(with([](Settings& s) { s.limits.address_attempts_limit = kLimit; }));
  Words last;
  for (int n = 0; n < count; ++n) {
    last = gateway(accepted(n));
    gateway(ConnectionEnded{static_cast<ConnectionId>(2 * n + 1)});
  }
  return !contains(last, "abort#");
}

bool queues_stanzas(int count) {
  Gateway gateway(with([](Settings& s) { s.limits.queue_stanzas_max = kLimit; }));
  Words last;
  for (int n = 0; n < count; ++n) last = gateway(gateway.message());
  return !contains(last, "bounce resource-constraint");
}

bool keeps_unacknowledged(int count) {
  Gateway gateway(with([](Settings& s) { s.limits.queue_stanzas_max = kLimit; }));
  gateway.open_stream_with_acks();
  Words last;
  for (int n = 1; n < count; ++n) last = gateway(gateway.message());
  return !contains(last, "bounce resource-constraint");
}

/// A stanza on a stream that we opened is refused either way, but for another reason if too big.
bool reads_stanza_of(int octets) {
  Gateway gateway(with([](Settings& s) { s.limits.stanza_bytes_max = 10000; }));
  const ConnectionId id = gateway.open_stream();
  const std::string begin = "<message from='romeo@fed.example' to='alice@contoso.example'>";
  const std::string end = "</message>";
  const std::string padding(static_cast<std::size_t>(octets) - begin.size() - end.size(), 'x');
  return !contains(gateway(Received{id, begin + padding + end}), "policy-violation");
}

/// Nothing runs in between: the network has taken no octet yet.
bool buffers_octets(int octets) {
  boost::asio::io_context io;
  boost::asio::ip::tcp::acceptor acceptor(
      io, {boost::asio::ip::address_v4::loopback(), boost::asio::ip::port_type{0}});
  boost::asio::ip::tcp::socket near_end(io);
  near_end.connect(acceptor.local_endpoint());
  auto far_end = acceptor.accept();
  bool overflowed = false;
  net::ConnectionLimits limits;
  limits.send_buffer_bytes_max = 100000;
  const auto connection = net::TcpConnection::accepted(
      std::move(near_end), limits,
      {.connected = {},
       .connect_failed = {},
       .received = [](const std::string&) {},
       .peer_finished = [] {},
       .ended = [&](net::EndReason why) { overflowed = why == net::EndReason::Overflow; }});
  connection->send(std::string(static_cast<std::size_t>(octets) - 1, 'x'));
  connection->send("x");
  io.poll();
  connection->detach();
  io.poll();
  return !overflowed;
}

}  // namespace

std::vector<Boundary> boundaries_of_numbers() {
  const auto at = AtTheLimit::Allowed;
  return {
      {"connection_limit", "stream error resource-constraint", at,
       [](int n) { return takes_connections(kLimit + n); }},
      {"connection_limit", "a stanza that needs a new stream bounces", at,
       [](int n) { return opens_beside_connections(kLimit + n); }},
      {"partner_connection_limit", "stream error policy-violation", at,
       [](int n) {
         return takes_streams_of_partner(
             with([](Settings& s) { s.limits.partner_connection_limit = kLimit; }), kLimit + n);
       }},
      {"connection_limit", "of a partner: stream error policy-violation", at,
       [](int n) {
         return takes_streams_of_partner(
             with([](Settings& s) { s.partners.front().connection_limit = kLimit; }), kLimit + n);
       }},
      {"address_connection_limit", "the connection is reset", at,
       [](int n) { return takes_connections_of_address(kLimit + n); }},
      {"address_attempts_limit", "the connection is reset", at,
       [](int n) { return takes_attempts_of_address(kLimit + n); }},
      {"queue_stanzas_max", "the stanza bounces", at,
       [](int n) { return queues_stanzas(kLimit + n); }},
      {"queue_stanzas_max", "not acknowledged: the stanza bounces", at,
       [](int n) { return keeps_unacknowledged(kLimit + n); }},
      {"stanza_bytes_max", "stream error policy-violation", at,
       [](int n) { return reads_stanza_of(10000 + n); }},
      {"send_buffer_bytes_max", "the connection is dropped", at,
       [](int n) { return buffers_octets(100000 + n); }},
  };
}

}  // namespace gateway::test
