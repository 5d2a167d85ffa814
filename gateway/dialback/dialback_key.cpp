#include "gateway/dialback/dialback_key.hpp"

#include "gateway/base/encoding.hpp"
#include "gateway/tls/digest.hpp"

namespace gateway {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kWhitespace = " \t\r\n";
  const auto first = text.find_first_not_of(kWhitespace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kWhitespace) - first + 1);
}

}  // namespace

std::string dialback_key(std::string_view secret, const DialbackBinding& binding) {
  // The HMAC's key is the 64 hexadecimal digits of the digest, not its 32 octets (XEP-0185 2).
  const std::string key = hex_encode(sha256(secret));
  const std::string text =
      binding.receiving.text() + ' ' + binding.originating.text() + ' ' + binding.stream_id;
  return hex_encode(hmac_sha256(key, text));
}

bool dialback_key_matches(std::string_view secret, const DialbackBinding& binding,
                          std::string_view presented) {
  return equal_in_constant_time(dialback_key(secret, binding), trimmed(presented));
}

}  // namespace gateway
