// Loads OpenSSL's default provider, and for simulations the injected random one, into a library
// context of its own. Source: OSSL_LIB_CTX(3), provider-rand(7).
#include "gateway/tls/crypto_context.hpp"

#include <openssl/crypto.h>
#include <openssl/provider.h>
#include <openssl/ssl.h>

#include <utility>

#include "gateway/base/assert.hpp"
#include "gateway/tls/random_provider.hpp"

namespace gateway {
namespace {

/// A library context with the default provider, which must be there: without it nothing works.
OSSL_LIB_CTX* new_library() {
  // What the machine's openssl.cnf says must not change how the gateway behaves.
  OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  OSSL_LIB_CTX* library = OSSL_LIB_CTX_new();
  GATEWAY_ASSERT(library != nullptr, "OpenSSL gives no library context");
  return library;
}

OSSL_PROVIDER* load_default_provider(OSSL_LIB_CTX* library) {
  OSSL_PROVIDER* provider = OSSL_PROVIDER_load(library, "default");
  GATEWAY_ASSERT(provider != nullptr, "OpenSSL has no default provider");
  return provider;
}

}  // namespace

struct CryptoContext::Providers {
  OSSL_PROVIDER* standard = nullptr;
  OSSL_PROVIDER* random = nullptr;  // null: system randomness
  RandomTap* tap = nullptr;         // owned by `random`
};

CryptoContext::CryptoContext(OSSL_LIB_CTX* library, std::unique_ptr<Providers> providers)
    : library_(library), providers_(std::move(providers)) {}

CryptoContext::~CryptoContext() {
  if (providers_->random != nullptr) OSSL_PROVIDER_unload(providers_->random);
  OSSL_PROVIDER_unload(providers_->standard);
  OSSL_LIB_CTX_free(library_);
}

std::shared_ptr<CryptoContext> CryptoContext::with_system_randomness() {
  OSSL_LIB_CTX* library = new_library();
  auto providers = std::make_unique<Providers>();
  providers->standard = load_default_provider(library);
  return std::shared_ptr<CryptoContext>(new CryptoContext(library, std::move(providers)));
}

std::shared_ptr<CryptoContext> CryptoContext::with_injected_randomness() {
  OSSL_LIB_CTX* library = new_library();
  auto providers = std::make_unique<Providers>();
  providers->tap = load_random_provider(library, providers->random);
  GATEWAY_ASSERT(providers->tap != nullptr, "OpenSSL refuses the injected random provider");
  providers->standard = load_default_provider(library);
  return std::shared_ptr<CryptoContext>(new CryptoContext(library, std::move(providers)));
}

bool CryptoContext::injected() const { return providers_->tap != nullptr; }

void CryptoContext::use_entropy(Entropy& entropy) {
  GATEWAY_ASSERT(injected(), "a context with system randomness takes no entropy");
  providers_->tap->entropy = &entropy;
}

CryptoContext::Setup::Setup(CryptoContext& crypto) : crypto_(crypto) {
  if (!crypto_.injected()) return;
  crypto_.providers_->tap->setup = true;
  crypto_.providers_->tap->setup_counter = 0;
}

CryptoContext::Setup::~Setup() {
  if (crypto_.injected()) crypto_.providers_->tap->setup = false;
}

}  // namespace gateway
