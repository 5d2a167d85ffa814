// An io_context that runs until something is so, and plain sockets on 127.0.0.1, for these tests.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <functional>

#include "gateway/base/address.hpp"

namespace gateway::net {

inline const IpAddress kLoopback{AddressFamily::V4, {127, 0, 0, 1}};

/// @return false if it is not so within two seconds
inline bool run_until(boost::asio::io_context& io, const std::function<bool()>& so,
                      std::chrono::milliseconds limit = std::chrono::seconds(2)) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!so() && std::chrono::steady_clock::now() < end) {
    io.restart();
    io.run_one_for(std::chrono::milliseconds(10));
  }
  return so();
}

inline void run_for(boost::asio::io_context& io, std::chrono::milliseconds time) {
  run_until(
      io, [] { return false; }, time);
}

}  // namespace gateway::net
