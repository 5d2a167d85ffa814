// `xmpp-gateway run --config FILE`
#pragma once

#include <string>

#include "gateway/app/exit_code.hpp"

namespace gateway::app {

/// Serves until SIGTERM or SIGINT, then closes every stream in good order; a second signal ends it
/// at once.
ExitCode run(const std::string& config_file);

}  // namespace gateway::app
