// Reads SIP messages out of octets, strictly: what the gateway writes must be right, and what is
// not is said, message by message. RFC 3261 7, 18.3, 25.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fakes/pool/sip_message.hpp"

namespace fakes {

struct SipReading {
  std::optional<SipMessage> message;  // nothing: it could not be understood at all
  std::string octets;                 // as they came
  std::vector<std::string> wrong;     // each a sentence with the section that asks otherwise
};

/// One datagram holds one message; without Content-Length it ends with the datagram (18.3).
SipReading read_sip_datagram(std::string octets);

/// The messages of a stream; their ends are where Content-Length says (18.3).
class SipReader {
 public:
  void feed(std::string_view octets) { unread_ += octets; }
  /// The next whole message, or nothing until more is fed. After one that could not be understood
  /// nothing is read any more.
  std::optional<SipReading> next();
  /// Octets that make no whole message yet.
  std::size_t unread() const { return unread_.size(); }

 private:
  std::string unread_;
  bool lost_ = false;
};

}  // namespace fakes
