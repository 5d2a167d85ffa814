// The keys `certificate`, `private_key`, `trust_anchors` and `revocation_lists`. Inside
// gateway/config only.
#pragma once

#include "gateway/config/configuration.hpp"
#include "gateway/config/report.hpp"
#include "gateway/config/section.hpp"

namespace gateway::config {

/// Reads the files and asks OpenSSL whether they can be used together.
void read_credentials(Section& top, const FileReader& read_file, Configuration& configuration,
                      Report& report);

}  // namespace gateway::config
