// What a message of the gateway must be like, whatever it means: header fields that are mandatory,
// forbidden or tied to each other. RFC 3261 8, 20; RFC 3428; RFC 6665.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fakes/pool/sip_message.hpp"

namespace fakes {

enum class SipTransport : std::uint8_t { Tcp, Tls, Udp };
/// As in Via: "TCP".
std::string_view to_string(SipTransport transport);

/// Each a sentence with the section that asks otherwise.
std::vector<std::string> broken_rules(const SipMessage& message, SipTransport transport);

/// A response against the request it answers (8.2.6.2).
std::vector<std::string> broken_rules_of_answer(const SipMessage& response,
                                                const SipMessage& request);

}  // namespace fakes
