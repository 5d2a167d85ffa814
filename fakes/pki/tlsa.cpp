#include "fakes/pki/tlsa.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>

#include "gateway/tls/openssl_handles.hpp"

namespace fakes {
namespace {

enum Selector : std::uint8_t { WholeCertificate = 0, PublicKey = 1 };
enum MatchingType : std::uint8_t { AsItIs = 0, Sha256 = 1, Sha512 = 2 };

std::string selected(X509* certificate, std::uint8_t selector) {
  unsigned char* der = nullptr;
  int length = -1;
  if (selector == WholeCertificate) length = i2d_X509(certificate, &der);
  if (selector == PublicKey) length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  if (length <= 0) return {};
  std::string octets(reinterpret_cast<const char*>(der), static_cast<std::size_t>(length));
  OPENSSL_free(der);
  return octets;
}

std::string digest(const std::string& octets, const EVP_MD* method) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int length = 0;
  EVP_Digest(octets.data(), octets.size(), out.data(), &length, method, nullptr);
  return {reinterpret_cast<const char*>(out.data()), length};
}

}  // namespace

std::string tlsa_data(const std::string& pem, std::uint8_t selector, std::uint8_t matching_type) {
  const gateway::BioHandle bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const gateway::CertificateHandle certificate(
      PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!certificate) return {};
  const std::string octets = selected(certificate.get(), selector);
  switch (matching_type) {
    case AsItIs:
      return octets;
    case Sha256:
      return digest(octets, EVP_sha256());
    case Sha512:
      return digest(octets, EVP_sha512());
    default:
      return {};
  }
}

}  // namespace fakes
