// `xmpp-gateway check-config FILE`

#include "gateway/app/check_config_command.hpp"

#include <fmt/core.h>

#include <cstdio>

#include "gateway/app/config_file.hpp"

namespace gateway::app {

ExitCode check_config(const std::string& file) {
  const Result<LoadedConfiguration> loaded = load_configuration_file(file);
  if (loaded.has_error()) {
    fmt::print(stderr, "{}\n", loaded.error().what);
    return ExitCode::ConfigurationUnreadable;
  }
  print_diagnostics(loaded.value());
  const std::optional<Configuration>& configuration = loaded.value().configuration;
  if (!configuration) {
    fmt::print("{}: not valid\n", file);
    return ExitCode::ConfigurationNotValid;
  }
  fmt::print("{}: valid, {} domain(s), {} partner(s), {} listener(s)\n", file,
             configuration->settings.domains.size(), configuration->settings.partners.size(),
             configuration->listeners.size());
  return ExitCode::Success;
}

}  // namespace gateway::app
