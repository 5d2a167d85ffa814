// Which octets are UTF-8 (RFC 3629 4): no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gateway::xml {

/// Checks a stream of octets that may be cut anywhere.
class Utf8Checker {
 public:
  /// @return how many octets of `octets` are good; what follows the first bad one is not looked at
  std::size_t accept(std::string_view octets);

  /// No character is left half-read.
  bool complete() const { return missing_ == 0; }

 private:
  bool accept_octet(std::uint8_t octet);
  bool begin(std::uint8_t octet);

  std::uint8_t missing_ = 0;  // continuation octets
  std::uint8_t low_ = 0x80;   // bounds of the next one
  std::uint8_t high_ = 0xbf;
};

/// The length of the character at the beginning of `text`; 0 if it is not UTF-8 or cut short.
std::size_t utf8_character_length(std::string_view text);

}  // namespace gateway::xml
