// Acceptor: binding, handing over, and errors of accept(2).

#include "gateway/net/acceptor.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <optional>
#include <vector>

#include "gateway/net/asio_address.hpp"
#include "tests/unit/net/loopback.hpp"

namespace gateway::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

TEST(Acceptor, HandsOverWhatConnects) {
  asio::io_context io;
  std::optional<Endpoint> peer;
  const auto acceptor = Acceptor::listen(
      io, {kLoopback, 0},
      {.accepted = [&](tcp::socket, const Endpoint& from) { peer = from; }, .failed = {}});
  ASSERT_TRUE(acceptor.has_value());
  ASSERT_NE(acceptor.value()->local().port, 0);

  tcp::socket client(io);
  client.connect(to_asio(acceptor.value()->local()));

  EXPECT_TRUE(run_until(io, [&] { return peer.has_value(); }));
  EXPECT_EQ(peer, from_asio(client.local_endpoint()));
}

TEST(Acceptor, NamesTheEndpointItCannotListenOn) {
  asio::io_context io;
  const auto first = Acceptor::listen(io, {kLoopback, 0}, {});
  ASSERT_TRUE(first.has_value());

  const auto second = Acceptor::listen(io, first.value()->local(), {});

  ASSERT_TRUE(second.has_error());
  EXPECT_EQ(second.error().code, "listen-failed");
  EXPECT_NE(second.error().what.find(to_string(first.value()->local())), std::string::npos);
}

TEST(Acceptor, RefusesConnectionsOnceClosed) {
  asio::io_context io;
  const auto acceptor = Acceptor::listen(io, {kLoopback, 0}, {});
  ASSERT_TRUE(acceptor.has_value());

  acceptor.value()->close();

  tcp::socket client(io);
  boost::system::error_code error;
  client.connect(to_asio(acceptor.value()->local()), error);
  EXPECT_EQ(error, asio::error::connection_refused);
}

TEST(Acceptor, GoesOnAfterTheProcessRanOutOfDescriptors) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "UBSan probes memory through a pipe, and this test leaves it no descriptor";
#endif
  asio::io_context io;
  int accepted = 0;
  int failed = 0;
  const auto acceptor =
      Acceptor::listen(io, {kLoopback, 0},
                       {.accepted = [&](tcp::socket, const Endpoint&) { ++accepted; },
                        .failed = [&](const std::string&) { ++failed; }});
  ASSERT_TRUE(acceptor.has_value());
  tcp::socket client(io);
  client.connect(to_asio(acceptor.value()->local()));
  rlimit usual{};
  ::getrlimit(RLIMIT_NOFILE, &usual);
  rlimit none = usual;
  none.rlim_cur = static_cast<rlim_t>(client.native_handle());  // the next descriptor is too high

  ::setrlimit(RLIMIT_NOFILE, &none);
  run_until(io, [&] { return failed > 0; });
  run_for(io, std::chrono::milliseconds(50));
  const int failures_within_a_pause = failed;
  ::setrlimit(RLIMIT_NOFILE, &usual);

  EXPECT_EQ(failures_within_a_pause, 1);
  EXPECT_TRUE(run_until(io, [&] { return accepted == 1; }));
}

}  // namespace
}  // namespace gateway::net
