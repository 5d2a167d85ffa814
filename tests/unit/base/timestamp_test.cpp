// RFC 3339 both ways.
#include "gateway/base/timestamp.hpp"

#include <gtest/gtest.h>

namespace gateway {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kNoon = std::chrono::sys_days(2026y / 3 / 1) + 12h + 30min + 5s;

TEST(Timestamp, IsWrittenInUtc) {
  EXPECT_EQ(write_timestamp(kNoon), "2026-03-01T12:30:05Z");
  EXPECT_EQ(write_timestamp(WallTime{}), "1970-01-01T00:00:00Z");
}

TEST(Timestamp, IsReadWithAnyOffset) {
  EXPECT_EQ(parse_timestamp("2026-03-01T12:30:05Z"), kNoon);
  EXPECT_EQ(parse_timestamp("2026-03-01T13:30:05+01:00"), kNoon);
  EXPECT_EQ(parse_timestamp("2026-02-28T23:00:05-13:30"), kNoon);
  EXPECT_EQ(parse_timestamp("2026-03-01T12:30:05.999Z"), kNoon);
}

TEST(Timestamp, LeapSecondIsTheOneBefore) {
  EXPECT_EQ(parse_timestamp("2016-12-31T23:59:60Z"), parse_timestamp("2016-12-31T23:59:59Z"));
}

TEST(Timestamp, AnythingElseIsNone) {
  for (const char* text : {"", "2026-03-01", "2026-03-01T12:30:05", "2026-02-30T12:30:05Z",
                           "2026-13-01T12:30:05Z", "2026-03-01T24:00:00Z", "2026-03-01T12:60:00Z",
                           "2026-03-01t12:30:05Z", "2026-03-01T12:30:05z", "2026-03-01T12:30:05.Z",
                           "2026-03-01T12:30:05+1:00", "2026-03-01T12:30:05+01:00x",
                           "1969-12-31T23:59:59Z", "2026-3-1T12:30:05Z", "2026-03-01 12:30:05Z"}) {
    EXPECT_EQ(parse_timestamp(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace gateway
