// The `dns` section: what the fake DNS says instead of what follows from the partners.
#pragma once

#include <optional>
#include <vector>

#include "harness/scenario/model.hpp"
#include "harness/scenario/reading.hpp"

namespace harness {

/// A mapping from "NAME TYPE" to a list of records, or to {records, mood, delay}.
std::vector<DnsOverride> compile_dns(Reading& in, const YAML::Node& node);

}  // namespace harness
