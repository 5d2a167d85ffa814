// One listening socket: hands over what connects, survives what accept(2) may report.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>

#include "gateway/base/address.hpp"
#include "gateway/base/result.hpp"

namespace gateway::net {

/// Called by the io_context. `failed` is for the log: the acceptor pauses and goes on by itself.
struct AcceptorHandlers {
  std::function<void(boost::asio::ip::tcp::socket socket, const Endpoint& peer)> accepted;
  std::function<void(const std::string& reason)> failed;
};

class Acceptor : public std::enable_shared_from_this<Acceptor> {
 public:
  /// Binds and listens at once; an IPv6 endpoint takes IPv6 only.
  /// @return "listen-failed", naming the endpoint and the system's reason
  static Result<std::shared_ptr<Acceptor>> listen(boost::asio::io_context& io,
                                                  const Endpoint& endpoint,
                                                  AcceptorHandlers handlers);
  /// Where it listens; a port given as 0 is the one the system chose.
  const Endpoint& local() const { return local_; }
  /// Stops listening; calls no handler any more.
  void close();

 private:
  Acceptor(boost::asio::io_context& io, AcceptorHandlers handlers);
  void accept();
  void on_accepted(const boost::system::error_code& error);
  void pause();

  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::ip::tcp::socket next_;
  boost::asio::ip::tcp::endpoint next_peer_;
  boost::asio::steady_timer pause_;
  AcceptorHandlers handlers_;
  Endpoint local_;
};

}  // namespace gateway::net
