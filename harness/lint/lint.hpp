// What is wrong with scenarios that load: nothing tested, nothing new, nobody there.
// The loader already refuses unknown requirements, and scenarios that expect or cite nothing.
#pragma once

#include <vector>

#include "harness/scenario/diagnostic.hpp"
#include "harness/scenario/library.hpp"

namespace harness {

/// Everything that is wrong in `library`, what its loader found included, by file and line.
/// Never throws.
std::vector<Diagnostic> lint(const Library& library);

}  // namespace harness
