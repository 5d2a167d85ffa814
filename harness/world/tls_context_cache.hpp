// TLS contexts of the fakes (and of a simulated gateway), made once: an SSL_CTX is expensive.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "gateway/tls/crypto_context.hpp"
#include "gateway/tls/tls_context.hpp"

namespace harness {

class TlsContextCache {
 public:
  /// @param role  names `crypto` in the cache's key
  gateway::Result<std::shared_ptr<const gateway::TlsContext>> get(
      const std::string& role, const std::shared_ptr<gateway::CryptoContext>& crypto,
      const gateway::TlsSettings& settings);

 private:
  std::map<std::string, std::shared_ptr<const gateway::TlsContext>> contexts_;
};

}  // namespace harness
