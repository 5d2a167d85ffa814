// A failed assertion becomes an exception that only the engine's door catches.
#include "gateway/base/assert.hpp"

namespace gateway {

void assertion_failed(const char* condition, const char* file, int line,
                      const std::string& detail) {
  throw AssertionFailed(std::string(file) + ":" + std::to_string(line) + ": " + condition + ": " +
                        detail);
}

}  // namespace gateway
