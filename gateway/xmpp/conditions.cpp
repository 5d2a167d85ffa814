// The names of the defined conditions, in the order of their enumerations.
#include "gateway/xmpp/conditions.hpp"

#include <array>
#include <cstddef>

namespace gateway {
namespace {

// RFC 6120 4.9.3
constexpr std::array<std::string_view, 25> kStreamConditions = {
    "bad-format",
    "bad-namespace-prefix",
    "conflict",
    "connection-timeout",
    "host-gone",
    "host-unknown",
    "improper-addressing",
    "internal-server-error",
    "invalid-from",
    "invalid-namespace",
    "invalid-xml",
    "not-authorized",
    "not-well-formed",
    "policy-violation",
    "remote-connection-failed",
    "reset",
    "resource-constraint",
    "restricted-xml",
    "see-other-host",
    "system-shutdown",
    "undefined-condition",
    "unsupported-encoding",
    "unsupported-feature",
    "unsupported-stanza-type",
    "unsupported-version",
};
static_assert(kStreamConditions.size() ==
              static_cast<std::size_t>(StreamCondition::UnsupportedVersion) + 1);

// RFC 6120 6.5
constexpr std::array<std::string_view, 11> kSaslConditions = {
    "aborted",
    "account-disabled",
    "credentials-expired",
    "encryption-required",
    "incorrect-encoding",
    "invalid-authzid",
    "invalid-mechanism",
    "malformed-request",
    "mechanism-too-weak",
    "not-authorized",
    "temporary-auth-failure",
};
static_assert(kSaslConditions.size() ==
              static_cast<std::size_t>(SaslCondition::TemporaryAuthFailure) + 1);

struct StanzaConditionRow {
  std::string_view name;
  StanzaErrorType type;
};

// RFC 6120 8.3.3. Where it leaves a choice of types, the first it names; undefined-condition names
// none and cannot be remedied by anybody who does not know what happened.
constexpr std::array<StanzaConditionRow, 23> kStanzaConditions = {{
    {"bad-request", StanzaErrorType::Modify},
    {"conflict", StanzaErrorType::Cancel},
    {"feature-not-implemented", StanzaErrorType::Cancel},
    {"forbidden", StanzaErrorType::Auth},
    {"gone", StanzaErrorType::Cancel},
    {"internal-server-error", StanzaErrorType::Cancel},
    {"item-not-found", StanzaErrorType::Cancel},
    {"jid-malformed", StanzaErrorType::Modify},
    {"not-acceptable", StanzaErrorType::Modify},
    {"not-allowed", StanzaErrorType::Cancel},
    {"not-authorized", StanzaErrorType::Auth},
    {"policy-violation", StanzaErrorType::Modify},
    {"recipient-unavailable", StanzaErrorType::Wait},
    {"redirect", StanzaErrorType::Modify},
    {"registration-required", StanzaErrorType::Auth},
    {"remote-server-not-found", StanzaErrorType::Cancel},
    {"remote-server-timeout", StanzaErrorType::Wait},
    {"resource-constraint", StanzaErrorType::Wait},
    {"service-unavailable", StanzaErrorType::Cancel},
    {"subscription-required", StanzaErrorType::Auth},
    {"undefined-condition", StanzaErrorType::Cancel},
    {"unexpected-request", StanzaErrorType::Wait},
    {"remote-connection-failed", StanzaErrorType::Cancel},
}};
static_assert(kStanzaConditions.size() ==
              static_cast<std::size_t>(StanzaCondition::RemoteConnectionFailed) + 1);

template <class Condition, std::size_t N>
std::optional<Condition> find_name(const std::array<std::string_view, N>& names,
                                   std::string_view name) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == name) return static_cast<Condition>(i);
  }
  return {};
}

}  // namespace

std::string_view to_string(StreamCondition condition) {
  return kStreamConditions.at(static_cast<std::size_t>(condition));
}

std::string_view to_string(SaslCondition condition) {
  return kSaslConditions.at(static_cast<std::size_t>(condition));
}

std::string_view to_string(StanzaCondition condition) {
  return kStanzaConditions.at(static_cast<std::size_t>(condition)).name;
}

std::string_view to_string(StanzaErrorType type) {
  switch (type) {
    case StanzaErrorType::Auth:
      return "auth";
    case StanzaErrorType::Cancel:
      return "cancel";
    case StanzaErrorType::Continue:
      return "continue";
    case StanzaErrorType::Modify:
      return "modify";
    case StanzaErrorType::Wait:
      return "wait";
  }
  return "?";
}

std::optional<StreamCondition> parse_stream_condition(std::string_view name) {
  return find_name<StreamCondition>(kStreamConditions, name);
}

std::optional<SaslCondition> parse_sasl_condition(std::string_view name) {
  return find_name<SaslCondition>(kSaslConditions, name);
}

std::optional<StanzaCondition> parse_stanza_condition(std::string_view name) {
  for (std::size_t i = 0; i < kStanzaConditions.size(); ++i) {
    if (kStanzaConditions[i].name == name) return static_cast<StanzaCondition>(i);
  }
  return {};
}

StanzaErrorType default_type(StanzaCondition condition) {
  return kStanzaConditions.at(static_cast<std::size_t>(condition)).type;
}

}  // namespace gateway
