// Errors of one world as errors of the other: the two tables of RFC 7247 7. Whether the sender may
// learn that much is decided elsewhere (RFC 6120 8.3.3.19).
#pragma once

#include <cstdint>

#include "gateway/xmpp/conditions.hpp"

namespace gateway::mapping {

/// Whom the error is about; SIP has codes for one place (4xx) and for all places (6xx).
enum class ErrorAbout : std::uint8_t { FullJid, BareJid };

/// A stanza error, as far as the table asks.
struct StanzaFailure {
  StanzaCondition condition = StanzaCondition::UndefinedCondition;
  ErrorAbout about = ErrorAbout::BareJid;
  bool names_new_address = false;  // gone: with character data
  bool name_not_found = false;     // remote-server-not-found: DNS says that there is no such domain
};

/// RFC 7247 table 2. Where it leaves a choice: service-unavailable is 403, as 503 would condemn the
/// whole gateway; not-authorized and registration-required are 403 too, as 401 and 407 must carry a
/// challenge (RFC 3261 21.4.2) that nobody could answer; unexpected-request is 491.
int status_of(const StanzaFailure& failure);

/// RFC 7247 table 3; codes it does not list fall back by class. Below 300: undefined-condition.
StanzaCondition condition_of(int status);

}  // namespace gateway::mapping
