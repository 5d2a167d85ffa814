// The section `dns`: who answers our questions, and whether the answers are validated.
#pragma once

#include "gateway/config/configuration.hpp"
#include "gateway/config/section.hpp"

namespace gateway::config {

void read_dns(Section& top, const FileReader& read_file, Configuration& configuration,
              Report& report);

}  // namespace gateway::config
