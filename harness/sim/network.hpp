// The simulated TCP: connections between nodes, each direction in order, with latency, chosen
// fragmentation and faults; and datagrams beside it. Sans-IO like everything else: orders in, events
// out, time from outside.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "gateway/base/io.hpp"
#include "harness/sim/fault.hpp"
#include "harness/sim/scheduler.hpp"
#include "harness/world/recorder.hpp"
#include "harness/world/world.hpp"

namespace harness {

using NodeIndex = std::uint32_t;
enum class SideIndex : std::uint8_t { Initiator, Acceptor };

/// One thing to come in the simulation; its payload waits with its owner.
struct Happening {
  enum class Kind : std::uint8_t {
    ConnectArrives,  // at the far end
    ConnectDecided,  // the initiator learns
    SegmentArrives,  // at `side`
    EndNoticed,      // by `side`
    DatagramArrives,  // `index` is its place among the datagrams
    AnswerArrives,    // DNS; `index` is the world's
  };
  Kind kind;
  std::uint32_t index;  // connection number - 1
  SideIndex side = SideIndex::Initiator;
};
using Agenda = Scheduler<Happening>;

using NetworkEvent = std::variant<gateway::Accepted, gateway::Connected, gateway::ConnectFailed,
                                  gateway::Received, gateway::PeerFinished,
                                  gateway::ConnectionEnded, gateway::DatagramReceived>;
struct NodeEvent {
  NodeIndex node;
  NetworkEvent event;
};

class Network {
 public:
  /// Both must outlive the network.
  Network(Agenda& agenda, Recorder& recorder, NetworkPlan plan, FaultRule fault);

  NodeIndex add_node(const std::string& name);
  /// How long this node's connects wait for an answer (black holes).
  void set_connect_timeout(NodeIndex node, gateway::Duration timeout);
  /// The first endpoint's address is also where the node's own connections come from.
  void listen(NodeIndex node, const gateway::Endpoint& endpoint);
  void stop_listening(NodeIndex node);
  void stop_listening(const gateway::Endpoint& endpoint) { listeners_.erase(endpoint); }
  /// What is sent there comes to this node; with stop_listening() nothing does any more.
  /// The node is no more: it listens nowhere, its connections are reset for the others, and it is
  /// told of nothing that was under way.
  void lose(NodeIndex node, gateway::Instant now);
  void bind_datagrams(NodeIndex node, const gateway::Endpoint& endpoint);

  // Orders. What makes no sense any more (the connection is over) is ignored: a machine cannot
  // know yet.
  void carry_out(NodeIndex node, const gateway::Connect& order, gateway::Instant now);
  void carry_out(NodeIndex node, gateway::Send&& order, gateway::Instant now);
  void carry_out(NodeIndex node, const gateway::Finish& order, gateway::Instant now);
  void carry_out(NodeIndex node, const gateway::Abort& order, gateway::Instant now);
  void carry_out(NodeIndex node, gateway::SendDatagram&& order, gateway::Instant now);

  /// Something of ours is due. Appends what nodes must be told.
  void happen(const Happening& happening, gateway::Instant now, std::vector<NodeEvent>& out);

  /// The run's number for a node's connection, also after its end; 0 if there never was one.
  std::uint32_t number_of(NodeIndex node, gateway::ConnectionId connection) const;
  std::size_t open_connections() const;

 private:
  enum class SegmentKind : std::uint8_t { Octets, Fin, Reset };
  struct Segment {
    SegmentKind kind;
    std::string octets;
    std::size_t delivered = 0;
    gateway::Instant sent;
    gateway::Instant arrival;
  };
  struct Side {
    NodeIndex node = 0;
    gateway::ConnectionId id = 0;
    bool fin_sent = false;
    bool fin_received = false;
    bool ended = false;  // takes no orders and no octets any more
    bool over = false;   // its machine knows
    bool stalled = false;            // inbound: Fault::Kind::Drop
    std::vector<Segment> inbound;    // from `inbound_head` on, in order of arrival
    std::size_t inbound_head = 0;
    gateway::Instant arrival_floor;  // nothing arrives before
  };
  struct Connection {
    gateway::Endpoint local;  // of the initiator
    gateway::Endpoint peer;
    std::optional<gateway::ConnectError> error;
    std::array<Side, 2> sides;
    Side& side(SideIndex which) { return sides[static_cast<std::size_t>(which)]; }
  };
  struct Node {
    std::string name;
    gateway::Duration connect_timeout{10'000'000};
    std::vector<gateway::Endpoint> endpoints;
    gateway::ConnectionId next_accepted = 1;
  };
  struct Place {
    std::uint32_t index;
    SideIndex side;
  };

  std::optional<Place> open_place(NodeIndex node, gateway::ConnectionId connection) const;
  gateway::Endpoint source_of(const Node& node, const gateway::Endpoint& peer);
  void transmit(Place from, Segment segment);
  void break_connection(Place from, gateway::Instant now);
  void enqueue(std::uint32_t index, SideIndex to, Segment segment);
  bool coalesce(Side& side, Segment& segment);
  void end_side(std::uint32_t index, SideIndex side, gateway::Instant now);
  void close_if_over(std::uint32_t index);
  void on_connect_arrives(std::uint32_t index, gateway::Instant now, std::vector<NodeEvent>& out);
  void on_connect_decided(std::uint32_t index, std::vector<NodeEvent>& out);
  void on_segment(std::uint32_t index, SideIndex to, gateway::Instant now,
                  std::vector<NodeEvent>& out);
  void deliver_octets(std::uint32_t index, SideIndex to, gateway::Instant now,
                      std::vector<NodeEvent>& out);
  void on_end_noticed(std::uint32_t index, SideIndex side, std::vector<NodeEvent>& out);
  void on_datagram(std::uint32_t index, std::vector<NodeEvent>& out) const;

  Agenda& agenda_;
  Recorder& recorder_;
  NetworkPlan plan_;
  FaultRule fault_;
  std::vector<Node> nodes_;
  std::vector<Connection> connections_;
  std::map<std::pair<NodeIndex, gateway::ConnectionId>, Place> places_;
  std::map<gateway::Endpoint, NodeIndex> listeners_;
  std::map<gateway::Endpoint, NodeIndex> datagram_sockets_;
  std::vector<gateway::SendDatagram> datagrams_;
  std::uint64_t transmissions_ = 0;
  std::uint16_t next_port_ = 40001;
};

}  // namespace harness
