// The table of RFC 3629 4 as bounds for the octet after the first.
#include "gateway/xml/utf8.hpp"

namespace gateway::xml {

std::size_t Utf8Checker::accept(std::string_view octets) {
  for (std::size_t i = 0; i < octets.size(); ++i) {
    if (!accept_octet(static_cast<std::uint8_t>(octets[i]))) return i;
  }
  return octets.size();
}

bool Utf8Checker::accept_octet(std::uint8_t octet) {
  if (missing_ == 0) return begin(octet);
  if (octet < low_ || octet > high_) return false;
  low_ = 0x80;
  high_ = 0xbf;
  --missing_;
  return true;
}

bool Utf8Checker::begin(std::uint8_t octet) {
  if (octet < 0x80) return true;
  if (octet < 0xc2 || octet > 0xf4) return false;
  missing_ = octet < 0xe0 ? 1 : octet < 0xf0 ? 2 : 3;
  if (octet == 0xe0) low_ = 0xa0;   // shorter forms exist
  if (octet == 0xed) high_ = 0x9f;  // surrogates
  if (octet == 0xf0) low_ = 0x90;   // shorter forms exist
  if (octet == 0xf4) high_ = 0x8f;  // above U+10FFFF
  return true;
}

std::size_t utf8_character_length(std::string_view text) {
  Utf8Checker checker;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (checker.accept(text.substr(i, 1)) == 0) return 0;
    if (checker.complete()) return i + 1;
  }
  return 0;
}

}  // namespace gateway::xml
