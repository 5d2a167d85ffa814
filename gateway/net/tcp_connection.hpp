// One TCP connection over Asio with the meaning gateway/base/io.hpp gives to its events and orders.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "gateway/base/io.hpp"

namespace gateway::net {

enum class EndReason : std::uint8_t {
  Finished,  // both directions, in good order
  Reset,     // by the peer or the network
  Aborted,   // by us, as ordered
  Overflow,  // by us: the peer does not read, and more waits than may
  Lingered,  // by us: Finish was ordered, and the peer did not finish in time
};

struct ConnectionLimits {
  std::chrono::steady_clock::duration connect_timeout = std::chrono::seconds(10);
  /// From Finish to the end of the connection. A guard behind the machine's own, shorter, wait.
  std::chrono::steady_clock::duration linger_timeout = std::chrono::seconds(30);
  std::size_t send_buffer_bytes_max = 4194304;
};

/// Called by the io_context, never from inside a method of the connection. After connect_failed or
/// ended, which come once, nothing else does.
struct ConnectionHandlers {
  std::function<void()> connected;
  std::function<void(ConnectError error)> connect_failed;
  std::function<void(std::string bytes)> received;  // at most 16 KiB
  std::function<void()> peer_finished;
  std::function<void(EndReason reason)> ended;
};

class TcpConnection : public std::enable_shared_from_this<TcpConnection> {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  /// An accepted socket; reads at once.
  static std::shared_ptr<TcpConnection> accepted(Socket socket, ConnectionLimits limits,
                                                 ConnectionHandlers handlers);
  /// Starts to connect; send() and finish() may be called before `connected`.
  static std::shared_ptr<TcpConnection> connect(boost::asio::io_context& io, const Endpoint& peer,
                                                ConnectionLimits limits,
                                                ConnectionHandlers handlers);

  /// Kept and written in one piece with what else is ordered in the same turn of the io_context.
  /// Dropped after finish() or when the connection is closed.
  void send(std::string_view bytes);
  void finish();
  void abort();
  /// Like abort(), but says nothing any more: the owner goes away.
  void detach();

  std::size_t buffered_bytes() const { return waiting_.size() + writing_.size(); }

 private:
  TcpConnection(Socket socket, ConnectionLimits limits, ConnectionHandlers handlers);
  void open();
  void on_connected(const boost::system::error_code& error);
  void fail_connect(ConnectError error);
  void wait_for_octets();
  void on_readable();
  void acknowledge_quickly();
  void schedule_flush();
  void flush();
  void on_written(const boost::system::error_code& error);
  void send_fin_if_due();
  void start_linger();
  void arm_timer(std::chrono::steady_clock::duration wait, std::function<void()> expired);
  void drop(EndReason reason);
  void close(EndReason reason);
  void close_socket(EndReason reason);
  void tell_end(EndReason reason);

  enum class State : std::uint8_t { Connecting, Open, Closed };

  Socket socket_;
  boost::asio::steady_timer timer_;  // connect_timeout, later linger_timeout
  ConnectionLimits limits_;
  ConnectionHandlers handlers_;
  State state_ = State::Connecting;
  std::string waiting_;  // ordered, not yet given to Asio
  std::string writing_;  // Asio's until on_written()
  bool flush_scheduled_ = false;
  bool finish_ordered_ = false;
  bool fin_sent_ = false;
  bool fin_received_ = false;
  int quick_acks_left_;
};

}  // namespace gateway::net
