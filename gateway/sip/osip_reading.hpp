// The head of one SIP message, read by osipparser2. Nothing else includes that library.
#pragma once

#include <string>

#include "gateway/base/result.hpp"
#include "gateway/sip/message.hpp"

namespace gateway::sip {

/// @param head  unfolded, ending in an empty line, free of NUL, without Content-Length
/// @return the message without its body; "message-syntax"
Result<Message> read_with_osip(const std::string& head);

}  // namespace gateway::sip
