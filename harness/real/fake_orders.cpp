// The orders of a fake, carried out on real sockets and timers.
#include <utility>

#include "gateway/net/asio_address.hpp"
#include "harness/real/fake_host.hpp"
#include "harness/world/resolver.hpp"

namespace harness {

using boost::asio::ip::tcp;
using boost::system::error_code;
using reports::EntryKind;

namespace {

constexpr gateway::Duration kConnectTimeout{10'000'000};

bool contains(const std::vector<gateway::IpAddress>& addresses, const gateway::IpAddress& wanted) {
  for (const gateway::IpAddress& address : addresses) {
    if (address == wanted) return true;
  }
  return false;
}

}  // namespace

// Bound before it connects: the far end then knows by the source which fake this is.
void FakeHost::carry_out(const gateway::Connect& order) {
  const gateway::ConnectionId id = order.connection;
  Link& link = links_[id];
  link.number = around_.connections.open();
  link.sender = std::make_shared<ChunkedSender>(around_.io, around_.network);
  numbers_[id] = link.number;
  record(EntryKind::ConnectAttempt, name_, to_string(order.peer), link.number);
  if (contains(around_.network.black_holes, order.peer.address)) {
    return after(kConnectTimeout, [this, id] { fail_connect(id, gateway::ConnectError::TimedOut); });
  }
  if (contains(around_.network.unreachable, order.peer.address)) {
    return after({}, [this, id] { fail_connect(id, gateway::ConnectError::Unreachable); });
  }

  link.connecting = std::make_shared<tcp::socket>(around_.io);
  tcp::socket& socket = *link.connecting;
  error_code error;
  socket.open(tcp::v4(), error);
  if (!error) {
    socket.bind(gateway::net::to_asio(around_.addresses.bound_of({address_, 0})), error);
  }
  const tcp::endpoint bound = error ? tcp::endpoint() : socket.local_endpoint(error);
  if (error) {
    return after({}, [this, id] { fail_connect(id, gateway::ConnectError::Other); });
  }
  const gateway::Endpoint source = gateway::net::from_asio(bound);
  around_.connections.announce(source, {link.number, name_});
  socket.async_connect(gateway::net::to_asio(around_.addresses.bound_of(order.peer)),
                       [this, id, peer = order.peer, source, keep = link.connecting](
                           const error_code& failed) { on_connected(id, peer, source, failed); });
}

void FakeHost::carry_out(gateway::Send& order) {
  const auto found = links_.find(order.connection);
  if (found == links_.end() || order.bytes.empty() || found->second.finish_sent) return;
  found->second.sender->send(order.bytes);
  record(EntryKind::Wire, name_, std::move(order.bytes), found->second.number);
}

void FakeHost::carry_out(const gateway::Finish& order) {
  const auto found = links_.find(order.connection);
  if (found == links_.end() || found->second.finish_sent) return;
  found->second.finish_sent = true;
  record(EntryKind::ConnectionFinished, name_, {}, found->second.number);
  found->second.sender->finish();
}

void FakeHost::carry_out(const gateway::Abort& order) {
  const auto found = links_.find(order.connection);
  if (found == links_.end()) return;
  Link& link = found->second;
  record(EntryKind::ConnectionReset, name_, {}, link.number);
  if (!link.connecting && link.sender) return link.sender->abort();
  error_code ignored;
  if (link.connecting) link.connecting->close(ignored);
  after({}, [this, id = order.connection] { end(id); });
}

void FakeHost::carry_out(gateway::SendDatagram& order) {
  const auto socket = sockets_.find(order.local);
  const bool lost = contains(around_.network.black_holes, order.peer.address) ||
                    contains(around_.network.unreachable, order.peer.address);
  if (socket != sockets_.end() && !lost) {
    socket->second->send(around_.addresses.bound_of(order.peer), order.bytes);
  }
  record(EntryKind::Wire, name_, std::move(order.bytes), 0);
}

void FakeHost::carry_out(const gateway::DnsQuestion& question) {
  around_.recorder.add(name_, question);
  Resolved resolved = resolve(around_.zones, question);
  after(resolved.after, [this, answer = std::move(resolved.answer)] {
    around_.recorder.add(name_, answer);
    handle(answer);
  });
}

void FakeHost::carry_out(fakes::Observed& seen) {
  const auto found = numbers_.find(seen.connection);
  const std::uint32_t number = found == numbers_.end() ? 0 : found->second;
  around_.recorder.add(name_, std::move(seen), number);
}

void FakeHost::after(gateway::Duration wait, std::function<void()> then) {
  const auto timer = std::make_shared<boost::asio::steady_timer>(around_.io, wait);
  timer->async_wait([timer, then = std::move(then)](const error_code& error) {
    if (!error) then();
  });
}

gateway::net::ConnectionLimits FakeHost::limits() const { return {}; }

void FakeHost::record(EntryKind kind, const std::string& node, std::string text,
                      std::uint32_t number) {
  around_.recorder.add(kind, node, std::move(text), number);
}

}  // namespace harness
