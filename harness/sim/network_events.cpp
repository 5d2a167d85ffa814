// What the network's own happenings mean for the nodes: arrivals, decisions, ends.
#include <utility>

#include "harness/sim/network.hpp"

namespace harness {

using gateway::Instant;
using reports::EntryKind;

void Network::happen(const Happening& happening, Instant now, std::vector<NodeEvent>& out) {
  switch (happening.kind) {
    case Happening::Kind::ConnectArrives: return on_connect_arrives(happening.index, now, out);
    case Happening::Kind::ConnectDecided: return on_connect_decided(happening.index, out);
    case Happening::Kind::SegmentArrives:
      return on_segment(happening.index, happening.side, now, out);
    case Happening::Kind::EndNoticed: return on_end_noticed(happening.index, happening.side, out);
    case Happening::Kind::DatagramArrives:
      return on_datagram(happening.index, out);
    case Happening::Kind::AnswerArrives: return;  // the world's
  }
}

void Network::on_connect_arrives(std::uint32_t index, Instant now, std::vector<NodeEvent>& out) {
  Connection& connection = connections_[index];
  Side& initiator = connection.side(SideIndex::Initiator);
  if (initiator.ended) return;  // gave up meanwhile
  // Scheduled before anything the acceptor may send: the initiator is connected first.
  agenda_.at(now + plan_.latency, {Happening::Kind::ConnectDecided, index});
  const auto listener = listeners_.find(connection.peer);
  if (listener == listeners_.end()) {
    connection.error = gateway::ConnectError::Refused;
    return;
  }
  Node& node = nodes_[listener->second];
  Side& acceptor = connection.side(SideIndex::Acceptor);
  acceptor.node = listener->second;
  acceptor.id = node.next_accepted;
  acceptor.ended = acceptor.over = false;
  node.next_accepted += 2;
  places_.insert_or_assign({acceptor.node, acceptor.id}, Place{index, SideIndex::Acceptor});
  recorder_.add(EntryKind::ConnectionOpened, node.name, nodes_[initiator.node].name, index + 1);
  out.push_back(
      {acceptor.node, gateway::Accepted{acceptor.id, connection.peer, connection.local}});
}

void Network::on_connect_decided(std::uint32_t index, std::vector<NodeEvent>& out) {
  Connection& connection = connections_[index];
  Side& initiator = connection.side(SideIndex::Initiator);
  if (initiator.ended) return;
  if (!connection.error) {
    out.push_back({initiator.node, gateway::Connected{initiator.id}});
    return;
  }
  initiator.ended = initiator.over = true;
  recorder_.add(EntryKind::ConnectionFailed, nodes_[initiator.node].name,
                std::string(gateway::to_string(*connection.error)), index + 1);
  out.push_back({initiator.node, gateway::ConnectFailed{initiator.id, *connection.error}});
}

void Network::on_segment(std::uint32_t index, SideIndex to, Instant now,
                         std::vector<NodeEvent>& out) {
  Side& side = connections_[index].side(to);
  const SegmentKind kind = side.inbound[side.inbound_head].kind;
  if (kind == SegmentKind::Octets && !side.ended) return deliver_octets(index, to, now, out);
  if (++side.inbound_head == side.inbound.size()) {
    side.inbound.clear();
    side.inbound_head = 0;
  }
  if (side.ended) return;
  if (kind == SegmentKind::Fin) {
    side.fin_received = true;
    if (side.fin_sent) end_side(index, to, now);
    out.push_back({side.node, gateway::PeerFinished{side.id}});
    return;
  }
  side.ended = side.over = true;
  close_if_over(index);
  out.push_back({side.node, gateway::ConnectionEnded{side.id}});
}

void Network::deliver_octets(std::uint32_t index, SideIndex to, Instant now,
                             std::vector<NodeEvent>& out) {
  Side& side = connections_[index].side(to);
  Segment& segment = side.inbound[side.inbound_head];
  if (plan_.fragmentation == Fragmentation::OneByte && segment.octets.size() > 1) {
    out.push_back({side.node, gateway::Received{side.id, {segment.octets[segment.delivered]}}});
    if (++segment.delivered < segment.octets.size()) {
      agenda_.at(now, {Happening::Kind::SegmentArrives, index, to});
      return;
    }
  } else {
    out.push_back({side.node, gateway::Received{side.id, std::move(segment.octets)}});
  }
  if (++side.inbound_head == side.inbound.size()) {
    side.inbound.clear();
    side.inbound_head = 0;
  }
}

void Network::on_end_noticed(std::uint32_t index, SideIndex which, std::vector<NodeEvent>& out) {
  Side& side = connections_[index].side(which);
  if (std::exchange(side.over, true)) return;  // its node was lost meanwhile
  close_if_over(index);
  out.push_back({side.node, gateway::ConnectionEnded{side.id}});
}

void Network::on_datagram(std::uint32_t index, std::vector<NodeEvent>& out) const {
  const gateway::SendDatagram& datagram = datagrams_[index];
  const auto socket = datagram_sockets_.find(datagram.peer);
  if (socket == datagram_sockets_.end()) return;
  out.push_back({socket->second,
                 gateway::DatagramReceived{datagram.peer, datagram.local, datagram.bytes}});
}

void Network::close_if_over(std::uint32_t index) {
  const Connection& connection = connections_[index];
  if (!connection.sides[0].over || !connection.sides[1].over) return;
  recorder_.add(EntryKind::ConnectionClosed, {}, {}, index + 1);
}

}  // namespace harness
