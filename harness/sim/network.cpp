// Orders of the nodes: connect, send, finish, abort. What they lead to is in network_events.cpp.
#include "harness/sim/network.hpp"

#include <algorithm>
#include <utility>

namespace harness {
namespace {

using gateway::Instant;
using reports::EntryKind;

SideIndex other(SideIndex side) {
  return side == SideIndex::Initiator ? SideIndex::Acceptor : SideIndex::Initiator;
}

bool contains(const std::vector<gateway::IpAddress>& addresses, const gateway::IpAddress& wanted) {
  return std::find(addresses.begin(), addresses.end(), wanted) != addresses.end();
}

}  // namespace

Network::Network(Agenda& agenda, Recorder& recorder, NetworkPlan plan, FaultRule fault)
    : agenda_(agenda), recorder_(recorder), plan_(std::move(plan)), fault_(std::move(fault)) {
  connections_.reserve(8);
}

NodeIndex Network::add_node(const std::string& name) {
  nodes_.emplace_back().name = name;
  return static_cast<NodeIndex>(nodes_.size() - 1);
}

void Network::set_connect_timeout(NodeIndex node, gateway::Duration timeout) {
  nodes_[node].connect_timeout = timeout;
}

void Network::listen(NodeIndex node, const gateway::Endpoint& endpoint) {
  nodes_[node].endpoints.push_back(endpoint);
  if (!listeners_.emplace(endpoint, node).second) {
    recorder_.add(EntryKind::Note, nodes_[node].name,
                  "cannot listen on " + to_string(endpoint) + ": in use");
    return;
  }
  recorder_.add(EntryKind::Listening, nodes_[node].name, to_string(endpoint));
}

void Network::stop_listening(NodeIndex node) {
  std::erase_if(listeners_, [node](const auto& listener) { return listener.second == node; });
  std::erase_if(datagram_sockets_, [node](const auto& socket) { return socket.second == node; });
}

void Network::lose(NodeIndex node, Instant now) {
  stop_listening(node);
  nodes_[node].endpoints.clear();
  for (std::uint32_t index = 0; index < connections_.size(); ++index) {
    for (const SideIndex which : {SideIndex::Initiator, SideIndex::Acceptor}) {
      Side& side = connections_[index].side(which);
      if (side.node != node || side.over) continue;
      side.ended = side.over = true;
      enqueue(index, other(which), {SegmentKind::Reset, {}, 0, now, now + plan_.latency});
      close_if_over(index);
    }
  }
}

void Network::bind_datagrams(NodeIndex node, const gateway::Endpoint& endpoint) {
  nodes_[node].endpoints.push_back(endpoint);
  datagram_sockets_.emplace(endpoint, node);
  recorder_.add(EntryKind::Listening, nodes_[node].name, to_string(endpoint) + " (datagrams)");
}

// A node that listens nowhere gets an address at the end of RFC 5737's first documentation block.
gateway::Endpoint Network::source_of(const Node& node, const gateway::Endpoint& peer) {
  const std::uint16_t port = next_port_++;
  if (next_port_ == 0) next_port_ = 40001;
  for (const gateway::Endpoint& endpoint : node.endpoints) {
    if (endpoint.address.family == peer.address.family) return {endpoint.address, port};
  }
  gateway::IpAddress address;
  const auto host = static_cast<std::uint8_t>(200 + (&node - nodes_.data()) % 50);
  address.octets = {192, 0, 2, host};
  return {address, port};
}

void Network::carry_out(NodeIndex node, const gateway::Connect& order, Instant now) {
  const auto index = static_cast<std::uint32_t>(connections_.size());
  Connection& connection = connections_.emplace_back();
  connection.local = source_of(nodes_[node], order.peer);
  connection.peer = order.peer;
  Side& initiator = connection.side(SideIndex::Initiator);
  initiator.node = node;
  initiator.id = order.connection;
  initiator.arrival_floor = now + 2 * plan_.latency;
  Side& acceptor = connection.side(SideIndex::Acceptor);
  acceptor.ended = acceptor.over = true;  // until it accepts
  acceptor.arrival_floor = now + 3 * plan_.latency;
  places_.insert_or_assign({node, order.connection}, Place{index, SideIndex::Initiator});
  recorder_.add(EntryKind::ConnectAttempt, nodes_[node].name, to_string(order.peer), index + 1);

  if (contains(plan_.black_holes, order.peer.address)) {
    connection.error = gateway::ConnectError::TimedOut;
    agenda_.at(now + nodes_[node].connect_timeout, {Happening::Kind::ConnectDecided, index});
  } else if (contains(plan_.unreachable, order.peer.address)) {
    connection.error = gateway::ConnectError::Unreachable;
    agenda_.at(now + plan_.latency, {Happening::Kind::ConnectDecided, index});
  } else {
    agenda_.at(now + plan_.latency, {Happening::Kind::ConnectArrives, index});
  }
}

void Network::carry_out(NodeIndex node, gateway::Send&& order, Instant now) {
  const auto place = open_place(node, order.connection);
  if (!place || order.bytes.empty()) return;
  if (connections_[place->index].side(place->side).fin_sent) {
    recorder_.add(EntryKind::Note, nodes_[node].name, "sends after its FIN: ignored",
                  place->index + 1);
    return;
  }
  recorder_.add(EntryKind::Wire, nodes_[node].name, order.bytes, place->index + 1);
  transmit(*place, {SegmentKind::Octets, std::move(order.bytes), 0, now, now});
}

void Network::carry_out(NodeIndex node, const gateway::Finish& order, Instant now) {
  const auto place = open_place(node, order.connection);
  if (!place) return;
  Side& side = connections_[place->index].side(place->side);
  if (side.fin_sent) return;
  side.fin_sent = true;
  recorder_.add(EntryKind::ConnectionFinished, nodes_[node].name, {}, place->index + 1);
  transmit(*place, {SegmentKind::Fin, {}, 0, now, now});
  if (side.fin_received) end_side(place->index, place->side, now);
}

void Network::carry_out(NodeIndex node, const gateway::Abort& order, Instant now) {
  const auto place = open_place(node, order.connection);
  if (!place) return;
  recorder_.add(EntryKind::ConnectionReset, nodes_[node].name, {}, place->index + 1);
  enqueue(place->index, other(place->side), {SegmentKind::Reset, {}, 0, now, now + plan_.latency});
  end_side(place->index, place->side, now);
}

// Datagrams overtake each other only where a fault makes them; they arrive whole or not at all.
void Network::carry_out(NodeIndex node, gateway::SendDatagram&& order, Instant now) {
  recorder_.add(EntryKind::Wire, nodes_[node].name, order.bytes);
  ++transmissions_;
  Fault fault;
  if (fault_) {
    fault = fault_({.ordinal = transmissions_,
                    .from = nodes_[node].name,
                    .octets = order.bytes,
                    .is_datagram = true});
  }
  const bool unreachable = contains(plan_.black_holes, order.peer.address) ||
                           contains(plan_.unreachable, order.peer.address);
  const bool lost = fault.kind == Fault::Kind::Drop || fault.kind == Fault::Kind::Reset;
  if (unreachable || lost) return;
  const Instant arrival =
      now + plan_.latency + (fault.kind == Fault::Kind::Delay ? fault.delay : gateway::Duration(0));
  const Happening happening{Happening::Kind::DatagramArrives,
                            static_cast<std::uint32_t>(datagrams_.size())};
  agenda_.at(arrival, happening);
  if (fault.kind == Fault::Kind::Double) agenda_.at(arrival + fault.delay, happening);
  datagrams_.push_back(std::move(order));
}

std::optional<Network::Place> Network::open_place(NodeIndex node,
                                                  gateway::ConnectionId connection) const {
  const auto found = places_.find({node, connection});
  if (found == places_.end()) return std::nullopt;
  const Place place = found->second;
  const Side& side = connections_[place.index].sides[static_cast<std::size_t>(place.side)];
  if (side.ended) return std::nullopt;
  return place;
}

// The one place where faults strike.
void Network::transmit(Place from, Segment segment) {
  const Instant now = segment.sent;
  const SideIndex to = other(from.side);
  segment.arrival = now + plan_.latency;
  ++transmissions_;
  Fault fault;
  if (fault_) {
    const Side& side = connections_[from.index].side(from.side);
    fault = fault_({transmissions_, from.index + 1, nodes_[side.node].name, segment.octets,
                    segment.kind == SegmentKind::Fin});
  }
  switch (fault.kind) {
    case Fault::Kind::Pass:
    case Fault::Kind::Double:
      break;
    case Fault::Kind::Delay: segment.arrival += fault.delay; break;
    case Fault::Kind::Split: {
      if (fault.split_at == 0 || fault.split_at >= segment.octets.size()) break;
      Segment tail = segment;
      tail.octets.erase(0, fault.split_at);
      tail.arrival += gateway::Duration(1);
      segment.octets.resize(fault.split_at);
      enqueue(from.index, to, std::move(segment));
      return enqueue(from.index, to, std::move(tail));
    }
    case Fault::Kind::Reset: return break_connection(from, now);
    case Fault::Kind::Drop: connections_[from.index].side(to).stalled = true; break;
  }
  enqueue(from.index, to, std::move(segment));
}

void Network::break_connection(Place from, Instant now) {
  recorder_.add(EntryKind::ConnectionReset, "network", {}, from.index + 1);
  for (const SideIndex side : {from.side, other(from.side)}) {
    enqueue(from.index, side, {SegmentKind::Reset, {}, 0, now, now + plan_.latency});
  }
}

void Network::enqueue(std::uint32_t index, SideIndex to, Segment segment) {
  Side& side = connections_[index].side(to);
  if (side.stalled && segment.kind != SegmentKind::Reset) return;
  if (plan_.fragmentation == Fragmentation::Coalesced && segment.kind != SegmentKind::Reset) {
    if (coalesce(side, segment)) return;
    segment.arrival += plan_.latency;  // time in which more may join
  }
  segment.arrival = std::max(segment.arrival, side.arrival_floor);
  side.arrival_floor = segment.arrival;
  agenda_.at(segment.arrival, {Happening::Kind::SegmentArrives, index, to});
  side.inbound.push_back(std::move(segment));
}

bool Network::coalesce(Side& side, Segment& segment) {
  if (segment.kind != SegmentKind::Octets || side.inbound_head == side.inbound.size()) return false;
  Segment& last = side.inbound.back();
  if (last.kind != SegmentKind::Octets || segment.sent > last.sent + plan_.latency) return false;
  last.octets += segment.octets;
  return true;
}

// The machine is told by an event of its own, never from inside its order.
void Network::end_side(std::uint32_t index, SideIndex side, Instant now) {
  connections_[index].side(side).ended = true;
  agenda_.at(now, {Happening::Kind::EndNoticed, index, side});
}

std::uint32_t Network::number_of(NodeIndex node, gateway::ConnectionId connection) const {
  const auto found = places_.find({node, connection});
  return found == places_.end() ? 0 : found->second.index + 1;
}

std::size_t Network::open_connections() const {
  return static_cast<std::size_t>(
      std::count_if(connections_.begin(), connections_.end(), [](const Connection& connection) {
        return !connection.sides[0].over || !connection.sides[1].over;
      }));
}

}  // namespace harness
