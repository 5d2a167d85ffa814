// What every request is asked before anybody looks at what it wants (RFC 3261 8.2). Pure.
#pragma once

#include <optional>
#include <string>

#include "gateway/sip/message.hpp"

namespace gateway::sip {

struct Refused {
  Message response;
  std::string why;  // one line for the log
};

/// 400: From has no tag, Max-Forwards is no number to 255. 416: the Request-URI is of a scheme that
/// nobody here serves; it or To is `sips`. 483: it has gone through too many hands. 420, with
/// Unsupported: it requires an extension, for there is none.
std::optional<Refused> refusal_of(const Message& request);

}  // namespace gateway::sip
