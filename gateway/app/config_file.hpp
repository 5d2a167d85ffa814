// Loads gateway.yaml and the files it names from disk.
#pragma once

#include <optional>
#include <string>

#include "gateway/base/result.hpp"
#include "gateway/config/configuration.hpp"

namespace gateway::app {

/// Names in the file are taken relative to its folder, keylog_file too.
/// @return "unreadable-file" if the file itself cannot be read
Result<LoadedConfiguration> load_configuration_file(const std::string& file);

/// Writes them to stderr, a line each.
void print_diagnostics(const LoadedConfiguration& loaded);

}  // namespace gateway::app
