// What a user's SIP MESSAGE says, and to whom: RFC 7572 5, table 2, and sections 7 and 8; RFC 3862,
// 3994 and 5438 for what is no text.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "gateway/interworking/imdn.hpp"
#include "gateway/interworking/typing.hpp"
#include "gateway/sip/message.hpp"
#include "gateway/xmpp/jid.hpp"

namespace gateway {

/// Why a request is refused: the response's code, what it adds, and the word for the log.
struct SipRefusal {
  int status = 400;
  std::optional<sip::Header> header;
  std::string why;
  friend bool operator==(const SipRefusal&, const SipRefusal&) = default;
};

struct SipAddresses {
  Jid user;     // full where the endpoint told its gr
  Jid contact;  // full if the URI says so
};
/// 416 for sips in the request's URI, To or From (RFC 7247 8), 400 for what has no other side.
std::variant<SipAddresses, SipRefusal> addresses_of_sip(const sip::Message& request);

struct SaidText {
  std::string text;  // UTF-8, never empty
  std::string subject;
  std::string language;
  std::optional<NotificationRequest> asks;
  friend bool operator==(const SaidText&, const SaidText&) = default;
};

/// 415 names what is understood; 400 is what is broken; 420 what it requires.
using SipContent = std::variant<SaidText, Composing, DeliveryNotification, SipRefusal>;
SipContent content_of(const sip::Message& request);

}  // namespace gateway
