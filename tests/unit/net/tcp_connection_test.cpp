// TcpConnection against plain sockets: expectations from gateway/base/io.hpp.

#include "gateway/net/tcp_connection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gateway/net/asio_address.hpp"
#include "tests/unit/net/loopback.hpp"
#include "tests/unit/net/segments.hpp"

namespace gateway::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::ElementsAre;

/// What a connection said, in order; octets are joined.
struct Heard {
  std::vector<std::string> events;
  std::string bytes;
  std::optional<EndReason> ended;

  ConnectionHandlers handlers() {
    ConnectionHandlers handlers;
    handlers.connected = [this] { events.push_back("connected"); };
    handlers.connect_failed = [this](ConnectError error) {
      events.push_back("failed:" + std::string(to_string(error)));
    };
    handlers.received = [this](std::string octets) { bytes += octets; };
    handlers.peer_finished = [this] { events.push_back("peer-finished"); };
    handlers.ended = [this](EndReason reason) {
      events.push_back("ended");
      ended = reason;
    };
    return handlers;
  }
};

class TcpConnectionTest : public testing::Test {
 protected:
  TcpConnectionTest() : acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {}

  Endpoint there() const { return {kLoopback, acceptor_.local_endpoint().port()}; }

  /// A connection of ours to a plain socket, `peer_`.
  std::shared_ptr<TcpConnection> connected(ConnectionLimits limits = {}) {
    auto connection = TcpConnection::connect(io_, there(), limits, heard_.handlers());
    peer_ = acceptor_.accept();
    EXPECT_TRUE(run_until(io_, [this] { return !heard_.events.empty(); }));
    return connection;
  }

  /// What the peer can read without blocking, and how the reading ended.
  std::string peer_reads(boost::system::error_code* end = nullptr) {
    std::string all(65536, '\0');
    boost::system::error_code error;
    peer_.non_blocking(true);
    const std::size_t count = asio::read(peer_, asio::buffer(all), error);
    if (end != nullptr) *end = error;
    all.resize(count);
    return all;
  }

  asio::io_context io_;
  tcp::acceptor acceptor_;
  tcp::socket peer_{io_};
  Heard heard_;
};

TEST_F(TcpConnectionTest, ConnectsAndCarriesOctetsBothWays) {
  const auto connection = connected();

  connection->send("hello");
  asio::write(peer_, asio::buffer("world", 5));

  EXPECT_TRUE(run_until(io_, [this] { return heard_.bytes == "world"; }));
  EXPECT_EQ(peer_reads(), "hello");
  EXPECT_THAT(heard_.events, ElementsAre("connected"));
  connection->detach();
}

TEST_F(TcpConnectionTest, WritesWhatOneTurnOrderedInOnePiece) {
  const auto connection = connected();
  const unsigned before = segments_received(peer_.native_handle());

  for (const char* piece : {"<a/>", "<b/>", "<c/>"}) connection->send(piece);
  run_for(io_, std::chrono::milliseconds(20));

  EXPECT_EQ(segments_received(peer_.native_handle()) - before, 1U);
  EXPECT_EQ(peer_reads(), "<a/><b/><c/>");
  connection->detach();
}

TEST_F(TcpConnectionTest, ReportsARefusedConnect) {
  const Endpoint nobody = there();
  acceptor_.close();

  const auto connection = TcpConnection::connect(io_, nobody, {}, heard_.handlers());

  EXPECT_TRUE(run_until(io_, [this] { return !heard_.events.empty(); }));
  EXPECT_THAT(heard_.events, ElementsAre("failed:refused"));
}

TEST_F(TcpConnectionTest, GivesUpConnectingAfterTheConnectTimeout) {
  acceptor_.listen(0);  // fill the backlog, so that further SYNs stay without an answer
  std::vector<tcp::socket> fillers;
  for (int i = 0; i < 4; ++i) {
    fillers.emplace_back(io_).async_connect(acceptor_.local_endpoint(),
                                            [](const boost::system::error_code&) {});
  }
  run_for(io_, std::chrono::milliseconds(20));

  const auto connection = TcpConnection::connect(
      io_, there(), {.connect_timeout = std::chrono::milliseconds(100)}, heard_.handlers());

  EXPECT_TRUE(run_until(io_, [this] { return !heard_.events.empty(); }));
  EXPECT_THAT(heard_.events, ElementsAre("failed:timeout"));
}

