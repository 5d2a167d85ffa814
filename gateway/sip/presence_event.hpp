// What both ends of a subscription to presence have in common: the package (RFC 3856), the body
// (RFC 3863), and which responses end a subscription (RFC 6665 4.1.2.2, 4.2.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/sip/message.hpp"

namespace gateway::sip {

inline constexpr std::string_view kPresenceEvent = "presence";
inline constexpr std::string_view kPidfType = "application/pidf+xml";

/// 404, 405, 410, 416, 480 to 485, 489, 501, 604; 481 among them.
bool ends_subscription(int status);

/// "presence" with the same id: RFC 6665 8.2.1, octet by octet.
bool is_same_event(const Message& a, const Message& b);

/// The Event that answers this one: without parameters but the id (RFC 6665 4.5.2).
std::string event_answering(const Message& request);

/// Nothing if Event names presence; else 489 with Allow-Events.
std::optional<Message> refusal_of_event(const Message& request);
/// Nothing if there is no body, or PIDF; else 415 with what would do (RFC 3261 8.2.3).
std::optional<Message> refusal_of_body(const Message& request);
/// Nothing if Accept is absent or takes PIDF (RFC 3856 6.7); else 406.
std::optional<Message> refusal_of_accept(const Message& request);

}  // namespace gateway::sip
