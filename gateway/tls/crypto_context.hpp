// One OSSL_LIB_CTX: a node's own OpenSSL, with its own random stream. Everything of OpenSSL that a
// gateway or a fake uses hangs off one of these, so that simulated nodes do not disturb each other.
#pragma once

#include <memory>

#include "gateway/base/entropy.hpp"

struct ossl_lib_ctx_st;

namespace gateway {

class CryptoContext {
 public:
  /// Uses OpenSSL's own (system) randomness. For service.
  static std::shared_ptr<CryptoContext> with_system_randomness();

  /// All randomness OpenSSL uses in this context (hello randoms, key shares, ECDSA nonces, session
  /// ids) is drawn from the entropy set by `use_entropy`, through a built-in RAND provider. Before
  /// the first `use_entropy` there is none: contexts can be created, but a handshake fails.
  /// Expensive (loads providers): make one per node and thread, reuse it for many runs.
  static std::shared_ptr<CryptoContext> with_injected_randomness();

  CryptoContext(const CryptoContext&) = delete;
  CryptoContext& operator=(const CryptoContext&) = delete;
  ~CryptoContext();

  /// Only for an injected context: from now on chance comes from `entropy`, which must live until
  /// the next call. A run that starts with the same entropy state repeats byte for byte.
  void use_entropy(Entropy& entropy);

  /// Whether chance is injected, so that runs must repeat.
  bool injected() const;

  ossl_lib_ctx_st* library() const { return library_; }

  /// While it lives, an injected context serves fixed octets instead of the entropy. For setting
  /// things up: OpenSSL fills keys that we never use (of tickets and cookies), and whether a
  /// TlsContext was made anew for a run must not shift the run's random stream.
  class Setup {
   public:
    explicit Setup(CryptoContext& crypto);
    ~Setup();
    Setup(const Setup&) = delete;
    Setup& operator=(const Setup&) = delete;

   private:
    CryptoContext& crypto_;
  };

 private:
  struct Providers;
  CryptoContext(ossl_lib_ctx_st* library, std::unique_ptr<Providers> providers);
  ossl_lib_ctx_st* library_;  // never null: every context has its own library, the system one too
  std::unique_ptr<Providers> providers_;
};

}  // namespace gateway
