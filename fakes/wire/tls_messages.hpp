// What a handshake message says, in the words of a transcript: read out of the octets, so that what
// is known of a handshake is the fake's own view and nobody's report. RFC 8446 4, RFC 5246 7.4.
#pragma once

#include <string>
#include <string_view>

namespace fakes::wire {

/// One line, "ClientHello version=1.3,1.2 suite=A,B compression=null sni=d alpn=p extension=e,f":
/// the type, then what is worth knowing as key=value, lists with commas. `version` is what is
/// offered or selected, whatever field says it. Empty for a type that says nothing of interest.
/// @param message  whole: type, length, body
std::string describe_handshake(std::string_view message);

/// "close_notify" for one that ends or warns; empty for a fatal one.
/// @param alert  level and description
std::string describe_warning(std::string_view alert);

}  // namespace fakes::wire
