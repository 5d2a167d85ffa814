// XMPP Ping: asking whether the other side is still there. XEP-0199 3 and 4.3.
#pragma once

#include <string>

#include "gateway/xml/element.hpp"
#include "gateway/xmpp/domain.hpp"

namespace gateway {

bool is_ping(const xml::Element& stanza);

/// From our domain to theirs.
xml::Element make_ping(const DomainPair& pair, const std::string& id);

}  // namespace gateway
