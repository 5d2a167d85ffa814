// A sip, sips, im or pres URI (RFC 3261 19.1, RFC 3860, RFC 3859), taken apart and decoded: the
// user part and the parameters hold the octets that percent-encoding stood for, checked to be
// UTF-8. Not left to the SIP parser, which decodes into C strings: %00 would cut a name short.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

namespace gateway::sip {

enum class Scheme : std::uint8_t { Sip, Sips, Im, Pres };

struct Parameter {
  std::string name;                  // lower case
  std::optional<std::string> value;  // absent: a bare name, as in ";lr"
  friend bool operator==(const Parameter&, const Parameter&) = default;
};

struct Uri {
  Scheme scheme = Scheme::Sip;
  std::string user;  // empty: none
  std::string host;  // lower case; a literal IPv6 address in brackets
  std::optional<std::uint16_t> port;
  std::vector<Parameter> parameters;

  /// At most 4096 octets. A password or headers are refused: nothing here may carry them.
  /// @return "uri-too-long", "uri-scheme", "uri-syntax", "uri-encoding" (percent-encoding that is
  ///         broken, is not UTF-8 or stands for a control character)
  static Result<Uri> parse(std::string_view text);

  /// As on the wire: what RFC 3261 25.1 reserves in a part is percent-encoded there.
  std::string text() const;
  const Parameter* parameter(std::string_view name) const;

  friend bool operator==(const Uri&, const Uri&) = default;
};

std::string_view to_string(Scheme scheme);

}  // namespace gateway::sip
