// One TCP connection over Asio; source: gateway/base/io.hpp, RFC 9293 3.6 (closing), tcp(7).

#include "gateway/net/tcp_connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "gateway/net/asio_address.hpp"

namespace gateway::net {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kReadBytesMax = 16384;

// A negotiation takes fewer reads than this. Peers that leave Nagle's algorithm on stall for 40 ms
// a step if our acknowledgement is delayed; a stream in use can bear the delay.
constexpr int kQuickAcknowledgements = 32;

ConnectError connect_error_of(const error_code& error) {
  if (error == asio::error::connection_refused) return ConnectError::Refused;
  if (error == asio::error::timed_out) return ConnectError::TimedOut;
  if (error == asio::error::network_unreachable || error == asio::error::host_unreachable) {
    return ConnectError::Unreachable;
  }
  return ConnectError::Other;
}

}  // namespace

TcpConnection::TcpConnection(Socket socket, ConnectionLimits limits, ConnectionHandlers handlers)
    : socket_(std::move(socket)),
      timer_(socket_.get_executor()),
      limits_(limits),
      handlers_(std::move(handlers)),
      quick_acks_left_(kQuickAcknowledgements) {}

std::shared_ptr<TcpConnection> TcpConnection::accepted(Socket socket, ConnectionLimits limits,
                                                       ConnectionHandlers handlers) {
  std::shared_ptr<TcpConnection> connection(
      new TcpConnection(std::move(socket), limits, std::move(handlers)));
  connection->open();
  return connection;
}

std::shared_ptr<TcpConnection> TcpConnection::connect(asio::io_context& io, const Endpoint& peer,
                                                      ConnectionLimits limits,
                                                      ConnectionHandlers handlers) {
  std::shared_ptr<TcpConnection> connection(
      new TcpConnection(Socket(io), limits, std::move(handlers)));
  connection->arm_timer(limits.connect_timeout,
                        [raw = connection.get()] { raw->fail_connect(ConnectError::TimedOut); });
  connection->socket_.async_connect(
      to_asio(peer), [connection](const error_code& error) { connection->on_connected(error); });
  return connection;
}

void TcpConnection::on_connected(const error_code& error) {
  if (state_ != State::Connecting) return;
  if (error) return fail_connect(connect_error_of(error));
  timer_.cancel();
  open();
  if (state_ == State::Open && handlers_.connected) handlers_.connected();
}

void TcpConnection::fail_connect(ConnectError error) {
  if (state_ != State::Connecting) return;
  state_ = State::Closed;
  timer_.cancel();
  error_code ignored;
  socket_.close(ignored);
  const ConnectionHandlers handlers = std::exchange(handlers_, {});
  if (handlers.connect_failed) handlers.connect_failed(error);
}

void TcpConnection::open() {
  state_ = State::Open;
  error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  acknowledge_quickly();
  wait_for_octets();
  if (finish_ordered_) start_linger();
  schedule_flush();
}

// Waiting for readiness instead of reading into a buffer: an idle connection owns no buffer.
void TcpConnection::wait_for_octets() {
  socket_.async_wait(Socket::wait_read, [self = shared_from_this()](const error_code& error) {
    if (self->state_ != State::Open) return;
    if (error) return self->close(EndReason::Reset);
    self->on_readable();
  });
}

void TcpConnection::on_readable() {
  std::array<char, kReadBytesMax> buffer;
  error_code error;
  const std::size_t count = socket_.read_some(asio::buffer(buffer), error);
  if (error == asio::error::would_block || error == asio::error::interrupted) {
    return wait_for_octets();
  }
  if (error == asio::error::eof) {
    fin_received_ = true;
    if (fin_sent_) return close(EndReason::Finished);
    if (handlers_.peer_finished) handlers_.peer_finished();
    return;
  }
  if (error) return close(EndReason::Reset);
  acknowledge_quickly();
  wait_for_octets();
  if (handlers_.received) handlers_.received(std::string(buffer.data(), count));
}

void TcpConnection::acknowledge_quickly() {
  if (quick_acks_left_ == 0) return;
  --quick_acks_left_;  // the kernel falls back by itself, so this is asked for at every read
  const int on = 1;
  ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

void TcpConnection::send(std::string_view bytes) {
  if (state_ == State::Closed || finish_ordered_ || bytes.empty()) return;
  if (buffered_bytes() + bytes.size() > limits_.send_buffer_bytes_max) {
    return drop(EndReason::Overflow);
  }
  waiting_.append(bytes);
  schedule_flush();
}

void TcpConnection::finish() {
  if (state_ == State::Closed || finish_ordered_) return;
  finish_ordered_ = true;
  if (state_ == State::Connecting) return;  // connect_timeout still holds; open() goes on
  start_linger();
  schedule_flush();
}

void TcpConnection::schedule_flush() {
  if (state_ != State::Open || flush_scheduled_ || !writing_.empty()) return;
  flush_scheduled_ = true;
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    self->flush_scheduled_ = false;
    self->flush();
  });
}

void TcpConnection::flush() {
  if (state_ != State::Open || !writing_.empty()) return;
  if (waiting_.empty()) return send_fin_if_due();
  std::swap(writing_, waiting_);
  asio::async_write(socket_, asio::buffer(writing_),
                    [self = shared_from_this()](const error_code& error, std::size_t) {
                      self->on_written(error);
                    });
}

void TcpConnection::on_written(const error_code& error) {
  // An idle connection keeps no buffer either.
  writing_ = std::string();
  if (state_ != State::Open) return;
  if (error) return close(EndReason::Reset);
  flush();
}

void TcpConnection::send_fin_if_due() {
  if (!finish_ordered_ || fin_sent_) return;
  fin_sent_ = true;
  error_code error;
  socket_.shutdown(Socket::shutdown_send, error);
  if (error) return close(EndReason::Reset);
  if (fin_received_) return close(EndReason::Finished);
}

void TcpConnection::abort() { drop(EndReason::Aborted); }

void TcpConnection::detach() {
  handlers_ = {};
  close(EndReason::Aborted);
}

// Closes at once and says so in a later turn: orders never call back into their giver.
void TcpConnection::drop(EndReason reason) {
  if (state_ == State::Closed) return;
  close_socket(reason);
  asio::post(socket_.get_executor(),
             [self = shared_from_this(), reason] { self->tell_end(reason); });
}

void TcpConnection::close(EndReason reason) {
  if (state_ == State::Closed) return;
  close_socket(reason);
  tell_end(reason);
}

void TcpConnection::close_socket(EndReason reason) {
  state_ = State::Closed;
  timer_.cancel();
  waiting_ = std::string();
  error_code ignored;
  if (reason != EndReason::Finished) {
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);  // RST instead of FIN
  }
  socket_.close(ignored);
}

void TcpConnection::tell_end(EndReason reason) {
  const ConnectionHandlers handlers = std::exchange(handlers_, {});
  if (handlers.ended) handlers.ended(reason);
}

void TcpConnection::start_linger() {
  arm_timer(limits_.linger_timeout, [this] { close(EndReason::Lingered); });
}

void TcpConnection::arm_timer(std::chrono::steady_clock::duration wait,
                              std::function<void()> expired) {
  timer_.expires_after(wait);
  timer_.async_wait(
      [self = shared_from_this(), expired = std::move(expired)](const error_code& error) {
        if (!error) expired();
      });
}

}  // namespace gateway::net
