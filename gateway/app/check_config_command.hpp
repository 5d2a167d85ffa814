// `xmpp-gateway check-config FILE`
#pragma once

#include <string>

#include "gateway/app/exit_code.hpp"

namespace gateway::app {

/// Says on stderr what is wrong or doubtful, on stdout whether the file can be used.
ExitCode check_config(const std::string& file);

}  // namespace gateway::app
