// The eighteen rows as data. The table is the law: no formula reproduces it (a SASL-required row
// still allows dialback over TLS where TLS is optional).
#include "gateway/policy/negotiation.hpp"

#include <array>

#include "gateway/base/assert.hpp"

namespace gateway {
namespace {

using S = SettingSeverity;

constexpr SettingDiagnostic kDialbackInoperative{
    "dialback-inoperative", S::Warning,
    "TLS and SASL are both required, so dialback will never run although it is switched on; "
    "switch dialback off, or make SASL optional"};
constexpr SettingDiagnostic kSaslNeedsTls{
    "sasl-needs-tls", S::Warning,
    "SASL can only run over TLS, and TLS is not required here, so negotiation may fail; "
    "require TLS if the partner can"};
constexpr SettingDiagnostic kNoMethodSaslNeedsTls{
    "no-method-sasl-needs-tls", S::Error,
    "SASL cannot run without TLS, TLS is not supported, and dialback is off: no method is left; "
    "allow TLS or switch dialback on"};
constexpr SettingDiagnostic kNoMethod{
    "no-method", S::Error,
    "neither SASL nor dialback is available: at least one of them must be enabled"};
constexpr SettingDiagnostic kTlsDialbackOnly{
    "tls-dialback-only", S::Note, "the partner will be authenticated by dialback over TLS"};
constexpr SettingDiagnostic kPeerChoosesDialback{
    "peer-chooses-dialback", S::Note,
    "dialback will run over TLS or over TCP, whichever the other side negotiates"};
constexpr SettingDiagnostic kTcpDialbackOnly{
    "tcp-dialback-only", S::Note, "dialback over TCP is the only method left"};

struct Row {
  NegotiationSettings settings;
  AllowedMethods methods;
  SettingDiagnostic diagnostic;
  bool has_diagnostic = true;
};

constexpr AllowedMethods kNone{};
constexpr AllowedMethods kSasl{.sasl_over_tls = true};
constexpr AllowedMethods kTlsDialback{.tls_dialback = true};
constexpr AllowedMethods kTcpDialback{.tcp_dialback = true};
constexpr AllowedMethods kSaslOrTlsDialback{.sasl_over_tls = true, .tls_dialback = true};
constexpr AllowedMethods kAnyDialback{.tls_dialback = true, .tcp_dialback = true};
constexpr AllowedMethods kAll{.sasl_over_tls = true, .tls_dialback = true, .tcp_dialback = true};

constexpr std::array<Row, 18> kRows{{
    // tls, sasl, dialback                          methods             diagnostic
    {{Tls::Required, Sasl::Required, true}, kSasl, kDialbackInoperative},
    {{Tls::Required, Sasl::Required, false}, kSasl, {}, false},
    {{Tls::Optional, Sasl::Required, true}, kAll, kSaslNeedsTls},
    {{Tls::Optional, Sasl::Required, false}, kSasl, kSaslNeedsTls},
    {{Tls::NotSupported, Sasl::Required, true}, kTcpDialback, kSaslNeedsTls},
    {{Tls::NotSupported, Sasl::Required, false}, kNone, kNoMethodSaslNeedsTls},
    {{Tls::Required, Sasl::Optional, true}, kSaslOrTlsDialback, {}, false},
    {{Tls::Required, Sasl::Optional, false}, kSasl, {}, false},
    {{Tls::Optional, Sasl::Optional, true}, kAll, kSaslNeedsTls},
    {{Tls::Optional, Sasl::Optional, false}, kSasl, kSaslNeedsTls},
    {{Tls::NotSupported, Sasl::Optional, true}, kTcpDialback, kSaslNeedsTls},
    {{Tls::NotSupported, Sasl::Optional, false}, kNone, kNoMethodSaslNeedsTls},
    {{Tls::Required, Sasl::NotSupported, true}, kTlsDialback, kTlsDialbackOnly},
    {{Tls::Required, Sasl::NotSupported, false}, kNone, kNoMethod},
    {{Tls::Optional, Sasl::NotSupported, true}, kAnyDialback, kPeerChoosesDialback},
    {{Tls::Optional, Sasl::NotSupported, false}, kNone, kNoMethod},
    {{Tls::NotSupported, Sasl::NotSupported, true}, kTcpDialback, kTcpDialbackOnly},
    {{Tls::NotSupported, Sasl::NotSupported, false}, kNone, kNoMethod},
}};

const Row& row_of(const NegotiationSettings& settings) {
  for (const Row& row : kRows) {
    if (row.settings == settings) return row;
  }
  assertion_failed("a row for every setting", __FILE__, __LINE__, "negotiation settings");
}

}  // namespace

AllowedMethods allowed_methods(const NegotiationSettings& settings) {
  return row_of(settings).methods;
}

std::span<const SettingDiagnostic> diagnostics_of(const NegotiationSettings& settings) {
  const Row& row = row_of(settings);
  if (!row.has_diagnostic) return {};
  return {&row.diagnostic, 1};
}

std::string_view to_string(Tls tls) {
  switch (tls) {
    case Tls::Required: return "required";
    case Tls::Optional: return "optional";
    case Tls::NotSupported: return "not-supported";
  }
  return "?";
}

std::string_view to_string(Sasl sasl) {
  switch (sasl) {
    case Sasl::Required: return "required";
    case Sasl::Optional: return "optional";
    case Sasl::NotSupported: return "not-supported";
  }
  return "?";
}

}  // namespace gateway
