// Service with a pool: a small SIP client over real datagrams and connections on one side, a
// gateway without users as the partner on the other. Expectations from docs/interworking.md 6
// and 7.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gateway/net/service.hpp"
#include "gateway/net/udp_socket.hpp"
#include "tests/unit/net/loopback.hpp"
#include "tests/unit/net/responder.hpp"

namespace gateway::net {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr unsigned kA = 1, kSrv = 33;

/// What the pool sends and hears, message by message; it answers each request with 200.
class SipClient {
 public:
  virtual ~SipClient() = default;
  virtual void send(const std::string& message) = 0;

  std::string via() const {
    return "Via: SIP/2.0/" + transport + " 127.0.0.1:" + std::to_string(local.port) +
           ";branch=z9hG4bK" + std::to_string(++branches_) + "\r\n";
  }
  void request(const std::string& method, const std::string& to, const std::string& headers,
               const std::string& body) {
    send(method + " sip:" + to + " SIP/2.0\r\n" + via() +
         "Max-Forwards: 70\r\nFrom: <sip:alice@a.example>;tag=" + std::to_string(branches_) +
         "\r\nTo: <sip:" + to + ">\r\nCall-ID: c" + std::to_string(branches_) +
         "@pool\r\nCSeq: 1 " + method + "\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  /// Every header that a response repeats stands in the request (RFC 3261 8.2.6.2).
  void hear(const std::string& message) {
    heard.push_back(message);
    if (message.starts_with("SIP/2.0")) return;
    std::string response = "SIP/2.0 200 OK\r\n";
    std::size_t at = message.find("\r\n") + 2;
    while (at < message.size() && message.compare(at, 2, "\r\n") != 0) {
      const std::size_t end = message.find("\r\n", at) + 2;
      const std::string line = message.substr(at, end - at);
      for (const char* name : {"Via:", "From:", "Call-ID:", "CSeq:"}) {
        if (line.starts_with(name)) response += line;
      }
      if (line.starts_with("To:")) {
        response += line.substr(0, line.size() - 2) + ";tag=pool\r\n";
      }
      at = end;
    }
    send(response + "Content-Length: 0\r\n\r\n");
  }
  std::string last_response() const {
    for (auto each = heard.rbegin(); each != heard.rend(); ++each) {
      if (each->starts_with("SIP/2.0 ") && !each->starts_with("SIP/2.0 1")) return *each;
    }
    return {};
  }
  std::string heard_request(const std::string& method) const {
    for (const std::string& message : heard) {
      if (message.starts_with(method)) return message;
    }
    return {};
  }

  std::string transport;
  Endpoint local;
  std::vector<std::string> heard;

 private:
  mutable int branches_ = 0;
};

class UdpClient final : public SipClient {
 public:
  explicit UdpClient(boost::asio::io_context& io)
      : socket_(
            UdpSocket::bind(io, {kLoopback, 0}, [this](std::string bytes, const Endpoint& peer) {
              peer_ = peer;
              hear(bytes);
            }).value()) {
    transport = "UDP";
    local = socket_->local();
  }
  ~UdpClient() override { socket_->close(); }
  void begin(const Endpoint& gateway) { peer_ = gateway; }
  void send(const std::string& message) override { socket_->send(peer_, message); }

 private:
  std::shared_ptr<UdpSocket> socket_;
  Endpoint peer_;
};

Partner partner(const std::string& domain) {
  return Partner{.domain = Domain::parse(domain).value(),
                 .description = {},
                 .additional_domains = {},
                 .type = PartnerType::Federated,
                 .negotiation = {Tls::NotSupported, Sasl::NotSupported, true},
                 .connection_limit = {},
                 .proxy_fqdn = {}};
}

class ServiceWithPool : public testing::Test {
 protected:
  Configuration configuration(const std::string& ours, const std::string& theirs) {
    Configuration made;
    made.settings.domains = {Domain::parse(ours).value()};
    made.settings.limits.close_timeout = std::chrono::seconds(1);
    made.settings.partners = {partner(theirs)};
    made.listeners = {{ListenerKind::StartTls, {kLoopback, 0}}};
    made.dns_servers = {dns_.endpoint()};
    return made;
  }
  Configuration with_pool(const Endpoint& pool) {
    Configuration made = configuration("a.example", "b.example");
    made.pool = sip::AgentSettings{.host = "localhost",
                                   .local = {kLoopback, 0},
                                   .transport = sip::Transport::Udp,
                                   .pool = pool,
                                   .pool_name = {}};
    made.users = {{Jid::parse("alice@a.example").value(),
                   UserStanding{.access = {.federation = true, .xmpp = true}}}};
    return made;
  }
  void publish(const std::string& domain, const Service& service) {
    const unsigned port = service.listening().at(0).port;
    dns_.zone[question("_xmpp-server._tcp." + domain, kSrv)] = {srv(0, 0, port, "host." + domain)};
    dns_.zone[question("host." + domain, kA)] = {record(kA, std::string("\x7f\0\0\x01", 4))};
  }

  boost::asio::io_context io_;
  Responder dns_{io_};
};

TEST_F(ServiceWithPool, TalksToThePoolByDatagrams) {
  UdpClient pool(io_);
  std::string log;
  ServiceObserver observer;
  observer.log = [&log](const LogEvent& event) { log += event.code + " " + event.text + "\n"; };
  Service ours(io_, with_pool(pool.local), observer);
  std::vector<xml::Element> delivered;
  ServiceObserver of_theirs;
  of_theirs.deliver_stanza = [&](const xml::Element& stanza) { delivered.push_back(stanza); };
  Service theirs(io_, configuration("b.example", "a.example"), of_theirs);
  ASSERT_TRUE(ours.start());
  ASSERT_TRUE(theirs.start());
  publish("a.example", ours);
  publish("b.example", theirs);
  ASSERT_TRUE(ours.listening_for_pool());
  pool.begin(*ours.listening_for_pool());

  pool.request("OPTIONS", "localhost", "", "");
  ASSERT_TRUE(run_until(io_, [&] { return !pool.last_response().empty(); })) << log;
  EXPECT_THAT(pool.last_response(), StartsWith("SIP/2.0 200"));
  pool.heard.clear();

  pool.request("MESSAGE", "romeo@b.example", "Content-Type: text/plain\r\n", "good evening");
  ASSERT_TRUE(run_until(io_, [&] { return !delivered.empty() && !pool.last_response().empty(); }))
      << log;
  EXPECT_THAT(pool.last_response(), StartsWith("SIP/2.0 202"));
  EXPECT_EQ(delivered[0].child("jabber:server", "body")->text(), "good evening");
  EXPECT_EQ(Jid::parse(delivered[0].attribute_or("from", "")).value().bare().text(),
            "alice@a.example");

  xml::Element answer("jabber:server", "message");
  answer.set("from", "romeo@b.example/orchard").set("to", "alice@a.example").set("type", "chat");
  answer.add(xml::Element("jabber:server", "body")).add_text("and to you");
  theirs.send_local(answer);
  ASSERT_TRUE(run_until(io_, [&] { return !pool.heard_request("MESSAGE").empty(); })) << log;
  EXPECT_THAT(pool.heard_request("MESSAGE"), StartsWith("MESSAGE sip:alice@a.example SIP/2.0"));
  EXPECT_THAT(pool.heard_request("MESSAGE"), HasSubstr("and to you"));
}

TEST_F(ServiceWithPool, SaysWhichAddressOfThePoolsIsTaken) {
  UdpClient pool(io_);
  Configuration configured = with_pool({kLoopback, 5060});
  configured.pool->local = pool.local;
  Service service(io_, configured, {});

  const auto started = service.start();

  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, "listen-failed");
  EXPECT_THAT(started.error().what, HasSubstr(to_string(pool.local)));
}

/// Loads nothing.
class Broken final : public Store {
 public:
  Result<StoredState> load() override { return make_error("store-unreadable", "it is broken"); }
  Result<void> commit(const std::vector<StoreChange>&) override { return {}; }
};

TEST_F(ServiceWithPool, DoesNotStartWithoutItsStore) {
  Service service(io_, with_pool({kLoopback, 5060}), {}, std::make_unique<Broken>());

  const auto started = service.start();

  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, "store-unreadable");
}

}  // namespace
}  // namespace gateway::net
