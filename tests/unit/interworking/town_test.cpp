// Random acts of users and contacts over many virtual days, restarts in between: who sees whom is
// what the partner types allow, both sides agree once all is quiet. docs/interworking.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/interworking/town.hpp"

namespace gateway {
namespace {

using testing::IsEmpty;

#ifndef S2SPEC_TOWNS
#define S2SPEC_TOWNS 8
#endif
constexpr int kDays = 250;

class Days : public testing::TestWithParam<std::uint32_t> {};

TEST_P(Days, LeaveBothSidesAgreed) {
  Town town(GetParam());
  std::minstd_rand random(GetParam());
  for (int day = 0; day < kDays; ++day) {
    for (int acts = 0; acts < 4; ++acts) {
      town.act();
      if (random() % 8 == 0) town.restart();
      if (random() % 2 == 0) town.pass(std::chrono::seconds(random() % 20000));
    }
    town.settle();
    ASSERT_THAT(town.complaints(), IsEmpty()) << "on day " << day;
    ASSERT_THAT(town.offences(), IsEmpty()) << "on day " << day;
    town.pass(std::chrono::hours(12));
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Days, testing::Range(1U, 1U + S2SPEC_TOWNS));

}  // namespace
}  // namespace gateway
