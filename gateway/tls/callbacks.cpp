// Callbacks of OpenSSL that judge the peer and note how it goes; those about what a hello asks for
// are in hello_callbacks.cpp. Sources: RFC 6120 13.7.2 and RFC 5280 (certificates), RFC 8446 6
// (alerts).
#include "gateway/tls/callbacks.hpp"

#include <openssl/x509v3.h>

#include <algorithm>
#include <chrono>

#include "gateway/tls/alert_name.hpp"
#include "gateway/tls/certificate_reader.hpp"
#include "gateway/tls/revocation_lists.hpp"
#include "gateway/tls/stapled_status.hpp"

namespace gateway {
namespace {

/// Keys and digests below 112 bits prove nothing (SHA-1, RSA under 2048): OpenSSL's level 2.
constexpr int kChainAuthLevel = 2;

constexpr std::uint8_t kDaneEe = 3;  // RFC 6698 7.2
constexpr std::chrono::hours kForGood{24 * 365 * 100};

HandshakeRecord* record_of(const SSL* ssl) {
  return static_cast<HandshakeRecord*>(SSL_get_app_data(ssl));
}

int verify_chain(X509_STORE_CTX* store, const HandshakeRecord& record) {
  const WallTime now = record.parameters.now;
  X509_VERIFY_PARAM* param = X509_STORE_CTX_get0_param(store);
  X509_VERIFY_PARAM_set_time(param, static_cast<std::time_t>(now.time_since_epoch().count()));
  if (record.against_revocation_lists) {
    X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
    X509_STORE_CTX_set_verify_cb(store, on_revocation_finding);
  }
  X509_VERIFY_PARAM_set_auth_level(param, kChainAuthLevel);
  // OpenSSL's purposes ask a TLS client for clientAuth; ours are in fits_purpose().
  X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_ANY);
  const int verdict = X509_verify_cert(store);
  if (verdict <= 0 && X509_STORE_CTX_get_error(store) == X509_V_OK) {
    X509_STORE_CTX_set_error(store, X509_V_ERR_UNSPECIFIED);
  }
  return X509_STORE_CTX_get_error(store);
}

/// RFC 5280 4.2.1.12. Public authorities issue certificates for serverAuth only, and those still
/// stand for a server where it is the TLS client (XEP-0178). Without the extension any use is fine.
bool fits_purpose(X509* leaf, TlsRole holder) {
  std::uint32_t wanted = XKU_SSL_SERVER | XKU_ANYEKU;
  if (holder == TlsRole::Client) wanted |= XKU_SSL_CLIENT;
  return (X509_get_extended_key_usage(leaf) & wanted) != 0;
}

/// RFC 6120 13.7.2, step 4, with 13.7.1.1: an authority's certificate is no server's. One that an
/// administrator listed as a trust anchor himself is the whole chain, and his decision.
bool is_authority(X509_STORE_CTX* store, X509* leaf) {
  const bool listed = sk_X509_num(X509_STORE_CTX_get0_chain(store)) == 1;
  return !listed && (X509_get_extension_flags(leaf) & EXFLAG_CA) != 0;
}

/// What RFC 5280 6 leaves to those who use the certificate; for a chain that is otherwise good.
int judge_leaf(X509_STORE_CTX* store, TlsRole holder) {
  X509* const leaf = X509_STORE_CTX_get0_cert(store);
  if (!fits_purpose(leaf, holder)) return X509_V_ERR_INVALID_PURPOSE;
  return is_authority(store, leaf) ? X509_V_ERR_INVALID_NON_CA : X509_V_OK;
}

/// After a good verification with TLSA records. OpenSSL verifies a DANE-EE match without a chain.
DaneMatch dane_match_of(X509_STORE_CTX* store) {
  const int index = SSL_get_ex_data_X509_STORE_CTX_idx();
  auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, index));
  std::uint8_t usage = 0;
  const int depth = SSL_get0_dane_tlsa(ssl, &usage, nullptr, nullptr, nullptr, nullptr);
  return depth == 0 && usage == kDaneEe ? DaneMatch::EndEntity : DaneMatch::Chain;
}

bool names_host(X509* certificate, const std::string& name) {
  constexpr unsigned int kFlags =
      X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
  return X509_check_host(certificate, name.data(), name.size(), kFlags, nullptr) == 1;
}

/// RFC 6120 13.7.2.3: of the certificate and of those on which it depends.
WallTime first_expiry(const STACK_OF(X509) * chain) {
  WallTime first = WallTime::max();
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    first = std::min(first, wall_time_of(X509_get0_notAfter(sk_X509_value(chain, i))));
  }
  return first;
}

bool is_fatal(const SSL* ssl, int level, int description) {
  constexpr int kUserCanceled = 90;
  if (description == SSL_AD_CLOSE_NOTIFY) return false;
  if (level == SSL3_AL_FATAL) return true;
  // RFC 8446 6: in TLS 1.3 the level means nothing.
  return SSL_version(ssl) == TLS1_3_VERSION && description != kUserCanceled;
}

}  // namespace

