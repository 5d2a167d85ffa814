// What the core must not call: sockets, clocks, chance, threads, files. Judged by the undefined
// symbols of its libraries, as `nm -u -C` prints them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace guards {

/// The undefined symbols of nm's output that the core must not have; each once, in order.
std::vector<std::string> forbidden_symbols(std::string_view nm_output);

}  // namespace guards
