// What xmpp-gateway tells its caller by its exit status; documented in --help.
#pragma once

namespace gateway::app {

enum class ExitCode : int {
  Success = 0,
  ConfigurationNotValid = 1,
  ConfigurationUnreadable = 2,
  CannotStart = 3,     // an address is taken, a key log cannot be written, the store used
  UsageError = 64,     // sysexits.h: EX_USAGE
  InternalError = 70,  // sysexits.h: EX_SOFTWARE
};

}  // namespace gateway::app
