// One listening socket; which errors of accept(2) concern one connection only: its manual page.

#include "gateway/net/acceptor.hpp"

#include <boost/asio/ip/v6_only.hpp>
#include <chrono>
#include <utility>

#include "gateway/net/asio_address.hpp"

namespace gateway::net {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr int kBacklog = 1024;  // a burst beyond it costs its SYNs a second each

// Without descriptors accept() fails at once, again and again; others must close some first.
constexpr std::chrono::milliseconds kPauseAfterError{100};

bool concerns_one_connection(const error_code& error) {
  return error == asio::error::connection_aborted || error == asio::error::interrupted ||
         error == asio::error::would_block;
}

}  // namespace

Acceptor::Acceptor(asio::io_context& io, AcceptorHandlers handlers)
    : acceptor_(io), next_(io), pause_(io), handlers_(std::move(handlers)) {}

Result<std::shared_ptr<Acceptor>> Acceptor::listen(asio::io_context& io, const Endpoint& endpoint,
                                                   AcceptorHandlers handlers) {
  std::shared_ptr<Acceptor> self(new Acceptor(io, std::move(handlers)));
  const tcp::endpoint where = to_asio(endpoint);
  error_code error;
  self->acceptor_.open(where.protocol(), error);
  if (!error) self->acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && where.address().is_v6()) {
    self->acceptor_.set_option(asio::ip::v6_only(true), error);
  }
  if (!error) self->acceptor_.bind(where, error);
  if (!error) self->acceptor_.listen(kBacklog, error);
  const tcp::endpoint bound = error ? where : self->acceptor_.local_endpoint(error);
  if (error) {
    return make_error("listen-failed",
                      "cannot listen on " + to_string(endpoint) + ": " + error.message());
  }
  self->local_ = from_asio(bound);
  self->accept();
  return self;
}

void Acceptor::accept() {
  acceptor_.async_accept(next_, next_peer_, [self = shared_from_this()](const error_code& error) {
    self->on_accepted(error);
  });
}

void Acceptor::on_accepted(const error_code& error) {
  if (!acceptor_.is_open()) return;
  if (concerns_one_connection(error)) return accept();
  if (error) {
    if (handlers_.failed) handlers_.failed(error.message());
    return pause();
  }
  tcp::socket socket = std::exchange(next_, tcp::socket(acceptor_.get_executor()));
  const Endpoint peer = from_asio(next_peer_);
  accept();
  if (handlers_.accepted) handlers_.accepted(std::move(socket), peer);
}

void Acceptor::pause() {
  pause_.expires_after(kPauseAfterError);
  pause_.async_wait([self = shared_from_this()](const error_code& error) {
    if (!error && self->acceptor_.is_open()) self->accept();
  });
}

void Acceptor::close() {
  error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

}  // namespace gateway::net
