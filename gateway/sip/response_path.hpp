// Where a request came from, written into its Via, and where its response goes (RFC 3261 18.2,
// RFC 3581 4).
#pragma once

#include <cstdint>
#include <string>

#include "gateway/base/address.hpp"
#include "gateway/sip/message.hpp"

namespace gateway::sip {

/// 18.2.1: `received` where sent-by does not say the source's address; RFC 3581 4: the value of
/// `rport`. What the sender wrote there itself does not stay.
void note_source(Via& top, const Endpoint& source);

/// Where the response goes over UDP, or once the connection is gone. The address is always the one
/// the request came from: a response never goes to somebody who did not ask (`maddr` is ignored).
/// @param port_default  of the transport, where sent-by has none
Endpoint response_target(const Via& top, const Endpoint& source, std::uint16_t port_default);

/// Is it this sent-by? Hosts are compared without case (19.1.4).
bool is_sent_by(const Via& via, const std::string& host, std::uint16_t port,
                std::uint16_t port_default);

}  // namespace gateway::sip
