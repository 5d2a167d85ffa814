// One fake on real sockets: what happens on them becomes its events, its orders are carried out.
// The gateway's side of a connection is written into the transcript from here as well: nobody else
// sees its octets.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fakes/actor.hpp"
#include "gateway/net/acceptor.hpp"
#include "gateway/net/tcp_connection.hpp"
#include "gateway/net/udp_socket.hpp"
#include "harness/real/chunked_sender.hpp"
#include "harness/real/surroundings.hpp"

namespace harness {

class FakeHost {
 public:
  /// `around` must outlive the host. `index` gives a fake that listens nowhere an address.
  FakeHost(Surroundings& around, std::string name, std::unique_ptr<fakes::Actor> actor,
           std::size_t index);
  ~FakeHost();
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  /// Listens wherever the actor says. @return "listen-failed"
  gateway::Result<void> start();
  void handle(const fakes::Event& event);

  const std::string& name() const { return name_; }
  bool settled() const { return actor_->settled(); }
  std::size_t open_connections() const { return links_.size(); }

 private:
  struct Link {
    std::uint32_t number = 0;
    bool with_gateway = false;
    bool peer_finished = false;
    bool finish_sent = false;
    std::shared_ptr<ChunkedSender> sender;
    std::shared_ptr<boost::asio::ip::tcp::socket> connecting;
  };

  gateway::Result<void> bind_datagrams(const gateway::Endpoint& endpoint);
  void on_datagram(const gateway::Endpoint& local, const gateway::Endpoint& peer,
                   std::string octets);
  void on_accepted(const gateway::Endpoint& listener, boost::asio::ip::tcp::socket socket,
                   const gateway::Endpoint& peer);
  void on_connected(gateway::ConnectionId id, const gateway::Endpoint& peer,
                    const gateway::Endpoint& source, const boost::system::error_code& error);
  void on_received(gateway::ConnectionId id, std::string octets);
  void on_peer_finished(gateway::ConnectionId id);
  void on_ended(gateway::ConnectionId id, gateway::net::EndReason reason);
  void fail_connect(gateway::ConnectionId id, gateway::ConnectError error);
  void end(gateway::ConnectionId id);
  gateway::net::ConnectionHandlers handlers_for(gateway::ConnectionId id);
  gateway::net::ConnectionLimits limits() const;

  void carry_out(const gateway::Connect& order);
  void carry_out(gateway::Send& order);
  void carry_out(const gateway::Finish& order);
  void carry_out(const gateway::Abort& order);
  void carry_out(gateway::SendDatagram& order);
  void carry_out(const gateway::DnsQuestion& question);
  void carry_out(fakes::Observed& seen);
  void after(gateway::Duration wait, std::function<void()> then);
  void arm_deadline();
  void record(reports::EntryKind kind, const std::string& node, std::string text,
              std::uint32_t number);

  Surroundings& around_;
  std::string name_;
  std::unique_ptr<fakes::Actor> actor_;
  gateway::IpAddress address_;  // where its connections come from; the scenario's
  std::vector<std::shared_ptr<gateway::net::Acceptor>> acceptors_;
  std::map<gateway::Endpoint, std::shared_ptr<gateway::net::UdpSocket>> sockets_;
  std::map<gateway::ConnectionId, Link> links_;
  std::map<gateway::ConnectionId, std::uint32_t> numbers_;  // of past connections too
  gateway::ConnectionId next_accepted_ = 1;
  boost::asio::steady_timer timer_;
  std::optional<gateway::Instant> armed_;
};

}  // namespace harness
