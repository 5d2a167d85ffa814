#include "gateway/net/udp_socket.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <utility>

#include "gateway/net/asio_address.hpp"

namespace gateway::net {

namespace {

namespace asio = boost::asio;
using asio::ip::udp;
using boost::system::error_code;

udp::endpoint udp_endpoint(const Endpoint& endpoint) {
  const asio::ip::tcp::endpoint same = to_asio(endpoint);
  return {same.address(), same.port()};
}

Endpoint from_udp(const udp::endpoint& endpoint) {
  return from_asio({endpoint.address(), endpoint.port()});
}

}  // namespace

UdpSocket::UdpSocket(asio::io_context& io, Received received)
    : socket_(io), received_(std::move(received)) {}

Result<std::shared_ptr<UdpSocket>> UdpSocket::bind(asio::io_context& io, const Endpoint& endpoint,
                                                   Received received) {
  std::shared_ptr<UdpSocket> self(new UdpSocket(io, std::move(received)));
  const udp::endpoint where = udp_endpoint(endpoint);
  error_code error;
  self->socket_.open(where.protocol(), error);
  if (!error && where.address().is_v6()) self->socket_.set_option(asio::ip::v6_only(true), error);
  if (!error) self->socket_.bind(where, error);
  if (!error) self->socket_.non_blocking(true, error);
  const udp::endpoint bound = error ? where : self->socket_.local_endpoint(error);
  if (error) {
    return make_error("listen-failed",
                      "cannot bind the UDP socket " + to_string(endpoint) + ": " + error.message());
  }
  self->local_ = from_udp(bound);
  self->receive();
  return self;
}

void UdpSocket::send(const Endpoint& peer, std::string_view bytes) {
  error_code lost;
  socket_.send_to(asio::buffer(bytes.data(), bytes.size()), udp_endpoint(peer), 0, lost);
}

void UdpSocket::close() {
  error_code ignored;
  socket_.close(ignored);
}

// An error of one datagram (the ICMP answer to an earlier one, as a rule) ends nothing.
void UdpSocket::receive() {
  socket_.async_receive_from(
      asio::buffer(buffer_), peer_,
      [self = shared_from_this()](const error_code& error, std::size_t size) {
        if (!self->socket_.is_open() || error == asio::error::operation_aborted) return;
        std::string bytes = error ? std::string() : std::string(self->buffer_.data(), size);
        const Endpoint peer = error ? Endpoint{} : from_udp(self->peer_);
        self->receive();
        if (!error) self->received_(std::move(bytes), peer);
      });
}

}  // namespace gateway::net
