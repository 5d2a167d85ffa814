// An SSL_CTX set up as RFC 9325 asks for. Sources: RFC 9325 3-4, RFC 7590, XEP-0368 (ALPN),
// RFC 6066 8 (OCSP stapling).
#include "gateway/tls/tls_context.hpp"

#include <openssl/err.h>

#include "gateway/tls/callbacks.hpp"
#include "gateway/tls/openssl_handles.hpp"
#include "gateway/tls/pem.hpp"
#include "gateway/tls/revocation_lists.hpp"

namespace gateway {
namespace {

constexpr const char* kTls12Ciphers =
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES128-GCM-SHA256";
constexpr const char* kTls13Suites =
    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
constexpr const char* kGroups = "X25519:P-256:P-384:P-521";
constexpr const char* kSignatures =
    "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:"
    "rsa_pss_rsae_sha512:rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512:"
    "RSA+SHA256:RSA+SHA384:RSA+SHA512";
constexpr int kSecurityLevel = 2;
constexpr std::uint32_t kEarlyDataBytes = 16384;

int native_version(TlsVersion version) {
  return version == TlsVersion::Tls12 ? TLS1_2_VERSION : TLS1_3_VERSION;
}

bool set_protocol(SSL_CTX* context, const TlsSettings& settings) {
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE);
  // No automatic chain: what is sent is what was configured, and no chain is built per handshake.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, settings.issues_early_data_tickets ? 1 : 0);
  if (settings.issues_early_data_tickets) {
    SSL_CTX_clear_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_max_early_data(context, kEarlyDataBytes);
  }
  SSL_CTX_set_dh_auto(context, 1);
  SSL_CTX_set_security_level(context, kSecurityLevel);
  return SSL_CTX_set_min_proto_version(context, native_version(settings.version_min)) == 1 &&
         SSL_CTX_set_max_proto_version(context, native_version(settings.version_max)) == 1 &&
         SSL_CTX_set_cipher_list(context, kTls12Ciphers) == 1 &&
         SSL_CTX_set_ciphersuites(context, kTls13Suites) == 1 &&
         SSL_CTX_set1_groups_list(context, kGroups) == 1 &&
         SSL_CTX_set1_sigalgs_list(context, kSignatures) == 1;
}

int verify_mode(const TlsSettings& settings) {
  if (settings.role == TlsRole::Client) return SSL_VERIFY_PEER;
  if (settings.verification == PeerVerification::Enforce) {
    return SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
  }
  return settings.request_client_certificate ? SSL_VERIFY_PEER : SSL_VERIFY_NONE;
}

void set_callbacks(SSL_CTX* context, const TlsSettings& settings) {
  SSL_CTX_set_verify(context, verify_mode(settings), nullptr);
  SSL_CTX_set_cert_verify_callback(context, on_verify, nullptr);
  SSL_CTX_set_info_callback(context, on_info);
}

Result<CertificateStack> read_trust_anchors(OSSL_LIB_CTX* library, const std::string& pem) {
  auto anchors = read_certificates(library, pem);
  if (!anchors || sk_X509_num(anchors->get()) == 0) {
    return make_error("bad-trust-anchors", "the trust anchors are no readable PEM certificates");
  }
  return std::move(*anchors);
}

Result<void> set_trust_anchors(OSSL_LIB_CTX* library, SSL_CTX* context, const std::string& pem) {
  if (pem.empty()) return {};
  const auto anchors = read_trust_anchors(library, pem);
  if (anchors.has_error()) return anchors.error();
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  // An anchor is trusted for being listed, self-signed or not (RFC 5280 6.1.1).
  X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
  for (int i = 0; i < sk_X509_num(anchors->get()); ++i) {
    X509_STORE_add_cert(store, sk_X509_value(anchors->get(), i));
  }
  return {};
}

Error bad_revocation_list() {
  return {"bad-revocation-list", "a revocation list is no readable CRL, neither PEM nor DER"};
}

Result<void> set_revocation_lists(OSSL_LIB_CTX* library, SSL_CTX* context,
                                  const std::vector<std::string>& lists) {
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  for (const std::string& octets : lists) {
    const auto read = read_revocation_lists(library, octets);
    if (!read) return bad_revocation_list();
    for (const RevocationListHandle& list : *read) X509_STORE_add_crl(store, list.get());
  }
  return {};
}

struct ReadCredentials {
  CertificateHandle leaf;
  CertificateStack intermediates;
  KeyHandle key;
};

Result<ReadCredentials> read_credentials(OSSL_LIB_CTX* library, const Credentials& credentials) {
  auto chain = read_certificates(library, credentials.chain_pem);
  if (!chain || sk_X509_num(chain->get()) == 0) {
    return make_error("bad-certificate", "the certificate is no readable PEM text");
  }
  KeyHandle key = read_private_key(library, credentials.private_key_pem);
  if (!key) {
    return make_error("bad-private-key", "the private key is no readable, unencrypted PEM text");
  }
  CertificateHandle leaf(sk_X509_shift(chain->get()));
  if (X509_check_private_key(leaf.get(), key.get()) != 1) {
    return make_error("key-mismatch", "the private key does not belong to the first certificate");
  }
  return ReadCredentials{std::move(leaf), std::move(*chain), std::move(key)};
}

Result<void> set_credentials(OSSL_LIB_CTX* library, SSL_CTX* context,
                             const Credentials& credentials) {
  const auto read = read_credentials(library, credentials);
  if (read.has_error()) return read.error();
  const ReadCredentials& ours = read.value();
  if (SSL_CTX_use_cert_and_key(context, ours.leaf.get(), ours.key.get(), ours.intermediates.get(),
                               1) != 1) {
    return make_error("bad-certificate", "the certificate cannot be used for TLS");
  }
  return {};
}

/// RFC 7301 3.1: each name behind an octet with its length. Empty if a name does not fit.
std::string alpn_wire_format(const std::vector<std::string>& protocols) {
  std::string wire;
  for (const std::string& protocol : protocols) {
    if (protocol.empty() || protocol.size() > 255) return {};
    wire.push_back(static_cast<char>(protocol.size()));
    wire += protocol;
  }
  return wire;
}

}  // namespace

