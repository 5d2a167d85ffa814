// One UDP socket: datagrams in and out, each whole or not at all (RFC 3261 18).
#pragma once

#include <array>
#include <boost/asio/ip/udp.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/base/address.hpp"
#include "gateway/base/result.hpp"

namespace gateway::net {

class UdpSocket : public std::enable_shared_from_this<UdpSocket> {
 public:
  /// Called by the io_context, never from inside a method of the socket.
  using Received = std::function<void(std::string bytes, const Endpoint& peer)>;

  /// Binds at once; an IPv6 endpoint takes IPv6 only.
  /// @return "listen-failed", naming the endpoint and the system's reason
  static Result<std::shared_ptr<UdpSocket>> bind(boost::asio::io_context& io,
                                                 const Endpoint& endpoint, Received received);
  /// Where it is bound; a port given as 0 is the one the system chose.
  const Endpoint& local() const { return local_; }
  /// Sends at once, or loses it: UDP promises nothing, whoever wants certainty sends again.
  void send(const Endpoint& peer, std::string_view bytes);
  /// Calls no handler any more.
  void close();

 private:
  explicit UdpSocket(boost::asio::io_context& io, Received received);
  void receive();

  boost::asio::ip::udp::socket socket_;
  boost::asio::ip::udp::endpoint peer_;
  std::array<char, 65536> buffer_;
  Received received_;
  Endpoint local_;
};

}  // namespace gateway::net
