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
  WallTime valid_until{};  // PeerCertificate::valid_until
  bool against_revocation_lists = false;
  /// Place in the chain of the certificate whose list cannot be used, the last one met.
  std::optional<int> unusable_list_of;
  bool renegotiation_attempted = false;
  DaneMatch dane = DaneMatch::NotAsked;
  std::string dane_refusal;
};

/// SSL_CTX_set_cert_verify_callback: judges the peer's chain at the time of the parameters, and
/// whether its leaf may stand for a server. Report notes the result; Enforce lets a bad one fail,
/// which makes OpenSSL send the alert.
int on_verify(X509_STORE_CTX* store, void* unused);

/// SSL_CTX_set_tlsext_status_cb of a client: judges what the server stapled, or that it did not; a
/// certificate that fails is noted like an untrusted chain. Comes after on_verify.
int on_stapled_status(SSL* ssl, void* unused);

/// SSL_CTX_set_info_callback: notes alerts, and attempts to renegotiate.
void on_info(const SSL* ssl, int where, int value);

/// SSL_CTX_set_keylog_callback.
void on_keylog(const SSL* ssl, const char* line);

/// SSL_CTX_set_alpn_select_cb: the first protocol of ours that the client offers; `accepted` is a
/// const std::vector<std::string>*. @source RFC 7301 3.2
int on_alpn_offer(SSL* ssl, const unsigned char** chosen, unsigned char* chosen_length,
                  const unsigned char* offered, unsigned int offered_length, void* accepted);

/// The same for a fake that selects `name` (a const std::string*) whatever was offered.
int on_alpn_whatever_is_offered(SSL* ssl, const unsigned char** chosen,
                                unsigned char* chosen_length, const unsigned char* offered,
                                unsigned int offered_length, void* name);

/// SSL_CTX_set_tlsext_servername_callback: refuses a name that is not in `names`, a
/// const std::vector<std::string>*. @source RFC 6066 3, RFC 9325 3.7
int on_server_name(SSL* ssl, int* alert, void* names);

/// SSL_CTX_set_tlsext_status_cb of a server that staples `response`, a const std::string*.
int on_status_request(SSL* ssl, void* response);

/// SSL_set_msg_callback: hands handshake messages and alerts to TlsParameters::on_message.
void on_message(int sent, int version, int content_type, const void* octets, std::size_t length,
                SSL* ssl, void* unused);

/// SSL_CTX_set_security_callback: our own certificate is our administrator's choice and the peer's
/// to judge; everything else is left to `next` (a pointer to OpenSSL's own callback).
int on_security(const SSL* ssl, const SSL_CTX* context, int operation, int bits, int id,
                void* other, void* next);

}  // namespace gateway
