// A limit, and what is allowed one unit below it, at it, and one unit above it.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace gateway::test {

/// At the limit itself. A number is the most that is allowed; a time is over when it has passed.
enum class AtTheLimit : std::uint8_t { Allowed, Over };

struct Boundary {
  std::string limit;  // as in gateway.yaml; in brackets if no administrator can set it
  std::string what;   // what happens beyond
  AtTheLimit at = AtTheLimit::Allowed;
  /// Whether it is still allowed at the limit and `offset` units: microseconds, octets, things.
  std::function<bool(int offset)> allowed;
};

std::vector<Boundary> boundaries_of_numbers();
std::vector<Boundary> boundaries_of_time();
std::vector<Boundary> boundaries_of_chance();
/// All of them.
std::vector<Boundary> boundaries();

/// Limits that nothing enforces yet: they belong to parts of the product that are to come.
const std::vector<std::string>& limits_not_in_use();

}  // namespace gateway::test
