// A built-in OpenSSL provider whose only algorithm is a random generator that draws from an Entropy
// of ours. Source: provider-rand(7), OSSL_PROVIDER_add_builtin(3).
#pragma once

#include <openssl/types.h>

#include <cstdint>

#include "gateway/base/entropy.hpp"

namespace gateway {

/// Where the generator of one OSSL_LIB_CTX draws from. Owned by the provider, which OpenSSL frees
/// together with the library context.
struct RandomTap {
  Entropy* entropy = nullptr;  // null: asking for randomness fails
  /// While true, octets come from a fixed counter and `entropy` is not touched. See CryptoContext.
  bool setup = false;
  std::uint64_t setup_counter = 0;
};

inline constexpr const char* kRandomProviderName = "injected-random";
inline constexpr const char* kRandomAlgorithm = "INJECTED";

/// Adds and loads the provider and makes it the random generator of `library`. To be called before
/// anything asks the library for randomness.
/// @return the tap, or null if OpenSSL refuses; `provider` receives what must be unloaded
RandomTap* load_random_provider(OSSL_LIB_CTX* library, OSSL_PROVIDER*& provider);

}  // namespace gateway
