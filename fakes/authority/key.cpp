// key = hex(HMAC-SHA256(hex(SHA256(secret)), receiving SP originating SP id)); XEP-0185 2.
#include "fakes/authority/key.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "gateway/base/encoding.hpp"

namespace fakes {
namespace {

using Digest = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string hex(const Digest& digest, unsigned int octets) {
  return gateway::hex_encode({reinterpret_cast<const char*>(digest.data()), octets});
}

std::string sha256_hex(std::string_view text) {
  Digest digest{};
  unsigned int octets = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &octets, EVP_sha256(), nullptr);
  return hex(digest, octets);
}

}  // namespace

std::string dialback_key(std::string_view secret, const KeyBinding& binding) {
  const std::string key = sha256_hex(secret);
  std::string text(binding.receiving);
  text.append(" ").append(binding.originating).append(" ").append(binding.stream_id);
  Digest digest{};
  unsigned int octets = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &octets);
  return hex(digest, octets);
}

}  // namespace fakes
