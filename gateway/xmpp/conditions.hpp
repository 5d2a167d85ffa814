// The defined conditions of RFC 6120: stream errors (4.9.3), SASL errors (6.5), stanza errors (8.3.3).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gateway {

enum class StreamCondition : std::uint8_t {
  BadFormat, BadNamespacePrefix, Conflict, ConnectionTimeout, HostGone, HostUnknown,
  ImproperAddressing, InternalServerError, InvalidFrom, InvalidNamespace, InvalidXml,
  NotAuthorized, NotWellFormed, PolicyViolation, RemoteConnectionFailed, Reset,
  ResourceConstraint, RestrictedXml, SeeOtherHost, SystemShutdown, UndefinedCondition,
  UnsupportedEncoding, UnsupportedFeature, UnsupportedStanzaType, UnsupportedVersion,
};

enum class SaslCondition : std::uint8_t {
  Aborted, AccountDisabled, CredentialsExpired, EncryptionRequired, IncorrectEncoding,
  InvalidAuthzid, InvalidMechanism, MalformedRequest, MechanismTooWeak, NotAuthorized,
  TemporaryAuthFailure,
};

enum class StanzaCondition : std::uint8_t {
  BadRequest, Conflict, FeatureNotImplemented, Forbidden, Gone, InternalServerError,
  ItemNotFound, JidMalformed, NotAcceptable, NotAllowed, NotAuthorized, PolicyViolation,
  RecipientUnavailable, Redirect, RegistrationRequired, RemoteServerNotFound,
  RemoteServerTimeout, ResourceConstraint, ServiceUnavailable, SubscriptionRequired,
  UndefinedCondition, UnexpectedRequest,
  RemoteConnectionFailed,  // only inside dialback errors (XEP-0220 2.5 names it)
};

enum class StanzaErrorType : std::uint8_t { Auth, Cancel, Continue, Modify, Wait };

/// The element names of the RFC: "policy-violation".
std::string_view to_string(StreamCondition condition);
std::string_view to_string(SaslCondition condition);
std::string_view to_string(StanzaCondition condition);
std::string_view to_string(StanzaErrorType type);

std::optional<StreamCondition> parse_stream_condition(std::string_view name);
std::optional<SaslCondition> parse_sasl_condition(std::string_view name);
std::optional<StanzaCondition> parse_stanza_condition(std::string_view name);

/// The error type RFC 6120 8.3.3 gives for a condition.
StanzaErrorType default_type(StanzaCondition condition);

}  // namespace gateway
