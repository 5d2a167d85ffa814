// The addresses of scenarios as SIP writes them, and back: what the pool expects of the gateway's
// translation. RFC 7247 6, XEP-0106, RFC 3261 25.1.
#pragma once

#include <string>
#include <string_view>

namespace fakes {

/// "romeo@fed.example/orchard" -> "sip:romeo@fed.example;gr=orchard".
std::string sip_uri_of(std::string_view jid);
/// The way back, of the schemes sip, im and pres; what cannot be read stands as it is.
std::string jid_of(std::string_view uri);
/// Without a resource.
std::string_view bare_of(std::string_view jid);
std::string_view resource_of(std::string_view jid);

}  // namespace fakes
