#include "harness/bench/bare_handshakes.hpp"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <stdexcept>

namespace harness {
namespace {

using BioHandle = std::unique_ptr<BIO, decltype(&BIO_free_all)>;

BioHandle bio_of(const std::string& pem) {
  return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free_all};
}

void require(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(std::string("bench: OpenSSL refuses ") + what);
}

void use_credentials(SSL_CTX* context, const gateway::Credentials& credentials) {
  const BioHandle chain = bio_of(credentials.chain_pem);
  X509* leaf = PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr);
  require(leaf != nullptr && SSL_CTX_use_certificate(context, leaf) == 1, "a certificate");
  X509_free(leaf);
  while (X509* next = PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr)) {
    require(SSL_CTX_add0_chain_cert(context, next) == 1, "a chain");
  }
  const BioHandle key_bio = bio_of(credentials.private_key_pem);
  EVP_PKEY* key = PEM_read_bio_PrivateKey(key_bio.get(), nullptr, nullptr, nullptr);
  require(key != nullptr && SSL_CTX_use_PrivateKey(context, key) == 1, "a key");
  EVP_PKEY_free(key);
}

void trust(SSL_CTX* context, const std::string& pem) {
  const BioHandle bio = bio_of(pem);
  X509* root = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr);
  require(root != nullptr && X509_STORE_add_cert(SSL_CTX_get_cert_store(context), root) == 1,
          "a trust anchor");
  X509_free(root);
}

/// The check is made either way; only its consequence differs.
int tolerate(int, X509_STORE_CTX*) { return 1; }

SSL_CTX* make_context(const SSL_METHOD* method, const fakes::Pki& pki,
                      fakes::CertificateKind certificate, bool enforces) {
  SSL_CTX* context = SSL_CTX_new(method);
  require(context != nullptr, "a context");
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
  SSL_CTX_set1_groups_list(context, "X25519:P-256");
  SSL_CTX_set_verify(context,
                     enforces ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_PEER,
                     enforces ? nullptr : tolerate);
  trust(context, pki.trusted_root_pem());
  if (const auto credentials = pki.credentials(certificate, "bench.example")) {
    use_credentials(context, *credentials);
  }
  return context;
}

/// A BIO pair would buffer as well; plain memory BIOs are what the gateway uses.
SSL* make_connection(SSL_CTX* context, BIO* in, BIO* out, bool client) {
  SSL* connection = SSL_new(context);
  require(connection != nullptr, "a connection");
  BIO_up_ref(in);
  BIO_up_ref(out);
  SSL_set_bio(connection, in, out);
  if (client) {
    SSL_set_connect_state(connection);
    SSL_set_tlsext_host_name(connection, "bench.example");
  } else {
    SSL_set_accept_state(connection);
  }
  return connection;
}

bool handshake(SSL_CTX* client_context, SSL_CTX* server_context) {
  BIO* to_server = BIO_new(BIO_s_mem());
  BIO* to_client = BIO_new(BIO_s_mem());
  BIO_set_mem_eof_return(to_server, -1);
  BIO_set_mem_eof_return(to_client, -1);
  SSL* client = make_connection(client_context, to_client, to_server, true);
  SSL* server = make_connection(server_context, to_server, to_client, false);
  BIO_free(to_server);
  BIO_free(to_client);
  bool broken = false;
  while (!broken && (!SSL_is_init_finished(client) || !SSL_is_init_finished(server))) {
    for (SSL* side : {client, server}) {
      if (SSL_is_init_finished(side)) continue;
      const int result = SSL_do_handshake(side);
      broken |= result != 1 && SSL_get_error(side, result) != SSL_ERROR_WANT_READ;
    }
  }
  SSL_free(client);
  SSL_free(server);
  return !broken;
}

}  // namespace

struct BareHandshakes::Contexts {
  SSL_CTX* client = nullptr;
  SSL_CTX* server = nullptr;
  ~Contexts() {
    SSL_CTX_free(client);
    SSL_CTX_free(server);
  }
};

BareHandshakes::BareHandshakes(const fakes::Pki& pki) : pki_(pki) {}
BareHandshakes::~BareHandshakes() = default;

BareHandshakes::Contexts& BareHandshakes::contexts_for(const HandshakeKind& kind) {
  auto& contexts = contexts_[kind];
  if (!contexts) {
    contexts = std::make_unique<Contexts>();
    contexts->client =
        make_context(TLS_client_method(), pki_, kind.client_certificate, kind.client_enforces);
    contexts->server =
        make_context(TLS_server_method(), pki_, kind.server_certificate, kind.server_enforces);
  }
  return *contexts;
}

std::size_t BareHandshakes::perform(const HandshakeKind& kind, std::size_t count) {
  const Contexts& contexts = contexts_for(kind);
  std::size_t completed = 0;
  for (std::size_t i = 0; i < count; ++i) completed += handshake(contexts.client, contexts.server);
  return completed;
}

}  // namespace harness
