// The tables; see tls_codes.hpp.
#include "fakes/wire/tls_codes.hpp"

#include <fmt/format.h>

#include <span>

#include "gateway/tls/alert_name.hpp"

namespace fakes::wire {
namespace {

struct Code {
  std::uint16_t code;
  std::string_view name;
};

constexpr Code kVersions[] = {{0x0002, "2.0"}, {0x0300, "3.0"}, {0x0301, "1.0"},
                              {0x0302, "1.1"}, {0x0303, "1.2"}, {0x0304, "1.3"}};

constexpr Code kSuites[] = {
    {0x1301, "TLS_AES_128_GCM_SHA256"},
    {0x1302, "TLS_AES_256_GCM_SHA384"},
    {0x1303, "TLS_CHACHA20_POLY1305_SHA256"},
    {0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"},
    {0xc02c, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"},
    {0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"},
    {0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"},
    {0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
    {0xcca9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"},
    {0x009e, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"},
    {0x009f, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"},
    {0xccaa, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
    // Without forward secrecy, without authentication, without encryption, or too weak.
    {0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA"},
    {0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256"},
    {0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384"},
    {0x0001, "TLS_RSA_WITH_NULL_MD5"},
    {0x0002, "TLS_RSA_WITH_NULL_SHA"},
    {0x003b, "TLS_RSA_WITH_NULL_SHA256"},
    {0xc006, "TLS_ECDHE_ECDSA_WITH_NULL_SHA"},
    {0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5"},
    {0x0008, "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA"},
    {0x0004, "TLS_RSA_WITH_RC4_128_MD5"},
    {0x0005, "TLS_RSA_WITH_RC4_128_SHA"},
    {0xc007, "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA"},
    {0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA"},
    {0x0018, "TLS_DH_anon_WITH_RC4_128_MD5"},
    {0x0034, "TLS_DH_anon_WITH_AES_128_CBC_SHA"},
    {0xc018, "TLS_ECDH_anon_WITH_AES_128_CBC_SHA"},
    {kRenegotiationScsv, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"},
    {0x5600, "TLS_FALLBACK_SCSV"},
};

constexpr Code kExtensions[] = {{0, "server_name"},
                                {5, "status_request"},
                                {10, "supported_groups"},
                                {11, "ec_point_formats"},
                                {13, "signature_algorithms"},
                                {16, "alpn"},
                                {22, "encrypt_then_mac"},
                                {23, "extended_master_secret"},
                                {35, "session_ticket"},
                                {41, "pre_shared_key"},
                                {42, "early_data"},
                                {43, "supported_versions"},
                                {45, "psk_key_exchange_modes"},
                                {47, "certificate_authorities"},
                                {51, "key_share"},
                                {0xff01, "renegotiation_info"}};

std::string name_in(std::span<const Code> codes, std::uint16_t code) {
  for (const Code& known : codes) {
    if (known.code == code) return std::string(known.name);
  }
  return fmt::format("0x{:04x}", code);
}

std::optional<std::uint16_t> code_in(std::span<const Code> codes, std::string_view name) {
  for (const Code& known : codes) {
    if (known.name == name) return known.code;
  }
  return std::nullopt;
}

}  // namespace

std::string suite_name(std::uint16_t code) { return name_in(kSuites, code); }
std::optional<std::uint16_t> suite_code(std::string_view name) { return code_in(kSuites, name); }
std::string tls_version_name(std::uint16_t code) { return name_in(kVersions, code); }
std::optional<std::uint16_t> tls_version_code(std::string_view name) {
  return code_in(kVersions, name);
}
std::string extension_name(std::uint16_t code) { return name_in(kExtensions, code); }
std::string alert_text(std::uint8_t code) { return gateway::alert_name(code); }

}  // namespace fakes::wire