TEST_F(TcpConnectionTest, FinishSendsWhatWaitsAndThenFin) {
  const auto connection = connected();

  connection->send("last words");
  connection->finish();
  run_for(io_, std::chrono::milliseconds(20));

  boost::system::error_code end;
  EXPECT_EQ(peer_reads(&end), "last words");
  EXPECT_EQ(end, asio::error::eof);
  EXPECT_FALSE(heard_.ended);  // reading goes on
  connection->detach();
}

TEST_F(TcpConnectionTest, ReadsOnAfterFinishUntilThePeerFinishes) {
  const auto connection = connected();
  connection->finish();
  run_for(io_, std::chrono::milliseconds(20));

  asio::write(peer_, asio::buffer("still here", 10));
  peer_.close();

  EXPECT_TRUE(run_until(io_, [this] { return heard_.ended.has_value(); }));
  EXPECT_EQ(heard_.bytes, "still here");
  EXPECT_EQ(heard_.ended, EndReason::Finished);
  EXPECT_THAT(heard_.events, ElementsAre("connected", "ended"));
}

TEST_F(TcpConnectionTest, CanStillSendAfterThePeerFinished) {
  const auto connection = connected();
  peer_.shutdown(tcp::socket::shutdown_send);
  EXPECT_TRUE(run_until(io_, [this] { return heard_.events.size() == 2; }));
  EXPECT_THAT(heard_.events, ElementsAre("connected", "peer-finished"));

  connection->send("</stream:stream>");
  connection->finish();

  EXPECT_TRUE(run_until(io_, [this] { return heard_.ended.has_value(); }));
  EXPECT_EQ(heard_.ended, EndReason::Finished);
  boost::system::error_code end;
  EXPECT_EQ(peer_reads(&end), "</stream:stream>");
  EXPECT_EQ(end, asio::error::eof);
}

TEST_F(TcpConnectionTest, AbortResetsAndSaysSoInALaterTurn) {
  const auto connection = connected();

  connection->abort();

  EXPECT_FALSE(heard_.ended);
  EXPECT_TRUE(run_until(io_, [this] { return heard_.ended.has_value(); }));
  EXPECT_EQ(heard_.ended, EndReason::Aborted);
  boost::system::error_code end;
  peer_reads(&end);
  EXPECT_EQ(end, asio::error::connection_reset);
}

TEST_F(TcpConnectionTest, ReportsAResetByThePeerAsTheEnd) {
  const auto connection = connected();

  peer_.set_option(asio::socket_base::linger(true, 0));
  peer_.close();

  EXPECT_TRUE(run_until(io_, [this] { return heard_.ended.has_value(); }));
  EXPECT_EQ(heard_.ended, EndReason::Reset);
  EXPECT_THAT(heard_.events, ElementsAre("connected", "ended"));
}

TEST_F(TcpConnectionTest, DropsAPeerThatDoesNotReadWhenTooMuchWaits) {
  const auto connection = connected({.send_buffer_bytes_max = 1000});

  connection->send(std::string(900, 'x'));
  EXPECT_FALSE(heard_.ended);
  connection->send(std::string(101, 'x'));

  EXPECT_TRUE(run_until(io_, [this] { return heard_.ended.has_value(); }));
  EXPECT_EQ(heard_.ended, EndReason::Overflow);
  EXPECT_EQ(connection->buffered_bytes(), 0U);
}

TEST_F(TcpConnectionTest, DoesNotWaitForEverForThePeersFin) {
  const auto connection = connected({.linger_timeout = std::chrono::milliseconds(50)});

  connection->finish();

  EXPECT_TRUE(run_until(io_, [this] { return heard_.ended.has_value(); }));
  EXPECT_EQ(heard_.ended, EndReason::Lingered);
}

TEST_F(TcpConnectionTest, SaysNothingAfterDetach) {
  const auto connection = connected();

  connection->abort();
  connection->detach();
  run_for(io_, std::chrono::milliseconds(20));

  EXPECT_THAT(heard_.events, ElementsAre("connected"));
}

TEST_F(TcpConnectionTest, CarriesMoreThanSocketBuffersHold) {
  const auto connection = connected({.send_buffer_bytes_max = 16777216});
  const std::string much(8000000, 'y');

  connection->send(much);
  connection->finish();

  std::string got;
  peer_.non_blocking(true);
  const bool all = run_until(io_, [&] {
    std::string some(65536, '\0');
    boost::system::error_code error;
    some.resize(peer_.read_some(asio::buffer(some), error));
    got += some;
    return error == asio::error::eof;
  });
  EXPECT_TRUE(all);
  EXPECT_EQ(got.size(), much.size());
  connection->detach();
}

}  // namespace
}  // namespace gateway::net
