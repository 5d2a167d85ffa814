// Handlers hold the sockets alive; `closed` tells them that the server is gone.
#include "harness/real/dns_server.hpp"

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <string>
#include <utility>

#include "gateway/net/asio_address.hpp"
#include "harness/real/dns_message.hpp"

namespace harness {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::ip::udp;
using boost::system::error_code;

constexpr int kBindTries = 20;  // the port must be free for UDP and TCP alike

// RFC 1035 4.2.2: two octets of length before each message.
std::string framed(std::string message) {
  const auto size = static_cast<std::uint16_t>(message.size());
  message.insert(message.begin(),
                 {static_cast<char>(size >> 8), static_cast<char>(size & 0xff)});
  return message;
}

struct TcpClient {
  explicit TcpClient(tcp::socket accepted) : socket(std::move(accepted)) {}
  tcp::socket socket;
  std::array<unsigned char, 2> length{};
  std::string message;
};

}  // namespace

struct DnsServer::Sockets : std::enable_shared_from_this<Sockets> {
  Sockets(asio::io_context& context, DnsAnswering how)
      : io(context), datagrams(context), acceptor(context), answering(std::move(how)) {}

  using Reply = std::function<void(std::string message)>;
  enum class Transport : std::uint8_t { Udp, Tcp };

  error_code bind(const gateway::IpAddress& address);
  void receive();
  void accept();
  void read_length(const std::shared_ptr<TcpClient>& client);
  void read_message(const std::shared_ptr<TcpClient>& client);
  void on_query(std::string_view octets, Transport transport, Reply reply);

  asio::io_context& io;
  udp::socket datagrams;
  tcp::acceptor acceptor;
  DnsAnswering answering;
  std::array<char, 4096> buffer{};
  udp::endpoint sender;
  bool closed = false;
};

error_code DnsServer::Sockets::bind(const gateway::IpAddress& address) {
  const tcp::endpoint any = gateway::net::to_asio(gateway::Endpoint{address, 0});
  error_code error;
  for (int i = 0; i < kBindTries; ++i) {
    datagrams = udp::socket(io);
    acceptor = tcp::acceptor(io);
    datagrams.open(any.address().is_v4() ? udp::v4() : udp::v6(), error);
    if (!error) datagrams.bind(udp::endpoint(any.address(), 0), error);
    if (error) return error;
    const std::uint16_t port = datagrams.local_endpoint(error).port();
    acceptor.open(any.protocol(), error);
    if (!error) acceptor.bind(tcp::endpoint(any.address(), port), error);
    if (!error) acceptor.listen(16, error);
    if (!error) return error;
  }
  return error;
}

void DnsServer::Sockets::receive() {
  datagrams.async_receive_from(
      asio::buffer(buffer), sender,
      [self = shared_from_this()](const error_code& error, std::size_t size) {
        if (self->closed || error == asio::error::operation_aborted) return;
        if (!error) {
          self->on_query({self->buffer.data(), size}, Transport::Udp,
                         [self, to = self->sender](const std::string& message) {
                           error_code ignored;
                           self->datagrams.send_to(asio::buffer(message), to, 0, ignored);
                         });
        }
        self->receive();
      });
}

void DnsServer::Sockets::accept() {
  acceptor.async_accept([self = shared_from_this()](const error_code& error, tcp::socket socket) {
    if (self->closed || error == asio::error::operation_aborted) return;
    if (!error) self->read_length(std::make_shared<TcpClient>(std::move(socket)));
    self->accept();
  });
}

void DnsServer::Sockets::read_length(const std::shared_ptr<TcpClient>& client) {
  asio::async_read(client->socket, asio::buffer(client->length),
                   [self = shared_from_this(), client](const error_code& error, std::size_t) {
                     if (error || self->closed) return;
                     client->message.resize(
                         static_cast<std::size_t>(client->length[0] << 8 | client->length[1]));
                     self->read_message(client);
                   });
}

void DnsServer::Sockets::read_message(const std::shared_ptr<TcpClient>& client) {
  asio::async_read(client->socket, asio::buffer(client->message),
                   [self = shared_from_this(), client](const error_code& error, std::size_t) {
                     if (error || self->closed) return;
                     self->on_query(client->message, Transport::Tcp,
                                    [client](std::string message) {
                                      error_code ignored;
                                      asio::write(client->socket,
                                                  asio::buffer(framed(std::move(message))),
                                                  ignored);
                                    });
                     self->read_length(client);
                   });
}

void DnsServer::Sockets::on_query(std::string_view octets, Transport transport, Reply reply) {
  const auto query = read_query(octets);
  if (!query) return;
  if (!query->question) return reply(write_answer(*query, {}, Truncation::None));
  const gateway::DnsQuestion& question = *query->question;
  if (transport == Transport::Udp && answering.truncates(question)) {
    return reply(write_answer(*query, {}, Truncation::Truncated));
  }
  const fakes::TimedAnswer timed = answering.answer(question);
  if (!timed.answers) return;
  std::string message = write_answer(*query, timed.answer, Truncation::None);
  if (timed.delay <= gateway::Duration(0)) return reply(std::move(message));
  const auto timer = std::make_shared<asio::steady_timer>(io, timed.delay);
  timer->async_wait([self = shared_from_this(), timer, message = std::move(message),
                     reply = std::move(reply)](const error_code& error) {
    if (!error && !self->closed) reply(message);
  });
}

DnsServer::DnsServer(std::shared_ptr<Sockets> sockets) : sockets_(std::move(sockets)) {}

DnsServer::~DnsServer() {
  error_code ignored;
  sockets_->closed = true;
  sockets_->datagrams.close(ignored);
  sockets_->acceptor.close(ignored);
}

gateway::Result<std::unique_ptr<DnsServer>> DnsServer::start(asio::io_context& io,
                                                             const gateway::IpAddress& address,
                                                             DnsAnswering answering) {
  auto sockets = std::make_shared<Sockets>(io, std::move(answering));
  if (const error_code error = sockets->bind(address)) {
    return gateway::make_error("dns-listen-failed", "cannot serve DNS at " + to_string(address) +
                                                        ": " + error.message());
  }
  sockets->receive();
  sockets->accept();
  return std::unique_ptr<DnsServer>(new DnsServer(std::move(sockets)));
}

gateway::Endpoint DnsServer::endpoint() const {
  error_code ignored;
  return gateway::net::from_asio(sockets_->acceptor.local_endpoint(ignored));
}

}  // namespace harness
