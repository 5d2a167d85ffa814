// What OpenSSL calls back during a handshake, and the place of one connection where the answers are
// kept. Internal to gateway/tls.
#pragma once

#include <openssl/ssl.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/tls/tls_context.hpp"
#include "gateway/tls/tls_engine.hpp"

namespace gateway {

/// Hung on an SSL with SSL_set_app_data; outlives it.
struct HandshakeRecord {
  PeerVerification verification = PeerVerification::Report;
  TlsParameters parameters;
  std::optional<TlsAlert> alert;  // the first fatal one
  std::string chain_error = "no certificate was presented";
};

/// SSL_CTX_set_cert_verify_callback: judges the peer's chain at the time of the parameters, and
/// whether its leaf may stand for a server. Report notes the result; Enforce lets a bad one fail,
/// which makes OpenSSL send the alert.
int on_verify(X509_STORE_CTX* store, void* unused);

/// SSL_CTX_set_info_callback: notes alerts.
void on_info(const SSL* ssl, int where, int value);

/// SSL_CTX_set_keylog_callback.
void on_keylog(const SSL* ssl, const char* line);

/// SSL_CTX_set_alpn_select_cb: the first protocol of ours that the client offers; `accepted` is a
/// const std::vector<std::string>*. @source RFC 7301 3.2
int on_alpn_offer(SSL* ssl, const unsigned char** chosen, unsigned char* chosen_length,
                  const unsigned char* offered, unsigned int offered_length, void* accepted);

/// SSL_CTX_set_security_callback: our own certificate is our administrator's choice and the peer's
/// to judge; everything else is left to `next` (a pointer to OpenSSL's own callback).
int on_security(const SSL* ssl, const SSL_CTX* context, int operation, int bits, int id,
                void* other, void* next);

}  // namespace gateway