int on_verify(X509_STORE_CTX* store, void* /*unused*/) {
  const int index = SSL_get_ex_data_X509_STORE_CTX_idx();
  const SSL* ssl = static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(store, index));
  HandshakeRecord& record = *record_of(ssl);

  int error = verify_chain(store, record);
  const TlsRole holder = SSL_is_server(ssl) == 1 ? TlsRole::Client : TlsRole::Server;
  const bool asked = !record.parameters.tlsa.empty();
  if (asked && error == X509_V_OK) record.dane = dane_match_of(store);
  // RFC 7671 5.1: a DANE-EE record supersedes what the certificate says.
  if (error == X509_V_OK && record.dane != DaneMatch::EndEntity) error = judge_leaf(store, holder);
  record.chain_error = error == X509_V_OK ? "" : X509_verify_cert_error_string(error);
  if (error == X509_V_OK) {
    record.valid_until = record.dane == DaneMatch::EndEntity
                             ? record.parameters.now + kForGood  // nor do its dates
                             : first_expiry(X509_STORE_CTX_get0_chain(store));
  }
  if (asked && error != X509_V_OK) {  // RFC 6698 4.1: MUST abort the handshake
    record.dane_refusal = "its certificate matches no TLSA record of its host (" +
                          record.chain_error + ")";
    X509_STORE_CTX_set_error(store, error);
    return 0;
  }
  if (record.verification == PeerVerification::Report) {
    X509_STORE_CTX_set_error(store, X509_V_OK);
    return 1;
  }
  const std::string& expected = record.parameters.expected_name;
  if (error == X509_V_OK && !expected.empty() &&
      !names_host(X509_STORE_CTX_get0_cert(store), expected)) {
    error = X509_V_ERR_HOSTNAME_MISMATCH;
  }
  X509_STORE_CTX_set_error(store, error);
  return error == X509_V_OK ? 1 : 0;
}

int on_stapled_status(SSL* ssl, void* /*unused*/) {
  HandshakeRecord& record = *record_of(ssl);
  const STACK_OF(X509)* const chain = SSL_get0_verified_chain(ssl);
  if (record.dane == DaneMatch::EndEntity) return 1;  // the record is all the proof there is
  // Who is an anchor himself (one certificate) has nobody to answer for him.
  if (!record.chain_error.empty() || sk_X509_num(chain) < 2) return 1;
  const unsigned char* response = nullptr;
  const long length = SSL_get_tlsext_status_ocsp_resp(ssl, &response);
  std::string_view stapled;
  if (response != nullptr && length > 0) {
    stapled = {reinterpret_cast<const char*>(response), static_cast<std::size_t>(length)};
  }
  const StapledStatus status = judge_stapled_status(stapled, sk_X509_value(chain, 0),
                                                    sk_X509_value(chain, 1), record.parameters.now);
  record.chain_error = status.fault;
  if (status.next_update) record.valid_until = std::min(record.valid_until, *status.next_update);
  return record.verification == PeerVerification::Report || status.fault.empty() ? 1 : 0;
}

void on_info(const SSL* ssl, int where, int value) {
  if ((where & SSL_CB_ALERT) == 0) return;
  HandshakeRecord* record = record_of(ssl);
  const int level = value >> 8;
  const int description = value & 0xff;
  if (record != nullptr && description == SSL_AD_NO_RENEGOTIATION && (where & SSL_CB_WRITE) != 0) {
    record->renegotiation_attempted = true;  // we said no, as SSL_OP_NO_RENEGOTIATION has it
  }
  if (record == nullptr || record->alert || !is_fatal(ssl, level, description)) return;
  TlsAlert alert;
  alert.direction =
      (where & SSL_CB_READ) != 0 ? TlsAlert::Direction::Received : TlsAlert::Direction::Sent;
  alert.code = static_cast<std::uint8_t>(description);
  alert.name = alert_name(alert.code);
  record->alert = std::move(alert);
}

void on_keylog(const SSL* ssl, const char* line) {
  const HandshakeRecord* record = record_of(ssl);
  if (record != nullptr && record->parameters.keylog) record->parameters.keylog(line);
}

int on_security(const SSL* ssl, const SSL_CTX* context, int operation, int bits, int id,
                void* other, void* next) {
  // The same operations on a peer's certificate carry SSL_SECOP_PEER.
  if (operation == SSL_SECOP_EE_KEY || operation == SSL_SECOP_CA_KEY ||
      operation == SSL_SECOP_CA_MD) {
    return 1;
  }
  using Callback = int (*)(const SSL*, const SSL_CTX*, int, int, int, void*, void*);
  return (*static_cast<Callback*>(next))(ssl, context, operation, bits, id, other, nullptr);
}

}  // namespace gateway
