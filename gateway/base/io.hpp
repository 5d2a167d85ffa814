// What happens on connections, and what can be ordered of them, as plain values. This is the whole
// seam between a machine (the gateway, a fake) and a world (real sockets, the simulated network).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "gateway/base/address.hpp"

namespace gateway {

/// Names a connection within one machine. The machine numbers the connections it opens
/// (even numbers), the world those it accepts (odd numbers); neither is used twice in a run.
using ConnectionId = std::uint64_t;

enum class ConnectError : std::uint8_t { Refused, TimedOut, Unreachable, Other };

constexpr std::string_view to_string(ConnectError error) {
  switch (error) {
    case ConnectError::Refused:
      return "refused";
    case ConnectError::TimedOut:
      return "timeout";
    case ConnectError::Unreachable:
      return "unreachable";
    case ConnectError::Other:
      return "other";
  }
  return "?";
}

// ---- events: what happened ---------------------------------------------------------------------

/// Somebody connected to `local`, an endpoint this machine listens on.
struct Accepted {
  ConnectionId connection = 0;
  Endpoint local;
  Endpoint peer;
};
struct Connected {
  ConnectionId connection = 0;
};
struct ConnectFailed {
  ConnectionId connection = 0;
  ConnectError error = ConnectError::Other;
};
struct Received {
  ConnectionId connection = 0;
  std::string bytes;
};
/// The peer sent FIN: nothing more comes, our direction is still open.
struct PeerFinished {
  ConnectionId connection = 0;
};
/// The connection is gone (reset, or both directions finished). Its number means nothing any more.
struct ConnectionEnded {
  ConnectionId connection = 0;
};
/// A datagram came to `local`, an endpoint this machine has.
struct DatagramReceived {
  Endpoint local;
  Endpoint peer;
  std::string bytes;
};

// ---- orders: what the world shall do ------------------------------------------------------------

struct Connect {
  ConnectionId connection = 0;
  Endpoint peer;
};
struct Send {
  ConnectionId connection = 0;
  std::string bytes;
};
/// Send FIN once everything ordered before is out; reading goes on until ConnectionEnded.
struct Finish {
  ConnectionId connection = 0;
};
/// Drop the connection at once (RST). ConnectionEnded follows nevertheless.
struct Abort {
  ConnectionId connection = 0;
};
/// From `local`, an endpoint this machine has. It may get lost.
struct SendDatagram {
  Endpoint local;
  Endpoint peer;
  std::string bytes;
};

}  // namespace gateway
