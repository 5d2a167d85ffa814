// The section `limits`. Inside gateway/config only.
#pragma once

#include "gateway/config/report.hpp"
#include "gateway/config/section.hpp"
#include "gateway/policy/settings.hpp"

namespace gateway::config {

/// What is absent or wrong keeps its default.
Limits read_limits(const YAML::Node& node, Report& report);

}  // namespace gateway::config
