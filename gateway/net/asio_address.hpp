// Our addresses as Asio's and back. For gateway/net and other owners of real sockets.
#pragma once

#include <boost/asio/ip/tcp.hpp>

#include "gateway/base/address.hpp"

namespace gateway::net {

boost::asio::ip::tcp::endpoint to_asio(const Endpoint& endpoint);
/// IPv4-mapped IPv6 addresses become IPv4.
Endpoint from_asio(const boost::asio::ip::tcp::endpoint& endpoint);

}  // namespace gateway::net
