// See revocation.hpp.
#include "fakes/pki/revocation.hpp"

#include <openssl/ocsp.h>

#include <ctime>
#include <memory>
#include <stdexcept>

#include "gateway/tls/pem.hpp"

namespace fakes {
namespace {

using ResponseHandle = std::unique_ptr<OCSP_RESPONSE, gateway::OpenSslDeleter<OCSP_RESPONSE_free>>;
using BasicHandle = std::unique_ptr<OCSP_BASICRESP, gateway::OpenSslDeleter<OCSP_BASICRESP_free>>;
using CertIdHandle = std::unique_ptr<OCSP_CERTID, gateway::OpenSslDeleter<OCSP_CERTID_free>>;
using TimeHandle = std::unique_ptr<ASN1_TIME, gateway::OpenSslDeleter<ASN1_TIME_free>>;
using GeneralizedTimeHandle =
    std::unique_ptr<ASN1_GENERALIZEDTIME, gateway::OpenSslDeleter<ASN1_GENERALIZEDTIME_free>>;

void require(bool done, const char* what) {
  if (!done) throw std::runtime_error(std::string("test PKI: ") + what);
}

std::time_t seconds_of(gateway::WallTime time) {
  return static_cast<std::time_t>(time.time_since_epoch().count());
}

GeneralizedTimeHandle generalized(gateway::WallTime time) {
  return GeneralizedTimeHandle(ASN1_GENERALIZEDTIME_set(nullptr, seconds_of(time)));
}

struct Validity {
  gateway::WallTime from = kPkiNotBefore;
  gateway::WallTime until = kPkiNotAfter;
};

Validity validity_of(StatusKind kind) {
  if (kind == StatusKind::Expired) return {kPkiNotBefore, kPkiExpired};
  if (kind == StatusKind::NotYetValid) return {kPkiNotAfter, kPkiNotAfter};
  if (kind == StatusKind::GoodUntilShortly) return {kPkiNotBefore, kPkiShortly};
  return {};
}

int status_of(StatusKind kind) {
  if (kind == StatusKind::Revoked) return V_OCSP_CERTSTATUS_REVOKED;
  return kind == StatusKind::Unknown ? V_OCSP_CERTSTATUS_UNKNOWN : V_OCSP_CERTSTATUS_GOOD;
}

std::string to_der(OCSP_RESPONSE* response) {
  unsigned char* octets = nullptr;
  const int length = i2d_OCSP_RESPONSE(response, &octets);
  require(length > 0, "OCSP response");
  std::string der(reinterpret_cast<const char*>(octets), static_cast<std::size_t>(length));
  OPENSSL_free(octets);
  return der;
}

}  // namespace

gateway::CertificateHandle from_pem(OSSL_LIB_CTX* library, const std::string& pem) {
  auto certificates = gateway::read_certificates(library, pem);
  require(certificates && sk_X509_num(certificates->get()) > 0, "certificate");
  return gateway::CertificateHandle(sk_X509_shift(certificates->get()));
}

std::string mint_revocation_list(OSSL_LIB_CTX* library, X509* authority, EVP_PKEY* key,
                                 const RevokedCertificates& revoked, ListKind kind) {
  const gateway::RevocationListHandle list(X509_CRL_new_ex(library, nullptr));
  X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(authority));
  const TimeHandle from(ASN1_TIME_set(nullptr, seconds_of(kPkiNotBefore)));
  const TimeHandle until(
      ASN1_TIME_set(nullptr, seconds_of(kind == ListKind::Expired ? kPkiExpired : kPkiNotAfter)));
  X509_CRL_set1_lastUpdate(list.get(), from.get());
  X509_CRL_set1_nextUpdate(list.get(), until.get());
  for (const gateway::CertificateHandle& certificate : revoked) {
    X509_REVOKED* const entry = X509_REVOKED_new();
    X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(certificate.get()));
    X509_REVOKED_set_revocationDate(entry, from.get());
    require(X509_CRL_add0_revoked(list.get(), entry) == 1, "list entry");
  }
  X509_CRL_sort(list.get());
  require(X509_CRL_sign(list.get(), key, EVP_sha256()) > 0, "list signature");
  return to_pem(list.get());
}

std::string mint_ocsp_response(X509* leaf, X509* issuer, const Signer& signer, StatusKind kind) {
  if (kind == StatusKind::Malformed) return "no OCSP response";
  if (kind == StatusKind::TryLater) {
    const ResponseHandle response(OCSP_response_create(OCSP_RESPONSE_STATUS_TRYLATER, nullptr));
    return to_der(response.get());
  }
  const BasicHandle basic(OCSP_BASICRESP_new());
  X509* const subject = kind == StatusKind::GoodOfOther ? issuer : leaf;
  const CertIdHandle id(OCSP_cert_to_id(EVP_sha1(), subject, issuer));
  const Validity validity = validity_of(kind);
  const GeneralizedTimeHandle from = generalized(validity.from);
  const GeneralizedTimeHandle until = generalized(validity.until);
  const bool revoked = kind == StatusKind::Revoked;
  require(OCSP_basic_add1_status(basic.get(), id.get(), status_of(kind),
                                 OCSP_REVOKED_STATUS_KEYCOMPROMISE, revoked ? from.get() : nullptr,
                                 from.get(), until.get()) != nullptr,
          "OCSP status");
  // Without the time of signing, which would be that of this machine.
  require(OCSP_basic_sign(basic.get(), signer.certificate, signer.key, EVP_sha256(), nullptr,
                          OCSP_NOTIME) == 1,
          "OCSP signature");
  const ResponseHandle response(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get()));
  return to_der(response.get());
}

}  // namespace fakes
