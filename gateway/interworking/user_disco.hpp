// What a user of ours can do, as discovery tells it: XEP-0030, and its digest in presence,
// XEP-0115.
#pragma once

#include <string>

#include "gateway/xml/element.hpp"

namespace gateway {

inline constexpr std::string_view kCaps = "http://jabber.org/protocol/caps";

/// Of an account (a bare address; XEP-0030 8): registered, and what its server does for it.
xml::Element answer_account_info(const xml::Element& request);
/// Of an endpoint: what the gateway translates for it. item-not-found for nodes other than the
/// one in its presence.
xml::Element answer_endpoint_info(const xml::Element& request);
/// XEP-0030 4.1: nothing is listed.
xml::Element answer_items(const xml::Element& request);

/// XEP-0115 5.1.
std::string caps_digest();
std::string caps_node();  // "node#digest", as a query for it says

}  // namespace gateway
