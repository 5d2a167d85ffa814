// Sends over a real connection in the pieces a scenario asks for. The network plan's fragmentation
// can be kept for what fakes send: the gateway must then read it so.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/net/tcp_connection.hpp"
#include "harness/world/world.hpp"

namespace harness {

class ChunkedSender : public std::enable_shared_from_this<ChunkedSender> {
 public:
  ChunkedSender(boost::asio::io_context& io, const NetworkPlan& plan)
      : io_(io), timer_(io), latency_(plan.latency), fragmentation_(plan.fragmentation) {}

  /// Before this, what is sent waits.
  void use(std::shared_ptr<gateway::net::TcpConnection> connection);
  void send(std::string_view octets);
  /// FIN behind everything sent so far.
  void finish();
  void abort();
  /// The owner goes away: nothing is called any more.
  void detach();

 private:
  void pump();
  void send_one();
  void finish_if_due();

  boost::asio::io_context& io_;
  boost::asio::steady_timer timer_;  // Coalesced: until what waits is sent
  gateway::Duration latency_;
  Fragmentation fragmentation_;
  std::shared_ptr<gateway::net::TcpConnection> connection_;
  std::string waiting_;
  std::size_t sent_ = 0;  // of `waiting_`
  bool pumping_ = false;
  bool finish_ordered_ = false;
};

}  // namespace harness
