// The keys `access` and `users`: who the local users are, what their policies allow, and whom they
// added or blocked. Inside gateway/config only.
#pragma once

#include "gateway/config/configuration.hpp"
#include "gateway/config/report.hpp"
#include "gateway/config/section.hpp"

namespace gateway::config {

/// After `domains` and `pool`: users have addresses in our domains, and are reached by a pool.
void read_users(Section& top, Configuration& configuration, Report& report);

}  // namespace gateway::config