Result<void> check_pem(const TlsSettings& settings) {
  OSSL_LIB_CTX* const library = nullptr;  // OpenSSL's own: nothing here draws on chance
  std::optional<Error> fault;
  if (!settings.trust_anchors_pem.empty()) {
    const auto anchors = read_trust_anchors(library, settings.trust_anchors_pem);
    if (anchors.has_error()) fault = anchors.error();
  }
  for (const std::string& list : settings.revocation_lists) {
    if (!fault && !read_revocation_lists(library, list)) fault = bad_revocation_list();
  }
  if (!fault && settings.credentials) {
    const auto credentials = read_credentials(library, *settings.credentials);
    if (credentials.has_error()) fault = credentials.error();
  }
  ERR_clear_error();
  if (fault) return *fault;
  return {};
}

TlsContext::~TlsContext() { SSL_CTX_free(native_); }

Result<std::shared_ptr<const TlsContext>> TlsContext::create(std::shared_ptr<CryptoContext> crypto,
                                                             const TlsSettings& settings) {
  const CryptoContext::Setup setup(*crypto);
  std::shared_ptr<TlsContext> context(new TlsContext());
  context->crypto_ = crypto;  // a copy: `setup` must not outlive the last owner
  const Result<void> configured = context->configure(settings);
  ERR_clear_error();
  if (configured.has_error()) return configured.error();
  return std::shared_ptr<const TlsContext>(std::move(context));
}

Result<void> TlsContext::configure(const TlsSettings& settings) {
  role_ = settings.role;
  verification_ = settings.verification;
  alpn_ = settings.alpn;
  server_names_ = settings.server_names;
  ocsp_response_ = settings.ocsp_response;
  alpn_selected_ = settings.alpn_selected;
  has_credentials_ = settings.credentials.has_value();
  if (role_ == TlsRole::Server && !has_credentials_) {
    return make_error("bad-certificate", "a TLS server needs a certificate and its private key");
  }

  OSSL_LIB_CTX* library = crypto_->library();
  native_ = SSL_CTX_new_ex(library, nullptr,
                           role_ == TlsRole::Client ? TLS_client_method() : TLS_server_method());
  if (native_ == nullptr || !set_protocol(native_, settings)) {
    return make_error("tls-unavailable", "OpenSSL refuses the protocol versions or ciphers");
  }
  set_callbacks(native_, settings);
  if (role_ == TlsRole::Client && SSL_CTX_dane_enable(native_) != 1) {
    return make_error("tls-unavailable", "OpenSSL does no DANE");
  }
  default_security_ = SSL_CTX_get_security_callback(native_);
  SSL_CTX_set_security_callback(native_, on_security);
  SSL_CTX_set0_security_ex_data(native_, &default_security_);

  if (auto protocols = set_application_protocols(settings); protocols.has_error()) return protocols;
  if (role_ == TlsRole::Client) {
    SSL_CTX_set_tlsext_status_type(native_, TLSEXT_STATUSTYPE_ocsp);
    SSL_CTX_set_tlsext_status_cb(native_, on_stapled_status);
  } else if (!ocsp_response_.empty()) {
    SSL_CTX_set_tlsext_status_cb(native_, on_status_request);
    SSL_CTX_set_tlsext_status_arg(native_, &ocsp_response_);
  }
  if (!server_names_.empty()) {
    SSL_CTX_set_tlsext_servername_callback(native_, on_server_name);
    SSL_CTX_set_tlsext_servername_arg(native_, &server_names_);
  }
  if (auto listed = set_revocation_lists(library, native_, settings.revocation_lists);
      listed.has_error()) {
    return listed;
  }
  has_revocation_lists_ = !settings.revocation_lists.empty();
  if (auto anchored = set_trust_anchors(library, native_, settings.trust_anchors_pem);
      anchored.has_error()) {
    return anchored;
  }
  if (!settings.credentials) return {};
  if (auto loaded = set_credentials(library, native_, *settings.credentials); loaded.has_error()) {
    return loaded;
  }
  const EVP_PKEY* key = SSL_CTX_get0_privatekey(native_);
  copies_key_per_connection_ = crypto_->injected() && EVP_PKEY_is_a(key, "RSA") == 1;
  return {};
}

Result<void> TlsContext::set_application_protocols(const TlsSettings& settings) {
  if (!alpn_selected_.empty()) {
    SSL_CTX_set_alpn_select_cb(native_, on_alpn_whatever_is_offered, &alpn_selected_);
    return {};
  }
  if (settings.alpn.empty()) return {};
  const std::string wire = alpn_wire_format(settings.alpn);
  if (wire.empty()) return make_error("bad-alpn", "an ALPN name has 1 to 255 octets");
  if (role_ == TlsRole::Server) {
    SSL_CTX_set_alpn_select_cb(native_, on_alpn_offer, &alpn_);
  } else {
    SSL_CTX_set_alpn_protos(native_, reinterpret_cast<const unsigned char*>(wire.data()),
                            static_cast<unsigned int>(wire.size()));
  }
  return {};
}

}  // namespace gateway
