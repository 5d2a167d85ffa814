#include "tests/limits/boundary.hpp"

namespace gateway::test {

std::vector<Boundary> boundaries() {
  std::vector<Boundary> all = boundaries_of_numbers();
  for (auto* more : {&boundaries_of_time, &boundaries_of_chance}) {
    for (Boundary& boundary : (*more)()) all.push_back(std::move(boundary));
  }
  return all;
}

const std::vector<std::string>& limits_not_in_use() {
  static const std::vector<std::string> kNames{"subscription_refresh_interval"};
  return kNames;
}

}  // namespace gateway::test
