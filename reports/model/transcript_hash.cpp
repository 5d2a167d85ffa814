// The hash of a transcript: two runs are the same run exactly if their hashes are equal.
#include <openssl/evp.h>

#include <array>
#include <memory>

#include "gateway/base/encoding.hpp"
#include "reports/model/transcript.hpp"

namespace reports {
namespace {

using Digest = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

void append_number(std::string& octets, std::uint64_t number) {
  for (int shift = 0; shift < 64; shift += 8) octets.push_back(static_cast<char>(number >> shift));
}

// Lengths before strings: moving an octet from one field to the next must change the hash.
void append_fields(std::string& octets, const Entry& entry) {
  append_number(octets, static_cast<std::uint64_t>(entry.at_us));
  octets.push_back(static_cast<char>(entry.kind));
  octets.push_back(entry.protected_by_tls ? '\1' : '\0');
  append_number(octets, entry.connection);
  append_number(octets, entry.node.size());
  octets += entry.node;
  append_number(octets, entry.text.size());
  octets += entry.text;
}

}  // namespace

std::string hash_of(const Transcript& transcript) {
  const Digest digest(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  if (!digest || EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) != 1) return {};
  std::string octets;
  for (const Entry& entry : transcript.entries) {
    octets.clear();
    append_fields(octets, entry);
    EVP_DigestUpdate(digest.get(), octets.data(), octets.size());
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  unsigned int length = 0;
  EVP_DigestFinal_ex(digest.get(), sum.data(), &length);
  return gateway::hex_encode({reinterpret_cast<const char*>(sum.data()), length});
}

}  // namespace reports
