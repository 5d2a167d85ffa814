// Keyed by the whole content of the settings: never by a pointer or a short hash.
#include "harness/world/tls_context_cache.hpp"

#include <string_view>
#include <utility>

namespace harness {
namespace {

// Beyond this the variety is not a matrix but a stream, and keeping it all would only eat memory.
constexpr std::size_t kCachedMax = 4096;

void append(std::string& key, std::string_view part) {
  key += std::to_string(part.size());
  key += ':';
  key += part;
}

std::string key_of(const std::string& role, const gateway::TlsSettings& settings) {
  std::string key;
  append(key, role);
  append(key, settings.credentials ? settings.credentials->chain_pem : std::string("-"));
  append(key, settings.credentials ? settings.credentials->private_key_pem : std::string("-"));
  append(key, settings.trust_anchors_pem);
  for (const auto* list : {&settings.alpn, &settings.server_names, &settings.revocation_lists}) {
    key += std::to_string(list->size()) + '/';
    for (const std::string& part : *list) append(key, part);
  }
  append(key, settings.ocsp_response);
  append(key, settings.alpn_selected);
  key += settings.issues_early_data_tickets ? '1' : '0';
  key += static_cast<char>('0' + static_cast<int>(settings.role));
  key += static_cast<char>('0' + static_cast<int>(settings.verification));
  key += static_cast<char>('0' + static_cast<int>(settings.version_min));
  key += static_cast<char>('0' + static_cast<int>(settings.version_max));
  key += settings.request_client_certificate ? '1' : '0';
  return key;
}

}  // namespace

gateway::Result<std::shared_ptr<const gateway::TlsContext>> TlsContextCache::get(
    const std::string& role, const std::shared_ptr<gateway::CryptoContext>& crypto,
    const gateway::TlsSettings& settings) {
  std::string key = key_of(role, settings);
  const auto found = contexts_.find(key);
  if (found != contexts_.end()) return found->second;

  auto made = gateway::TlsContext::create(crypto, settings);
  if (!made) return made;
  if (contexts_.size() >= kCachedMax) contexts_.clear();
  contexts_.emplace(std::move(key), *made);
  return made;
}

}  // namespace harness
