// GATEWAY_ASSERT: our own bugs. Kept in every build; what it does is the driver's decision: tests
// and the simulation abort, the service closes the one stream with internal-server-error.
#pragma once

#include <stdexcept>
#include <string>

namespace gateway {

/// Thrown by GATEWAY_ASSERT. Never caught inside a machine, only by the engine at its door.
class AssertionFailed : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] void assertion_failed(const char* condition, const char* file, int line,
                                   const std::string& detail);

}  // namespace gateway

#define GATEWAY_ASSERT(condition, detail)                                             \
  do {                                                                                \
    if (!(condition)) ::gateway::assertion_failed(#condition, __FILE__, __LINE__, detail); \
  } while (false)
