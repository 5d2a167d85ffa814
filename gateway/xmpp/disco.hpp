// Service discovery: what the gateway says it is, can do, is called and what time it has. XEP-0030
// 3 and 4; XEP-0092, XEP-0199 5, XEP-0202.
#pragma once

#include "gateway/base/time.hpp"
#include "gateway/xml/element.hpp"

namespace gateway {

/// A request of that kind for its addressee.
bool is_disco_info(const xml::Element& stanza);
bool is_disco_items(const xml::Element& stanza);
bool is_version(const xml::Element& stanza);
bool is_time(const xml::Element& stanza);

/// Identities and features of a domain of ours; item-not-found for a node, of which there are none.
xml::Element answer_disco_info(const xml::Element& request);
/// An empty list: nobody is told who our users are (XEP-0030 4.1, 8).
xml::Element answer_disco_items(const xml::Element& request);
/// Without the operating system, which helps nobody but an attacker (XEP-0092 5).
xml::Element answer_version(const xml::Element& request);
/// In UTC.
xml::Element answer_time(const xml::Element& request, WallTime now);

}  // namespace gateway
