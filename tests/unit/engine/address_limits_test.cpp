// RFC 6120 13.12: connections of one address at a time, and attempts in a minute.
#include "gateway/engine/address_limits.hpp"

#include <gtest/gtest.h>

namespace gateway {
namespace {

using namespace std::chrono_literals;
using Refusal = AddressLimits::Refusal;

const Instant kStart{1h};

IpAddress address(std::string_view text) { return parse_ip_address(text).value(); }

TEST(AddressLimits, TheLastAllowedConnectionIsTakenAndTheNextIsNot) {
  AddressLimits limits({.connections_max = 3, .attempts_per_minute_max = 100});
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(limits.enter(address("192.0.2.1"), kStart));

  EXPECT_EQ(limits.enter(address("192.0.2.1"), kStart), Refusal::TooManyConnections);
  EXPECT_FALSE(limits.enter(address("192.0.2.2"), kStart));

  limits.leave(address("192.0.2.1"));
  EXPECT_FALSE(limits.enter(address("192.0.2.1"), kStart));
}

TEST(AddressLimits, AttemptsOfTheLastMinuteCountAndNoOthers) {
  AddressLimits limits({.connections_max = 100, .attempts_per_minute_max = 2});
  EXPECT_FALSE(limits.enter(address("192.0.2.1"), kStart));
  limits.leave(address("192.0.2.1"));
  EXPECT_FALSE(limits.enter(address("192.0.2.1"), kStart + 10s));

  EXPECT_EQ(limits.enter(address("192.0.2.1"), kStart + 60s - 1us), Refusal::TooManyAttempts);
  EXPECT_FALSE(limits.enter(address("192.0.2.1"), kStart + 60s));
  EXPECT_EQ(limits.enter(address("192.0.2.1"), kStart + 60s), Refusal::TooManyAttempts);
}

TEST(AddressLimits, ANetworkOfIpv6IsOneAddress) {
  AddressLimits limits({.connections_max = 1, .attempts_per_minute_max = 100});
  EXPECT_FALSE(limits.enter(address("2001:db8:1:2::1"), kStart));

  EXPECT_TRUE(limits.enter(address("2001:db8:1:2:ffff::2"), kStart));
  EXPECT_FALSE(limits.enter(address("2001:db8:1:3::1"), kStart));
}

TEST(AddressLimits, RemembersNoMoreAddressesThanItsBound) {
  AddressLimits limits({.connections_max = 1, .attempts_per_minute_max = 1});
  for (std::uint32_t i = 0; i < 3 * AddressLimits::kAddressesMax; ++i) {
    IpAddress one;
    one.octets = {10, static_cast<std::uint8_t>(i >> 16), static_cast<std::uint8_t>(i >> 8),
                  static_cast<std::uint8_t>(i)};
    limits.enter(one, kStart + std::chrono::microseconds(i));
    if (i != 7) limits.leave(one);
  }
  EXPECT_LE(limits.addresses(), AddressLimits::kAddressesMax);
  EXPECT_TRUE(limits.enter(address("10.0.0.7"), kStart + 90s));  // still connected
}

}  // namespace
}  // namespace gateway
