// Puts the fakes of a scenario into a world.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/base/result.hpp"
#include "harness/scenario/model.hpp"
#include "harness/world/world.hpp"

namespace fakes {
class Pki;
}

namespace harness {

/// The node name of the enterprise's pool.
inline constexpr std::string_view kPool = "pool";

/// A fake for each partner, named after its domain, and one for each authoritative server of its
/// own ("authority.fed.example"). @return what went wrong, or nothing
std::optional<gateway::Error> add_cast(const Setup& setup, const fakes::Pki& pki, World& world);

}  // namespace harness
