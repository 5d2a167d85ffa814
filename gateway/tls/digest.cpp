#include "gateway/tls/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <array>

namespace gateway {
namespace {

const unsigned char* octets_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

template <std::size_t Size>
std::string to_octets(const std::array<unsigned char, Size>& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

std::string sha1(std::string_view octets) {
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(octets_of(octets), octets.size(), digest.data());
  return to_octets(digest);
}

std::string sha256(std::string_view octets) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(octets_of(octets), octets.size(), digest.data());
  return to_octets(digest);
}

std::string hmac_sha256(std::string_view key, std::string_view octets) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  unsigned int length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), octets_of(octets), octets.size(),
       digest.data(), &length);
  return to_octets(digest);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace gateway
