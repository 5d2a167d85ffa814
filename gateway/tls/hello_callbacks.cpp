// Callbacks of OpenSSL about what a hello asks for, and the one that shows messages as they pass.
// Sources: RFC 7301 (ALPN), RFC 6066 3 (SNI) and 8 (status).
#include <openssl/crypto.h>

#include <algorithm>
#include <cstring>

#include "gateway/tls/callbacks.hpp"

namespace gateway {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal_without_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

int on_alpn_offer(SSL* /*ssl*/, const unsigned char** chosen, unsigned char* chosen_length,
                  const unsigned char* offered, unsigned int offered_length, void* accepted) {
  const char* const begin = reinterpret_cast<const char*>(offered);
  for (const std::string& ours : *static_cast<const std::vector<std::string>*>(accepted)) {
    std::string_view rest(begin, offered_length);
    while (!rest.empty()) {
      const std::size_t length = static_cast<unsigned char>(rest.front());
      const std::string_view theirs = rest.substr(1, length);
      if (theirs == ours) {
        *chosen = reinterpret_cast<const unsigned char*>(theirs.data());
        *chosen_length = static_cast<unsigned char>(theirs.size());
        return SSL_TLSEXT_ERR_OK;
      }
      rest.remove_prefix(1 + theirs.size());
    }
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;  // no_application_protocol
}

int on_alpn_whatever_is_offered(SSL* /*ssl*/, const unsigned char** chosen,
                                unsigned char* chosen_length, const unsigned char* /*offered*/,
                                unsigned int /*offered_length*/, void* name) {
  const std::string& ours = *static_cast<const std::string*>(name);
  *chosen = reinterpret_cast<const unsigned char*>(ours.data());
  *chosen_length = static_cast<unsigned char>(ours.size());
  return SSL_TLSEXT_ERR_OK;
}

int on_server_name(SSL* ssl, int* alert, void* names) {
  const char* const asked = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  if (asked == nullptr) return SSL_TLSEXT_ERR_NOACK;
  for (const std::string& ours : *static_cast<const std::vector<std::string>*>(names)) {
    if (equal_without_case(asked, ours)) return SSL_TLSEXT_ERR_OK;
  }
  *alert = SSL_AD_UNRECOGNIZED_NAME;
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

int on_status_request(SSL* ssl, void* response) {
  const std::string& ours = *static_cast<const std::string*>(response);
  auto* const copy = static_cast<unsigned char*>(OPENSSL_malloc(ours.size()));  // OpenSSL's to free
  if (copy == nullptr) return SSL_TLSEXT_ERR_NOACK;
  std::memcpy(copy, ours.data(), ours.size());
  SSL_set_tlsext_status_ocsp_resp(ssl, copy, static_cast<long>(ours.size()));
  return SSL_TLSEXT_ERR_OK;
}

void on_message(int sent, int /*version*/, int content_type, const void* octets, std::size_t length,
                SSL* ssl, void* /*unused*/) {
  if (content_type != SSL3_RT_HANDSHAKE && content_type != SSL3_RT_ALERT) return;
  const auto* record = static_cast<const HandshakeRecord*>(SSL_get_app_data(ssl));
  if (record == nullptr || !record->parameters.on_message) return;
  record->parameters.on_message({.sent = sent == 1,
                                 .is_alert = content_type == SSL3_RT_ALERT,
                                 .octets = {static_cast<const char*>(octets), length}});
}

}  // namespace gateway
