// The settings of one side of TLS, made once and shared by many connections (an SSL_CTX).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/tls/crypto_context.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace gateway {

enum class TlsRole : std::uint8_t { Client, Server };
enum class TlsVersion : std::uint8_t { Tls12, Tls13 };

/// Leaf first, then intermediates; the key unencrypted. PEM text, not file names.
struct Credentials {
  std::string chain_pem;
  std::string private_key_pem;
  friend bool operator==(const Credentials&, const Credentials&) = default;
};

enum class PeerVerification : std::uint8_t {
  Report,   // the handshake never fails for the peer's certificate; see PeerCertificate
  Enforce,  // an absent, untrusted or wrongly named certificate ends the handshake with an alert
};

struct TlsSettings {
  TlsRole role = TlsRole::Client;
  std::optional<Credentials> credentials;  // a server needs them
  std::string trust_anchors_pem;           // nothing else is trusted
  PeerVerification verification = PeerVerification::Report;
  bool request_client_certificate = true;  // as server
  std::vector<std::string> alpn;           // client: offered; server: accepted. Empty: none
  TlsVersion version_min = TlsVersion::Tls12;
  TlsVersion version_max = TlsVersion::Tls13;
  /// Server: the names taken in SNI, A-labels; another one ends the handshake with
  /// unrecognized_name (RFC 9325 3.7). Empty: any. A client without SNI is served all the same.
  std::vector<std::string> server_names;
  std::vector<std::string> revocation_lists;  // CRLs (RFC 5280 5), each PEM or DER

  // What a gateway leaves as it is; fakes play peers that differ.
  std::string ocsp_response;               // server: DER, stapled for whoever asks. Empty: none
  std::string alpn_selected;               // server: selected whatever was offered
  bool issues_early_data_tickets = false;  // server: TLS 1.3 tickets that allow early data
};

/// Looks at the PEM texts alone: whether they can be read and the key fits. Cheap.
/// @return "bad-certificate", "bad-private-key", "key-mismatch", "bad-trust-anchors",
///         "bad-revocation-list"
Result<void> check_pem(const TlsSettings& settings);

/// No session tickets, no session cache, no compression, no renegotiation; forward secrecy only
/// (RFC 9325). SSL_MODE_RELEASE_BUFFERS is on.
class TlsContext {
 public:
  /// @return "bad-certificate", "bad-private-key", "key-mismatch", "bad-trust-anchors",
  ///         "bad-revocation-list", "bad-alpn"
  static Result<std::shared_ptr<const TlsContext>> create(std::shared_ptr<CryptoContext> crypto,
                                                          const TlsSettings& settings);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  TlsRole role() const { return role_; }
  PeerVerification verification() const { return verification_; }
  const std::vector<std::string>& alpn() const { return alpn_; }
  bool has_credentials() const { return has_credentials_; }
  bool has_revocation_lists() const { return has_revocation_lists_; }
  /// An RSA key remembers blinding values between signatures; where runs must repeat, every
  /// connection therefore gets a copy of its own.
  bool copies_key_per_connection() const { return copies_key_per_connection_; }
  ssl_ctx_st* native() const { return native_; }

 private:
  using SecurityCallback = int (*)(const ssl_st*, const ssl_ctx_st*, int, int, int, void*, void*);
  TlsContext() = default;
  Result<void> configure(const TlsSettings& settings);
  Result<void> set_application_protocols(const TlsSettings& settings);
  std::shared_ptr<CryptoContext> crypto_;
  TlsRole role_ = TlsRole::Client;
  PeerVerification verification_ = PeerVerification::Report;
  std::vector<std::string> alpn_;
  std::vector<std::string> server_names_;
  std::string ocsp_response_;
  std::string alpn_selected_;
  bool has_credentials_ = false;
  bool has_revocation_lists_ = false;
  bool copies_key_per_connection_ = false;
  SecurityCallback default_security_ = nullptr;
  ssl_ctx_st* native_ = nullptr;
};

}  // namespace gateway
