// What the gateway answers where a stanza is for the domain itself and no user. RFC 6120 10.5.1 and
// 10.5.2; XEP-0030, XEP-0092, XEP-0199, XEP-0202.
#pragma once

#include <optional>

#include "gateway/base/time.hpp"
#include "gateway/xml/element.hpp"

namespace gateway {

/// `stanza` is sound (fault_of_iq). Pings and questions about the gateway are answered; what it
/// does not know is refused with service-unavailable. Nothing for presence and for what may not be
/// answered.
std::optional<xml::Element> answer_for_domain(const xml::Element& stanza, WallTime now);

}  // namespace gateway
