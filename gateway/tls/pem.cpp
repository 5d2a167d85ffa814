// PEM reading by OpenSSL. Its error queue is left empty.
#include "gateway/tls/pem.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <limits>

namespace gateway {
namespace {

BioHandle reader_of(std::string_view text) {
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return nullptr;
  return BioHandle(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

/// Instead of OpenSSL's own callback, which would ask at the terminal.
int no_password(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*user*/) { return -1; }

bool stopped_at_the_end() {
  const unsigned long error = ERR_peek_last_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

}  // namespace

std::optional<CertificateStack> read_certificates(OSSL_LIB_CTX* library, std::string_view pem) {
  CertificateStack stack(sk_X509_new_null());
  const BioHandle bio = reader_of(pem);
  if (!bio || !stack) return std::nullopt;
  ERR_clear_error();
  while (true) {
    X509* certificate = X509_new_ex(library, nullptr);
    if (PEM_read_bio_X509(bio.get(), &certificate, no_password, nullptr) == nullptr) {
      // OpenSSL has freed and nulled a certificate it began to fill, and left alone one it did not.
      X509_free(certificate);
      break;
    }
    if (sk_X509_push(stack.get(), certificate) == 0) {
      X509_free(certificate);
      return std::nullopt;
    }
  }
  const bool complete = stopped_at_the_end();
  ERR_clear_error();
  if (!complete) return std::nullopt;
  return stack;
}

KeyHandle read_private_key(OSSL_LIB_CTX* library, std::string_view pem) {
  const BioHandle bio = reader_of(pem);
  if (!bio) return nullptr;
  KeyHandle key(
      PEM_read_bio_PrivateKey_ex(bio.get(), nullptr, no_password, nullptr, library, nullptr));
  ERR_clear_error();
  return key;
}

}  // namespace gateway
