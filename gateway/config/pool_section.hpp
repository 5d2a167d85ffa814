// The sections `pool` and `store`: where local users are reached, and where what must survive is
// kept. Inside gateway/config only.
#pragma once

#include "gateway/config/configuration.hpp"
#include "gateway/config/report.hpp"
#include "gateway/config/section.hpp"

namespace gateway::config {

/// After credentials and listeners: TLS needs the former, no address may be taken twice.
void read_pool(Section& top, Configuration& configuration, Report& report);
void read_store(Section& top, Configuration& configuration, Report& report);

}  // namespace gateway::config
