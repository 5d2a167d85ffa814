// Addresses of one world as addresses of the other: RFC 7247 6, with the escaping of XEP-0106. What
// comes back from a round trip is what went in; what could not come back is refused, so that two
// people never share an address.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/sip/uri.hpp"
#include "gateway/xmpp/jid.hpp"

namespace gateway::mapping {

/// The JID of a SIP user; of one endpoint, if the URI has a `gr` parameter with a value. The
/// schemes sip, im and pres of one user give one JID.
/// @return "sips-not-mapped" (RFC 7247 8), "temporary-gruu" (a `gr` without value stands for nobody
/// in
///         particular), "user-missing", "user-edge-space" (XEP-0106 3.2), or an error of Jid::parse
Result<Jid> jid_of(const sip::Uri& uri);

/// The sip URI of an XMPP user; its resource becomes the `gr` parameter.
/// @return "localpart-missing", "user-edge-space", or "localpart-escaping": it escapes what needs
/// no escape, so that the
///         way back would lead to somebody else
Result<sip::Uri> uri_of(const Jid& jid);

/// XEP-0106 3.2 and 3.3; inverse to each other on what escape_localpart returns.
std::string escape_localpart(std::string_view text);
std::string unescape_localpart(std::string_view localpart);

}  // namespace gateway::mapping
