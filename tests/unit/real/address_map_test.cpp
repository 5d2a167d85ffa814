#include "harness/real/address_map.hpp"

#include <gtest/gtest.h>

namespace harness {
namespace {

gateway::IpAddress address(const std::string& text) {
  return gateway::parse_ip_address(text).value();
}

TEST(AddressMap, GivesEachAddressOneOfTheSlice) {
  AddressMap map(3);
  const gateway::IpAddress first = map.real_of(address("203.0.113.5"));
  const gateway::IpAddress second = map.real_of(address("198.51.100.1"));

  EXPECT_EQ(to_string(first), "127.64.3.1");
  EXPECT_EQ(to_string(second), "127.64.3.2");
  EXPECT_EQ(map.real_of(address("203.0.113.5")), first);
  EXPECT_EQ(to_string(map.virtual_of(second)), "198.51.100.1");
}

TEST(AddressMap, KeepsSlicesApart) {
  AddressMap one(255);
  AddressMap next(256);
  EXPECT_EQ(to_string(one.real_of(address("203.0.113.5"))), "127.64.255.1");
  EXPECT_EQ(to_string(next.real_of(address("203.0.113.5"))), "127.65.0.1");
}

// RFC 4291 2.5.5.2: the loopback has one IPv6 address only.
TEST(AddressMap, GivesIpv6TheMappedForm) {
  AddressMap map(0);
  const gateway::IpAddress v6 = address("2001:db8::5");
  EXPECT_EQ(map.real_of(v6), address("::ffff:127.64.0.1"));
  EXPECT_EQ(map.bound_of({v6, 5269}), (gateway::Endpoint{address("127.64.0.1"), 5269}));
  EXPECT_EQ(map.virtual_of(address("127.64.0.1")), v6);
  EXPECT_EQ(map.virtual_of(address("::ffff:127.64.0.1")), v6);
}

TEST(AddressMap, TranslatesTextsBack) {
  AddressMap map(0);
  for (int i = 1; i <= 12; ++i) map.real_of(address("203.0.113." + std::to_string(100 + i)));
  EXPECT_EQ(map.virtual_text("127.64.0.12:5269 from 127.64.0.1, not 127.64.0.13"),
            "203.0.113.112:5269 from 203.0.113.101, not 127.64.0.13");
}

TEST(AddressMap, LeavesForeignAddressesAlone) {
  const AddressMap map(0);
  EXPECT_EQ(map.virtual_of(address("127.0.0.1")), address("127.0.0.1"));
}

}  // namespace
}  // namespace harness
