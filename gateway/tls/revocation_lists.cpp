// See revocation_lists.hpp. Which list is for which certificate is OpenSSL's business.
#include "gateway/tls/revocation_lists.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <limits>
#include <utility>

#include "gateway/tls/callbacks.hpp"

namespace gateway {
namespace {

constexpr std::string_view kPemBegin = "-----BEGIN";

/// Nobody, or nobody who may, said what stands on the list.
bool unusable(int error) {
  return error == X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE ||
         error == X509_V_ERR_CRL_SIGNATURE_FAILURE || error == X509_V_ERR_KEYUSAGE_NO_CRL_SIGN;
}

HandshakeRecord& record_of(X509_STORE_CTX* store) {
  const int index = SSL_get_ex_data_X509_STORE_CTX_idx();
  const auto* ssl = static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(store, index));
  return *static_cast<HandshakeRecord*>(SSL_get_app_data(ssl));
}

bool undecided(int error) {
  switch (error) {
    case X509_V_ERR_UNABLE_TO_GET_CRL:
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
    case X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE:
    case X509_V_ERR_CRL_SIGNATURE_FAILURE:
    case X509_V_ERR_CRL_NOT_YET_VALID:
    case X509_V_ERR_CRL_HAS_EXPIRED:
    case X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD:
    case X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD:
    case X509_V_ERR_KEYUSAGE_NO_CRL_SIGN:
    case X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION:
    case X509_V_ERR_DIFFERENT_CRL_SCOPE:
    case X509_V_ERR_CRL_PATH_VALIDATION_ERROR:
      return true;
    default:
      return false;
  }
}

RevocationListHandle read_der(OSSL_LIB_CTX* library, std::string_view octets) {
  X509_CRL* list = X509_CRL_new_ex(library, nullptr);
  const auto* at = reinterpret_cast<const unsigned char*>(octets.data());
  if (d2i_X509_CRL(&list, &at, static_cast<long>(octets.size())) == nullptr) {
    X509_CRL_free(list);  // null if OpenSSL freed it
    return nullptr;
  }
  return RevocationListHandle(list);
}

RevocationListHandle read_next_pem(OSSL_LIB_CTX* library, BIO* bio) {
  X509_CRL* list = X509_CRL_new_ex(library, nullptr);
  if (PEM_read_bio_X509_CRL(bio, &list, nullptr, nullptr) == nullptr) {
    X509_CRL_free(list);
    return nullptr;
  }
  return RevocationListHandle(list);
}

bool stopped_at_the_end() {
  const unsigned long error = ERR_peek_last_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

}  // namespace

std::optional<std::vector<RevocationListHandle>> read_revocation_lists(OSSL_LIB_CTX* library,
                                                                       std::string_view octets) {
  std::vector<RevocationListHandle> lists;
  ERR_clear_error();
  if (octets.find(kPemBegin) == std::string_view::npos) {
    if (RevocationListHandle list = read_der(library, octets)) lists.push_back(std::move(list));
    ERR_clear_error();
    if (lists.empty()) return std::nullopt;
    return lists;
  }
  if (octets.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    return std::nullopt;
  const BioHandle bio(BIO_new_mem_buf(octets.data(), static_cast<int>(octets.size())));
  while (RevocationListHandle list = read_next_pem(library, bio.get())) {
    lists.push_back(std::move(list));
  }
  const bool complete = stopped_at_the_end();
  ERR_clear_error();
  if (!complete || lists.empty()) return std::nullopt;
  return lists;
}

int on_revocation_finding(int good, X509_STORE_CTX* store) {
  if (good == 1) return good;
  const int error = X509_STORE_CTX_get_error(store);
  const int place = X509_STORE_CTX_get_error_depth(store);
  HandshakeRecord& record = record_of(store);
  if (unusable(error)) record.unusable_list_of = place;
  const bool revoked_by_nobody =
      error == X509_V_ERR_CERT_REVOKED && record.unusable_list_of == place;
  if (!undecided(error) && !revoked_by_nobody) return good;
  X509_STORE_CTX_set_error(store, X509_V_OK);
  return 1;
}

}  // namespace gateway
