// Callbacks of OpenSSL. Sources: RFC 6120 13.7.2 and RFC 5280 (certificates), RFC 7301 (ALPN),
// RFC 8446 6 (alerts).
#include "gateway/tls/callbacks.hpp"

#include <openssl/x509v3.h>

#include <chrono>

#include "gateway/tls/alert_name.hpp"

namespace gateway {
namespace {

/// Keys and digests below 112 bits prove nothing (SHA-1, RSA under 2048): OpenSSL's level 2.
constexpr int kChainAuthLevel = 2;

HandshakeRecord* record_of(const SSL* ssl) {
  return static_cast<HandshakeRecord*>(SSL_get_app_data(ssl));
}

int verify_chain(X509_STORE_CTX* store, WallTime now) {
  X509_VERIFY_PARAM* param = X509_STORE_CTX_get0_param(store);
  X509_VERIFY_PARAM_set_time(param, static_cast<std::time_t>(now.time_since_epoch().count()));
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

bool names_host(X509* certificate, const std::string& name) {
  constexpr unsigned int kFlags =
      X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
  return X509_check_host(certificate, name.data(), name.size(), kFlags, nullptr) == 1;
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

  int error = verify_chain(store, record.parameters.now);
  const TlsRole holder = SSL_is_server(ssl) == 1 ? TlsRole::Client : TlsRole::Server;
  if (error == X509_V_OK) error = judge_leaf(store, holder);
  record.chain_error = error == X509_V_OK ? "" : X509_verify_cert_error_string(error);
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

void on_info(const SSL* ssl, int where, int value) {
  if ((where & SSL_CB_ALERT) == 0) return;
  HandshakeRecord* record = record_of(ssl);
  const int level = value >> 8;
  const int description = value & 0xff;
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

int on_alpn_offer(SSL* /*ssl*/, const unsigned char** chosen, unsigned char* chosen_length,
                  const unsigned char* offered, unsigned int offered_length, void* accepted) {
  const char* const begin = reinterpret_cast<const char*>(offered);
  for (const std::string& ours : *static_cast<const std::vector<std::string>*>(accepted)) {
    std::string_view rest(begin, offered_length);
    while (!rest.empty()) {
      const std::size_t length = static_cast<unsigned char>(rest.front());
      const std::string_view theirs = rest.substr(1, length);
      if (theirs == ours) {
        *chosen = reinterpret_cast<const unsigned char*>(theirs.data());
        *chosen_length = static_cast<unsigned char>(theirs.size());
        return SSL_TLSEXT_ERR_OK;
      }
      rest.remove_prefix(1 + theirs.size());
    }
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;  // no_application_protocol
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
