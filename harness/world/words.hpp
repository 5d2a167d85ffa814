// Events in a few words, for the message of a run that broke.
#pragma once

#include <string>

#include "fakes/actor.hpp"
#include "gateway/core/gateway.hpp"

namespace harness {

/// "Received 120 octets on its connection 3"
std::string describe(const gateway::GatewayEvent& event);
std::string describe(const fakes::Event& event);

}  // namespace harness
