// Datagrams over the loopback.
#include "gateway/net/udp_socket.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <string>
#include <vector>

#include "tests/unit/net/loopback.hpp"

namespace gateway::net {
namespace {

struct Side {
  explicit Side(boost::asio::io_context& io, const Endpoint& endpoint = kAnywhere)
      : socket(UdpSocket::bind(io, endpoint, [this](std::string bytes, const Endpoint& peer) {
                 received.push_back(std::move(bytes));
                 last_peer = peer;
               }).value()) {}
  ~Side() { socket->close(); }
  Side(const Side&) = delete;
  Side& operator=(const Side&) = delete;

  static constexpr Endpoint kAnywhere{{AddressFamily::V4, {127, 0, 0, 1}}, 0};
  std::vector<std::string> received;
  Endpoint last_peer;
  std::shared_ptr<UdpSocket> socket;
};

class UdpSocketTest : public testing::Test {
 protected:
  boost::asio::io_context io_;
};

TEST_F(UdpSocketTest, CarriesDatagramsWholeAndTellsWhereTheyComeFrom) {
  Side ours(io_);
  Side theirs(io_);
  const std::string big(60'000, 'x');

  ours.socket->send(theirs.socket->local(), "OPTIONS");
  ours.socket->send(theirs.socket->local(), big);

  ASSERT_TRUE(run_until(io_, [&] { return theirs.received.size() == 2; }));
  EXPECT_EQ(theirs.received[0], "OPTIONS");
  EXPECT_EQ(theirs.received[1], big);
  EXPECT_EQ(theirs.last_peer, ours.socket->local());
  EXPECT_NE(ours.socket->local().port, 0);
}

TEST_F(UdpSocketTest, GoesOnAfterNobodyListened) {
  Side ours(io_);
  Endpoint gone;
  {
    const Side theirs(io_);
    gone = theirs.socket->local();
  }
  ours.socket->send(gone, "lost");  // ICMP says so, and the next receive reports it
  Side others(io_);

  others.socket->send(ours.socket->local(), "hello");

  ASSERT_TRUE(run_until(io_, [&] { return !ours.received.empty(); }));
  EXPECT_EQ(ours.received[0], "hello");
}

TEST_F(UdpSocketTest, SaysThatAnAddressIsTaken) {
  const Side first(io_);

  const auto second =
      UdpSocket::bind(io_, first.socket->local(), [](std::string, const Endpoint&) {});

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "listen-failed");
  EXPECT_NE(second.error().what.find(to_string(first.socket->local())), std::string::npos);
}

TEST_F(UdpSocketTest, CallsNobodyOnceItIsClosed) {
  Side ours(io_);
  Side theirs(io_);
  ours.socket->send(theirs.socket->local(), "late");
  theirs.socket->close();

  EXPECT_FALSE(run_until(
      io_, [&] { return !theirs.received.empty(); }, std::chrono::milliseconds(50)));
}

}  // namespace
}  // namespace gateway::net
