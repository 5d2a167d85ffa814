// Service discovery: what the gateway says it is and can do. XEP-0030 3.1; XEP-0199 5.
#pragma once

#include "gateway/xml/element.hpp"

namespace gateway {

/// A request for information about its addressee.
bool is_disco_info(const xml::Element& stanza);

/// Identity and features of a domain of ours; item-not-found for a node, of which there are none.
xml::Element answer_disco_info(const xml::Element& request);

}  // namespace gateway
