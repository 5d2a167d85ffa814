// OpenSSL's state machine between two memory BIOs. Sources: RFC 8446, RFC 5246 7.2, SSL_read(3).
#include "gateway/tls/tls_engine.hpp"

#include <openssl/err.h>

#include <array>
#include <utility>

#include "gateway/base/assert.hpp"
#include "gateway/tls/callbacks.hpp"
#include "gateway/tls/certificate_reader.hpp"
#include "gateway/tls/openssl_handles.hpp"

namespace gateway {
namespace {

constexpr std::size_t kPendingBytesMax = 64 * 1024;
constexpr std::size_t kRecordBytesMax = 16 * 1024;  // RFC 8446 5.1
constexpr std::size_t kServerNameBytesMax = 255;

/// The first cause OpenSSL noted; later ones only say through which functions it came up.
std::string take_error_text() {
  const unsigned long error = ERR_get_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(error);
  return reason != nullptr ? reason : "the TLS connection broke off";
}

}  // namespace

struct TlsEngine::Connection {
  std::shared_ptr<const TlsContext> context;  // outlives `ssl`
  HandshakeRecord record;                     // outlives `ssl`
  SslHandle ssl;
  BIO* incoming = nullptr;  // owned by `ssl`
  BIO* outgoing = nullptr;  // owned by `ssl`
  TlsState state = TlsState::Handshaking;
  bool closing = false;   // close() was called
  std::string pending;    // plaintext given before the handshake was complete
  std::string plaintext;  // what the peer said and nobody took yet
  std::string failure;
  PeerCertificate certificate;    // empty until `certificate_read`
  bool certificate_read = false;  // when it is first asked for: not everybody does

  Connection(std::shared_ptr<const TlsContext> tls, TlsParameters parameters);
  void use_key_of_its_own();
  void use_tlsa_records();
  void handshake();
  void on_established();
  void read();
  void write(std::string_view text);
  void fail(std::string why);
  const PeerCertificate& peer();
};

TlsEngine::Connection::Connection(std::shared_ptr<const TlsContext> tls, TlsParameters parameters)
    : context(std::move(tls)), ssl(SSL_new(context->native())) {
  GATEWAY_ASSERT(ssl != nullptr, "OpenSSL gives no connection");
  record.verification = context->verification();
  record.against_revocation_lists = context->has_revocation_lists();
  record.parameters = std::move(parameters);
  incoming = BIO_new(BIO_s_mem());
  outgoing = BIO_new(BIO_s_mem());
  GATEWAY_ASSERT(incoming != nullptr && outgoing != nullptr, "OpenSSL gives no memory BIO");
  SSL_set_bio(ssl.get(), incoming, outgoing);
  SSL_set_app_data(ssl.get(), &record);
  // Only where somebody wants them: writing secrets down costs, and they had better not exist.
  if (record.parameters.keylog) SSL_CTX_set_keylog_callback(context->native(), on_keylog);
  if (record.parameters.on_message) SSL_set_msg_callback(ssl.get(), on_message);
  if (context->copies_key_per_connection()) use_key_of_its_own();
  if (context->role() == TlsRole::Server) {
    SSL_set_accept_state(ssl.get());
    return;
  }
  SSL_set_connect_state(ssl.get());
  const std::string& name = record.parameters.server_name;
  if (!name.empty() && name.size() <= kServerNameBytesMax) {
    SSL_set_tlsext_host_name(ssl.get(), name.c_str());
  }
  if (!record.parameters.tlsa.empty()) use_tlsa_records();
}

/// OpenSSL matches certificates with the records while it verifies; names are not its business.
void TlsEngine::Connection::use_tlsa_records() {
  GATEWAY_ASSERT(SSL_dane_enable(ssl.get(), nullptr) == 1, "OpenSSL does no DANE");
  std::size_t usable = 0;
  for (const TlsaRecord& tlsa : record.parameters.tlsa) {
    const auto* data = reinterpret_cast<const unsigned char*>(tlsa.data.data());
    usable += SSL_dane_tlsa_add(ssl.get(), tlsa.usage, tlsa.selector, tlsa.matching_type, data,
                                tlsa.data.size()) == 1;
  }
  ERR_clear_error();
  // RFC 6698 4.1: without a usable one TLS goes on as if there were none (no certificate in the data).
  if (usable == 0) record.parameters.tlsa.clear();
}

void TlsEngine::Connection::use_key_of_its_own() {
  const KeyHandle key(EVP_PKEY_dup(SSL_CTX_get0_privatekey(context->native())));
  GATEWAY_ASSERT(key != nullptr && SSL_use_PrivateKey(ssl.get(), key.get()) == 1,
                 "OpenSSL does not copy a private key");
}

void TlsEngine::Connection::handshake() {
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl.get());
  if (result == 1) return on_established();
  if (SSL_get_error(ssl.get(), result) != SSL_ERROR_WANT_READ) fail(take_error_text());
}

void TlsEngine::Connection::on_established() {
  state = TlsState::Established;
  if (!pending.empty()) write(std::exchange(pending, {}));
  if (closing && state == TlsState::Established) SSL_shutdown(ssl.get());
}

