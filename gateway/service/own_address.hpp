// What the gateway answers where a stanza is for the domain itself and no user. RFC 6120 10.5.1 and
// 10.5.2, XEP-0199.
#pragma once

#include <optional>

#include "gateway/xml/element.hpp"

namespace gateway {

/// `stanza` is sound (fault_of_iq). A ping is answered; what the gateway does not know is refused
/// with service-unavailable. Nothing for presence and for what may not be answered.
std::optional<xml::Element> answer_for_domain(const xml::Element& stanza);

}  // namespace gateway
