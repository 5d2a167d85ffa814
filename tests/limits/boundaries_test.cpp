// Each row of the tables at -1, 0 and +1; and a guard: whatever an administrator can limit has a
// row here and a line in docs/configuration.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>

#include "tests/limits/boundary.hpp"
#include "tests/unit/config/load.hpp"

namespace gateway::test {
namespace {

using Names = std::set<std::string>;

class Boundaries : public ::testing::TestWithParam<Boundary> {};

TEST_P(Boundaries, HoldOneBelowAtAndOneAbove) {
  const Boundary& boundary = GetParam();

  EXPECT_TRUE(boundary.allowed(-1)) << "one below " << boundary.limit;
  EXPECT_EQ(boundary.allowed(0), boundary.at == AtTheLimit::Allowed) << "at " << boundary.limit;
  EXPECT_FALSE(boundary.allowed(+1)) << "one above " << boundary.limit;
}

std::string name_of(const ::testing::TestParamInfo<Boundary>& info) {
  std::string name = info.param.limit + "_" + std::to_string(info.index);
  std::erase_if(name, [](char c) { return c == '(' || c == ')'; });
  return name;
}
INSTANTIATE_TEST_SUITE_P(All, Boundaries, ::testing::ValuesIn(boundaries()), name_of);

Names tested() {
  Names names(limits_not_in_use().begin(), limits_not_in_use().end());
  for (const Boundary& boundary : boundaries()) {
    if (!boundary.limit.starts_with("(")) names.insert(boundary.limit);
  }
  return names;
}

/// The first column of the table under "### `limits`".
Names documented() {
  std::ifstream file(std::string(S2SPEC_SOURCE_DIR) + "/docs/configuration.md");
  Names names;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("#")) inside = line == "### `limits`";
    std::smatch match;
    if (inside && std::regex_search(line, match, std::regex("^\\| `([a-z_]+)`"))) {
      names.insert(match[1]);
    }
  }
  return names;
}

/// What the configuration says one may write instead of a key that it does not know.
Names configurable() {
  const LoadedConfiguration loaded = load(std::string(kLeast) + "limits: {nonsense: 1}\n");
  Names names;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    static const std::regex kName("[a-z]+(_[a-z]+)+");
    const std::string& advice = diagnostic.advice;
    for (std::sregex_iterator at(advice.begin(), advice.end(), kName), end; at != end; ++at) {
      names.insert(at->str());
    }
  }
  return names;
}

TEST(Limits, EveryOneIsTestedAtItsBoundaryAndDocumented) {
  EXPECT_FALSE(configurable().empty());
  EXPECT_EQ(tested(), configurable());
  EXPECT_EQ(documented(), configurable());
}

}  // namespace
}  // namespace gateway::test