void TlsEngine::Connection::read() {
  while (state == TlsState::Established) {
    std::array<char, kRecordBytesMax> buffer;  // not cleared: SSL_read says how much it filled
    std::size_t length = 0;
    ERR_clear_error();
    const int result = SSL_read_ex(ssl.get(), buffer.data(), buffer.size(), &length);
    if (result == 1) {
      plaintext.append(buffer.data(), length);
      continue;
    }
    switch (SSL_get_error(ssl.get(), result)) {
      case SSL_ERROR_WANT_READ:
        return;
      case SSL_ERROR_ZERO_RETURN:
        state = TlsState::PeerClosed;
        return;
      default:
        return fail(take_error_text());
    }
  }
}

void TlsEngine::Connection::write(std::string_view text) {
  if (text.empty()) return;
  std::size_t written = 0;
  ERR_clear_error();
  // A memory BIO takes everything, so a write is whole or an error.
  if (SSL_write_ex(ssl.get(), text.data(), text.size(), &written) != 1) fail(take_error_text());
}

void TlsEngine::Connection::fail(std::string why) {
  state = TlsState::Failed;
  failure = std::move(why);
  pending.clear();
}

const PeerCertificate& TlsEngine::Connection::peer() {
  if (certificate_read || state == TlsState::Handshaking) return certificate;
  if (X509* presented = SSL_get0_peer_certificate(ssl.get())) {
    certificate = read_certificate(presented);
  }
  certificate.chain_error = record.chain_error;
  certificate.valid_until = record.valid_until;
  certificate.dane = record.dane;
  certificate_read = true;
  return certificate;
}

TlsEngine::TlsEngine(std::shared_ptr<const TlsContext> context, TlsParameters parameters)
    : connection_(std::make_unique<Connection>(std::move(context), std::move(parameters))) {}
TlsEngine::~TlsEngine() = default;
TlsEngine::TlsEngine(TlsEngine&&) noexcept = default;
TlsEngine& TlsEngine::operator=(TlsEngine&&) noexcept = default;

void TlsEngine::start() {
  if (connection_->context->role() == TlsRole::Client) connection_->handshake();
}

void TlsEngine::receive(std::string_view ciphertext) {
  Connection& c = *connection_;
  if (c.state == TlsState::Failed || c.state == TlsState::PeerClosed || ciphertext.empty()) return;
  std::size_t taken = 0;
  BIO_write_ex(c.incoming, ciphertext.data(), ciphertext.size(), &taken);
  if (taken != ciphertext.size()) return c.fail("out of memory");
  if (c.state == TlsState::Handshaking) c.handshake();
  c.read();
  // RFC 6120 5.3.5: whoever does not renegotiate ends the connection when somebody tries.
  if (c.record.renegotiation_attempted && c.state == TlsState::Established) {
    c.fail("the peer tried to renegotiate, which we do not do");
  }
}

void TlsEngine::send(std::string_view plaintext) {
  Connection& c = *connection_;
  if (c.closing || c.state == TlsState::Failed) return;
  if (c.state != TlsState::Handshaking) return c.write(plaintext);
  if (c.pending.size() + plaintext.size() > kPendingBytesMax) {
    return c.fail("too much to send before the handshake was complete");
  }
  c.pending += plaintext;
}

void TlsEngine::close() {
  Connection& c = *connection_;
  if (c.closing || c.state == TlsState::Failed) return;
  c.closing = true;
  if (c.state == TlsState::Handshaking) return;  // on_established() will
  ERR_clear_error();
  SSL_shutdown(c.ssl.get());
}

void TlsEngine::renegotiate() {
  SSL* const ssl = connection_->ssl.get();
  SSL_clear_options(ssl, SSL_OP_NO_RENEGOTIATION);
  ERR_clear_error();
  if (SSL_renegotiate(ssl) != 1) return connection_->fail(take_error_text());
  SSL_do_handshake(ssl);  // its answer comes to receive()
}

std::string TlsEngine::take_ciphertext() {
  std::string octets(BIO_ctrl_pending(connection_->outgoing), '\0');
  std::size_t length = 0;
  if (!octets.empty()) BIO_read_ex(connection_->outgoing, octets.data(), octets.size(), &length);
  octets.resize(length);
  return octets;
}

std::string TlsEngine::take_plaintext() { return std::exchange(connection_->plaintext, {}); }

TlsState TlsEngine::state() const { return connection_->state; }
const std::optional<TlsAlert>& TlsEngine::alert() const { return connection_->record.alert; }
const std::string& TlsEngine::dane_refusal() const { return connection_->record.dane_refusal; }
const std::string& TlsEngine::failure() const { return connection_->failure; }
const PeerCertificate& TlsEngine::peer_certificate() const { return connection_->peer(); }
std::string TlsEngine::version() const { return SSL_get_version(connection_->ssl.get()); }

std::string TlsEngine::cipher() const {
  const SSL_CIPHER* cipher = SSL_get_current_cipher(connection_->ssl.get());
  const char* name = cipher != nullptr ? SSL_CIPHER_standard_name(cipher) : nullptr;
  return name != nullptr ? name : "";
}

std::string TlsEngine::server_name() const {
  const char* name = SSL_get_servername(connection_->ssl.get(), TLSEXT_NAMETYPE_host_name);
  return name != nullptr ? name : "";
}

std::string TlsEngine::application_protocol() const {
  const unsigned char* name = nullptr;
  unsigned int length = 0;
  SSL_get0_alpn_selected(connection_->ssl.get(), &name, &length);
  return {reinterpret_cast<const char*>(name), length};
}

}  // namespace gateway
