// The RAND algorithm of the built-in provider. It has no state of its own: the public, the private
// and the primary generator of every thread draw from the same tap, in the order they are asked.
#include "gateway/tls/random_provider.hpp"

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <openssl/rand.h>

#include <cstring>
#include <span>

namespace gateway {
namespace {

constexpr unsigned int kStrengthBits = 256;
constexpr std::size_t kRequestBytesMax = std::size_t{1} << 16;

/// splitmix64 (Steele, Lea, Flood 2014): only for octets that never reach the wire.
std::uint64_t next_setup_word(RandomTap& tap) {
  std::uint64_t word = tap.setup_counter += 0x9e3779b97f4a7c15U;
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9U;
  word = (word ^ (word >> 27)) * 0x94d049bb133111ebU;
  return word ^ (word >> 31);
}

int draw(RandomTap& tap, std::span<std::uint8_t> out) {
  if (tap.setup) {
    for (std::uint8_t& octet : out) octet = static_cast<std::uint8_t>(next_setup_word(tap));
    return 1;
  }
  if (tap.entropy == nullptr) return 0;
  tap.entropy->fill(out);
  return 1;
}

// The signatures below are OpenSSL's (core_dispatch.h).

void* rand_new(void* tap, void* /*parent*/, const OSSL_DISPATCH* /*parent_calls*/) { return tap; }
void rand_free(void* /*tap*/) {}

int rand_instantiate(void* /*tap*/, unsigned int /*strength*/, int /*prediction_resistance*/,
                     const unsigned char* /*personalisation*/, std::size_t /*length*/,
                     const OSSL_PARAM* /*params*/) {
  return 1;
}
int rand_uninstantiate(void* /*tap*/) { return 1; }

int rand_generate(void* tap, unsigned char* out, std::size_t length, unsigned int /*strength*/,
                  int /*prediction_resistance*/, const unsigned char* /*additional*/,
                  std::size_t /*additional_length*/) {
  return draw(*static_cast<RandomTap*>(tap), {out, length});
}

// Additional seed material is ignored: it would make a run depend on what went before.
int rand_reseed(void* /*tap*/, int /*prediction_resistance*/, const unsigned char* /*entropy*/,
                std::size_t /*length*/, const unsigned char* /*additional*/,
                std::size_t /*additional_length*/) {
  return 1;
}

int rand_enable_locking(void* /*tap*/) { return 1; }
int rand_lock(void* /*tap*/) { return 1; }
void rand_unlock(void* /*tap*/) {}

int rand_get_params(void* /*tap*/, OSSL_PARAM params[]) {
  if (OSSL_PARAM* p = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_STATE)) {
    if (OSSL_PARAM_set_int(p, EVP_RAND_STATE_READY) == 0) return 0;
  }
  if (OSSL_PARAM* p = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_STRENGTH)) {
    if (OSSL_PARAM_set_uint(p, kStrengthBits) == 0) return 0;
  }
  if (OSSL_PARAM* p = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_MAX_REQUEST)) {
    if (OSSL_PARAM_set_size_t(p, kRequestBytesMax) == 0) return 0;
  }
  return 1;
}

const OSSL_PARAM* rand_gettable_params(void* /*tap*/, void* /*provider*/) {
  static const OSSL_PARAM kParams[] = {
      OSSL_PARAM_int(OSSL_RAND_PARAM_STATE, nullptr),
      OSSL_PARAM_uint(OSSL_RAND_PARAM_STRENGTH, nullptr),
      OSSL_PARAM_size_t(OSSL_RAND_PARAM_MAX_REQUEST, nullptr),
      OSSL_PARAM_END,
  };
  return kParams;
}

template <class Function>
OSSL_DISPATCH entry(int id, Function* function) {
  return {id, reinterpret_cast<void (*)()>(function)};
}

const OSSL_ALGORITHM* query(void* /*tap*/, int operation, int* no_cache) {
  static const OSSL_DISPATCH kCalls[] = {
      entry(OSSL_FUNC_RAND_NEWCTX, rand_new),
      entry(OSSL_FUNC_RAND_FREECTX, rand_free),
      entry(OSSL_FUNC_RAND_INSTANTIATE, rand_instantiate),
      entry(OSSL_FUNC_RAND_UNINSTANTIATE, rand_uninstantiate),
      entry(OSSL_FUNC_RAND_GENERATE, rand_generate),
      entry(OSSL_FUNC_RAND_RESEED, rand_reseed),
      entry(OSSL_FUNC_RAND_ENABLE_LOCKING, rand_enable_locking),
      entry(OSSL_FUNC_RAND_LOCK, rand_lock),
      entry(OSSL_FUNC_RAND_UNLOCK, rand_unlock),
      entry(OSSL_FUNC_RAND_GET_CTX_PARAMS, rand_get_params),
      entry(OSSL_FUNC_RAND_GETTABLE_CTX_PARAMS, rand_gettable_params),
      {0, nullptr},
  };
  static const OSSL_ALGORITHM kAlgorithms[] = {
      {kRandomAlgorithm, "provider=injected-random", kCalls, "draws from gateway::Entropy"},
      {nullptr, nullptr, nullptr, nullptr},
  };
  *no_cache = 0;
  return operation == OSSL_OP_RAND ? kAlgorithms : nullptr;
}

void teardown(void* tap) { delete static_cast<RandomTap*>(tap); }

int initialise(const OSSL_CORE_HANDLE* /*handle*/, const OSSL_DISPATCH* /*from_core*/,
               const OSSL_DISPATCH** to_core, void** provider_context) {
  static const OSSL_DISPATCH kCalls[] = {
      entry(OSSL_FUNC_PROVIDER_TEARDOWN, teardown),
      entry(OSSL_FUNC_PROVIDER_QUERY_OPERATION, query),
      {0, nullptr},
  };
  *to_core = kCalls;
  *provider_context = new RandomTap;
  return 1;
}

}  // namespace

RandomTap* load_random_provider(OSSL_LIB_CTX* library, OSSL_PROVIDER*& provider) {
  if (OSSL_PROVIDER_add_builtin(library, kRandomProviderName, initialise) == 0) return nullptr;
  provider = OSSL_PROVIDER_load(library, kRandomProviderName);
  if (provider == nullptr) return nullptr;
  if (RAND_set_DRBG_type(library, kRandomAlgorithm, nullptr, nullptr, nullptr) == 0) return nullptr;
  return static_cast<RandomTap*>(OSSL_PROVIDER_get0_provider_ctx(provider));
}

}  // namespace gateway
