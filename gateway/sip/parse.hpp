// Octets to SIP messages. The grammar is read by osipparser2 behind this header; sizes, folding,
// the length of the body and what C strings cannot hold are looked at before it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/base/result.hpp"
#include "gateway/sip/message.hpp"

namespace gateway::sip {

struct ParseLimits {
  std::size_t head_bytes_max = 65536;
  std::size_t body_bytes_max = 262144;
};

/// One datagram (RFC 3261 18.3): without Content-Length the body goes to its end, what follows the
/// body is dropped, and a body that is shorter than announced is an error.
/// @return "message-too-large", "message-syntax"
Result<Message> parse_datagram(std::string_view octets, const ParseLimits& limits = {});

/// A stream of messages, cut anywhere. Content-Length is what separates them (RFC 3261 18.3); empty
/// lines between them are keep-alives (RFC 5626 3.5.1).
class StreamFramer {
 public:
  explicit StreamFramer(ParseLimits limits = {}) : limits_(limits) {}

  void append(std::string_view octets) { pending_ += octets; }
  /// The next whole message, or nothing yet. After an error the stream cannot be read on: where the
  /// next message begins is not known.
  Result<std::optional<Message>> next();
  /// Did two empty lines come before or between messages, which ask for one (RFC 5626 4.4.1)? Says
  /// so once for however many.
  bool take_ping() { return std::exchange(pinged_, false); }

 private:
  void skip_line_breaks();

  ParseLimits limits_;
  std::string pending_;
  std::size_t line_break_octets_ = 0;  // since the last message
  bool pinged_ = false;
};

}  // namespace gateway::sip
