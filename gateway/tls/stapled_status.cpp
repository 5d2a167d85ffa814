// Acceptance of an OCSP response. Sources: RFC 6960 3.2 (what must hold), 4.2.2.2 (who may sign),
// 2.3 (responses without an answer); RFC 6066 8; RFC 7633 (certificates that ask for a status).
#include "gateway/tls/stapled_status.hpp"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include <chrono>

#include "gateway/tls/certificate_reader.hpp"
#include "gateway/tls/openssl_handles.hpp"

namespace gateway {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::int64_t kStatusRequestFeature = 5;  // RFC 7633 4.1, RFC 6066 1.1
/// A response without nextUpdate says that there is always newer word; RFC 6120 13.7.2.3 asks
/// daily.
constexpr hours kAgeMax{24};
constexpr minutes kSkewMax{5};

void free_features(TLS_FEATURE* features) { TLS_FEATURE_free(features); }
using ResponseHandle = std::unique_ptr<OCSP_RESPONSE, OpenSslDeleter<OCSP_RESPONSE_free>>;
using BasicHandle = std::unique_ptr<OCSP_BASICRESP, OpenSslDeleter<OCSP_BASICRESP_free>>;
using CertIdHandle = std::unique_ptr<OCSP_CERTID, OpenSslDeleter<OCSP_CERTID_free>>;
using FeaturesHandle = std::unique_ptr<TLS_FEATURE, OpenSslDeleter<free_features>>;

bool asks_for_a_status(X509* leaf) {
  const FeaturesHandle features(
      static_cast<TLS_FEATURE*>(X509_get_ext_d2i(leaf, NID_tlsfeature, nullptr, nullptr)));
  if (!features) return false;
  for (int i = 0; i < sk_ASN1_INTEGER_num(features.get()); ++i) {
    if (ASN1_INTEGER_get(sk_ASN1_INTEGER_value(features.get(), i)) == kStatusRequestFeature) {
      return true;
    }
  }
  return false;
}

StapledStatus no_status(X509* leaf, const std::string& why) {
  if (!asks_for_a_status(leaf)) return {};
  return {"the certificate asks for a stapled OCSP response (must-staple), and " + why, {}};
}

ResponseHandle read_response(std::string_view octets) {
  const auto* at = reinterpret_cast<const unsigned char*>(octets.data());
  return ResponseHandle(d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(octets.size())));
}

bool is_valid_at(const X509* certificate, WallTime now) {
  return wall_time_of(X509_get0_notBefore(certificate)) <= now &&
         now <= wall_time_of(X509_get0_notAfter(certificate));
}

/// RFC 6960 4.2.2.2: the issuer itself, or whom it named for this with a certificate of its own.
bool may_answer_for(X509* signer, X509* issuer, WallTime now) {
  if (X509_cmp(signer, issuer) == 0) return true;
  return X509_name_cmp(X509_get_issuer_name(signer), X509_get_subject_name(issuer)) == 0 &&
         X509_verify(signer, X509_get0_pubkey(issuer)) == 1 && is_valid_at(signer, now) &&
         (X509_get_extension_flags(signer) & EXFLAG_XKUSAGE) != 0 &&
         (X509_get_extended_key_usage(signer) & XKU_OCSP_SIGN) != 0;
}

bool is_signed_for(OCSP_BASICRESP* response, X509* issuer, WallTime now) {
  const CertificateStack known(sk_X509_new_null());
  X509_up_ref(issuer);
  sk_X509_push(known.get(), issuer);
  X509* signer = nullptr;
  return OCSP_resp_get0_signer(response, &signer, known.get()) == 1 &&
         OCSP_basic_verify(response, known.get(), nullptr, OCSP_NOVERIFY) == 1 &&
         may_answer_for(signer, issuer, now);
}

/// The answer about `leaf`, or null. Responders choose the digest that names a certificate.
OCSP_SINGLERESP* answer_about(OCSP_BASICRESP* response, X509* leaf, X509* issuer) {
  for (int i = 0; i < OCSP_resp_count(response); ++i) {
    OCSP_SINGLERESP* const answer = OCSP_resp_get0(response, i);
    const OCSP_CERTID* const named = OCSP_SINGLERESP_get0_id(answer);
    ASN1_OBJECT* digest = nullptr;
    OCSP_id_get0_info(nullptr, &digest, nullptr, nullptr, const_cast<OCSP_CERTID*>(named));
    const EVP_MD* const kind = EVP_get_digestbyobj(digest);
    if (kind == nullptr) continue;
    const CertIdHandle wanted(OCSP_cert_to_id(kind, leaf, issuer));
    if (wanted && OCSP_id_cmp(wanted.get(), named) == 0) return answer;
  }
  return nullptr;
}

StapledStatus judge_answer(OCSP_SINGLERESP* answer, WallTime now) {
  ASN1_GENERALIZEDTIME* this_update = nullptr;
  ASN1_GENERALIZEDTIME* next_update = nullptr;
  const int status = OCSP_single_get0_status(answer, nullptr, nullptr, &this_update, &next_update);
  // Revoked once, revoked for good: how old the response is does not matter.
  if (status == V_OCSP_CERTSTATUS_REVOKED) {
    return {"certificate revoked, says the stapled OCSP response", {}};
  }
  const WallTime from = wall_time_of(this_update);
  const WallTime until = next_update != nullptr ? wall_time_of(next_update) : from + kAgeMax;
  if (from > now + kSkewMax) return {"the stapled OCSP response is not valid yet", {}};
  if (until < now) return {"the stapled OCSP response has expired", {}};
  if (status != V_OCSP_CERTSTATUS_GOOD) {
    return {"the stapled OCSP response does not know the certificate", {}};
  }
  return {"", until};
}

StapledStatus judge_response(std::string_view octets, X509* leaf, X509* issuer, WallTime now) {
  if (octets.empty()) return no_status(leaf, "there was none");
  const ResponseHandle response = read_response(octets);
  if (!response) return {"the stapled OCSP response is malformed", {}};
  // RFC 6960 2.3: not signed, and says nothing of the certificate.
  if (OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) {
    return no_status(leaf, "its responder had no answer");
  }
  const BasicHandle basic(OCSP_response_get1_basic(response.get()));
  if (!basic) return {"the stapled OCSP response is malformed", {}};
  if (!is_signed_for(basic.get(), issuer, now)) {
    return {"the stapled OCSP response is not signed by the certificate's authority", {}};
  }
  OCSP_SINGLERESP* const answer = answer_about(basic.get(), leaf, issuer);
  if (answer == nullptr) return {"the stapled OCSP response is about another certificate", {}};
  return judge_answer(answer, now);
}

}  // namespace

StapledStatus judge_stapled_status(std::string_view response, X509* leaf, X509* issuer,
                                   WallTime now) {
  StapledStatus status = judge_response(response, leaf, issuer, now);
  ERR_clear_error();
  return status;
}

}  // namespace gateway
