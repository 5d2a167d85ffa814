// Events of sockets and timers; orders are in fake_orders.cpp. Handlers hold `this`: the world
// keeps its hosts until the io_context runs no more.
#include "harness/real/fake_host.hpp"

#include <utility>

#include "gateway/net/asio_address.hpp"

namespace harness {

using boost::asio::ip::tcp;
using boost::system::error_code;
using gateway::ConnectionId;
using gateway::net::EndReason;
using gateway::net::TcpConnection;
using reports::EntryKind;

namespace {

// As in the simulation: the end of RFC 5737's first documentation block.
gateway::IpAddress address_without_listener(std::size_t index) {
  gateway::IpAddress address;
  address.octets = {192, 0, 2, static_cast<std::uint8_t>(200 + index % 50)};
  return address;
}

gateway::ConnectError connect_error_of(const error_code& error) {
  if (error == boost::asio::error::connection_refused) return gateway::ConnectError::Refused;
  if (error == boost::asio::error::timed_out) return gateway::ConnectError::TimedOut;
  if (error == boost::asio::error::network_unreachable) return gateway::ConnectError::Unreachable;
  return gateway::ConnectError::Other;
}

}  // namespace

FakeHost::FakeHost(Surroundings& around, std::string name, std::unique_ptr<fakes::Actor> actor,
                   std::size_t index)
    : around_(around),
      name_(std::move(name)),
      actor_(std::move(actor)),
      address_(address_without_listener(index)),
      timer_(around.io) {
  const auto endpoints = actor_->endpoints();
  if (!endpoints.empty()) address_ = endpoints.front().address;
}

FakeHost::~FakeHost() {
  for (const auto& acceptor : acceptors_) acceptor->close();
  for (const auto& [endpoint, socket] : sockets_) socket->close();
  for (auto& [id, link] : links_) {
    if (link.sender) link.sender->detach();
  }
}

gateway::Result<void> FakeHost::start() {
  for (const gateway::Endpoint& endpoint : actor_->endpoints()) {
    gateway::net::AcceptorHandlers handlers;
    handlers.accepted = [this, endpoint](tcp::socket socket, const gateway::Endpoint& peer) {
      on_accepted(endpoint, std::move(socket), peer);
    };
    auto acceptor = gateway::net::Acceptor::listen(around_.io, around_.addresses.bound_of(endpoint),
                                                   std::move(handlers));
    if (!acceptor) return acceptor.error();
    acceptors_.push_back(std::move(*acceptor));
    record(EntryKind::Listening, name_, to_string(endpoint), 0);
  }
  for (const gateway::Endpoint& endpoint : actor_->datagram_endpoints()) {
    if (const auto bound = bind_datagrams(endpoint); !bound) return bound;
  }
  arm_deadline();
  return {};
}

gateway::Result<void> FakeHost::bind_datagrams(const gateway::Endpoint& endpoint) {
  auto socket = gateway::net::UdpSocket::bind(
      around_.io, around_.addresses.bound_of(endpoint),
      [this, endpoint](std::string octets, const gateway::Endpoint& peer) {
        on_datagram(endpoint, peer, std::move(octets));
      });
  if (!socket) return socket.error();
  sockets_.emplace(endpoint, std::move(*socket));
  record(EntryKind::Listening, name_, to_string(endpoint) + " (datagrams)", 0);
  return {};
}

void FakeHost::on_datagram(const gateway::Endpoint& local, const gateway::Endpoint& peer,
                           std::string octets) {
  const gateway::Endpoint sender{around_.addresses.virtual_of(peer.address), peer.port};
  if (sender == around_.gateway_datagrams) record(EntryKind::Wire, kGateway, octets, 0);
  handle(gateway::DatagramReceived{local, sender, std::move(octets)});
}

void FakeHost::handle(const fakes::Event& event) {
  fakes::Actions actions;
  actor_->handle(event, around_.clock.now(), actions);
  for (fakes::Action& action : actions) {
    std::visit([this](auto& order) { carry_out(order); }, action);
  }
  arm_deadline();
}

void FakeHost::on_accepted(const gateway::Endpoint& listener, tcp::socket socket,
                           const gateway::Endpoint& peer) {
  const ConnectionId id = next_accepted_;
  next_accepted_ += 2;
  Link& link = links_[id];
  const auto fake = around_.connections.claim(peer);
  gateway::Endpoint virtual_peer{around_.addresses.virtual_of(peer.address), peer.port};
  if (fake) {
    link.number = fake->number;
  } else {
    link.number = around_.connections.accept_attempt(listener);
    link.with_gateway = true;
    if (!around_.gateway_endpoints.empty()) {
      virtual_peer.address = around_.gateway_endpoints.front().address;
    }
  }
  numbers_[id] = link.number;
  record(EntryKind::ConnectionOpened, name_, fake ? fake->initiator : kGateway, link.number);
  link.sender = std::make_shared<ChunkedSender>(around_.io, around_.network);
  link.sender->use(TcpConnection::accepted(std::move(socket), limits(), handlers_for(id)));
  handle(gateway::Accepted{id, listener, virtual_peer});
}

void FakeHost::on_connected(ConnectionId id, const gateway::Endpoint& peer,
                            const gateway::Endpoint& source, const error_code& error) {
  const auto found = links_.find(id);
  if (found == links_.end()) return;  // given up meanwhile
  if (error) {
    around_.connections.withdraw(source);
    return fail_connect(id, connect_error_of(error));
  }
  Link& link = found->second;
  for (const gateway::Endpoint& endpoint : around_.gateway_endpoints) {
    if (endpoint == peer) link.with_gateway = true;
  }
  if (link.with_gateway) record(EntryKind::ConnectionOpened, kGateway, name_, link.number);
  tcp::socket socket = std::move(*link.connecting);
  link.connecting.reset();
  link.sender->use(TcpConnection::accepted(std::move(socket), limits(), handlers_for(id)));
  handle(gateway::Connected{id});
}

void FakeHost::fail_connect(ConnectionId id, gateway::ConnectError error) {
  const auto found = links_.find(id);
  if (found == links_.end()) return;
  record(EntryKind::ConnectionFailed, name_, std::string(gateway::to_string(error)),
         found->second.number);
  links_.erase(found);
  handle(gateway::ConnectFailed{id, error});
}

void FakeHost::on_received(ConnectionId id, std::string octets) {
  const auto found = links_.find(id);
  if (found == links_.end()) return;
  if (found->second.with_gateway) record(EntryKind::Wire, kGateway, octets, found->second.number);
  handle(gateway::Received{id, std::move(octets)});
}

void FakeHost::on_peer_finished(ConnectionId id) {
  const auto found = links_.find(id);
  if (found == links_.end()) return;
  Link& link = found->second;
  link.peer_finished = true;
  if (link.with_gateway) record(EntryKind::ConnectionFinished, kGateway, {}, link.number);
  handle(gateway::PeerFinished{id});
}

void FakeHost::on_ended(ConnectionId id, EndReason reason) {
  const auto found = links_.find(id);
  if (found == links_.end()) return;
  const Link& link = found->second;
  if (reason == EndReason::Finished && !link.peer_finished) on_peer_finished(id);
  if (reason == EndReason::Reset && link.with_gateway) {
    record(EntryKind::ConnectionReset, kGateway, {}, link.number);
  }
  end(id);
}

void FakeHost::end(ConnectionId id) {
  const auto found = links_.find(id);
  if (found == links_.end()) return;
  const std::uint32_t number = found->second.number;
  links_.erase(found);
  if (around_.connections.close(number)) record(EntryKind::ConnectionClosed, {}, {}, number);
  handle(gateway::ConnectionEnded{id});
}

gateway::net::ConnectionHandlers FakeHost::handlers_for(ConnectionId id) {
  gateway::net::ConnectionHandlers handlers;
  handlers.received = [this, id](std::string octets) { on_received(id, std::move(octets)); };
  handlers.peer_finished = [this, id] { on_peer_finished(id); };
  handlers.ended = [this, id](EndReason reason) { on_ended(id, reason); };
  return handlers;
}

void FakeHost::arm_deadline() {
  const auto deadline = actor_->next_deadline();
  if (deadline == armed_) return;
  armed_ = deadline;
  timer_.cancel();
  if (!deadline) return;
  timer_.expires_at(around_.clock.to_steady(*deadline));
  timer_.async_wait([this](const error_code& error) {
    if (error) return;
    armed_.reset();
    record(EntryKind::Deadline, name_, {}, 0);
    handle(fakes::Wake{});
  });
}

}  // namespace harness
