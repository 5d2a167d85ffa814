// The limits of the gateway that a scenario may set, under their names in
// gateway.yaml. Inside harness/scenario only; fields.hpp has what others may
// ask.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "harness/scenario/model.hpp"
#include "harness/scenario/reading.hpp"

namespace harness {

using LimitChange = std::function<void(GatewaySetup&)>;

std::optional<LimitChange> compile_limit(Reading& in, const YAML::Node& key,
                                         const std::string& name, const YAML::Node& node);
/// A whole section.
std::optional<LimitChange> compile_limits(Reading& in, const YAML::Node& node);

}  // namespace harness
