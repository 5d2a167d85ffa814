// The eighteen settings: what (tls, sasl, dialback) allows, and what is wrong with it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace gateway {

enum class Tls : std::uint8_t { Required, Optional, NotSupported };
enum class Sasl : std::uint8_t { Required, Optional, NotSupported };

struct NegotiationSettings {
  Tls tls = Tls::Required;
  Sasl sasl = Sasl::Required;
  bool dialback = true;
  friend bool operator==(const NegotiationSettings&, const NegotiationSettings&) = default;
};

/// How a session with a partner may be authenticated.
struct AllowedMethods {
  bool sasl_over_tls = false;
  bool tls_dialback = false;
  bool tcp_dialback = false;

  bool any_over_tls() const { return sasl_over_tls || tls_dialback; }
  bool any_dialback() const { return tls_dialback || tcp_dialback; }
  bool none() const { return !any_over_tls() && !tcp_dialback; }
  friend bool operator==(const AllowedMethods&, const AllowedMethods&) = default;
};

enum class SettingSeverity : std::uint8_t { Note, Warning, Error };

struct SettingDiagnostic {
  std::string_view code;  // "dialback-inoperative"
  SettingSeverity severity;
  std::string_view text;  // what it means and what to do
};

/// Empty for a setting that is not valid: it must be refused when it is entered.
AllowedMethods allowed_methods(const NegotiationSettings& settings);
std::span<const SettingDiagnostic> diagnostics_of(const NegotiationSettings& settings);

std::string_view to_string(Tls tls);    // "required", "optional", "not-supported"
std::string_view to_string(Sasl sasl);

}  // namespace gateway
