// From a plan of the gateway under test to what a world needs to run it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/configuration.hpp"
#include "gateway/xml/element.hpp"
#include "harness/world/world.hpp"

namespace harness {

/// Checks the configuration as `xmpp-gateway run` would; files come from the plan alone.
gateway::LoadedConfiguration load(const GatewayPlan& plan);

/// "error:no-method warning:dialback-inoperative", in the order of the diagnostics.
std::string codes_of(const std::vector<gateway::Diagnostic>& diagnostics);

/// A local user's stanza, written as on a server stream (default namespace jabber:server).
/// @return "bad-stanza" if it is not one well-formed element
gateway::Result<gateway::xml::Element> parse_stanza(std::string_view xml);

}  // namespace harness
