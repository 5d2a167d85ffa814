// The kernel's randomness, getrandom(2).

#include "gateway/net/system_entropy.hpp"

#include <sys/random.h>

#include <cerrno>
#include <cstdlib>

namespace gateway::net {

void SystemEntropy::fill(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const ssize_t filled = ::getrandom(out.data(), out.size(), 0);
    if (filled < 0 && errno == EINTR) continue;
    if (filled <= 0) std::abort();
    out = out.subspan(static_cast<std::size_t>(filled));
  }
}

}  // namespace gateway::net
