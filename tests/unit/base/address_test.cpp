// Text forms of addresses, held against RFC 4291 2.2 and RFC 5952 4.
#include "gateway/base/address.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gateway {
namespace {

/// What an address is written as after it was read; "-" if it cannot be read.
std::string rewritten(std::string_view text) {
  const auto address = parse_ip_address(text);
  return address ? to_string(*address) : "-";
}

TEST(IpAddress, ReadsDottedQuads) {
  const auto address = parse_ip_address("192.0.2.255");

  ASSERT_TRUE(address);
  EXPECT_EQ(address->family, AddressFamily::V4);
  EXPECT_EQ(address->octets, (std::array<std::uint8_t, 16>{192, 0, 2, 255}));
}

TEST(IpAddress, RefusesWhatIsNoDottedQuad) {
  for (const std::string_view text :
       {"", "1", "1.2.3", "1.2.3.4.5", "256.0.0.1", "1.2.3.", ".1.2.3", "1..2.3", "01.2.3.4",
        "1.2.3.4 ", "+1.2.3.4", "0x1.2.3.4", "1.2.3.4000000000"}) {
    EXPECT_EQ(rewritten(text), "-") << text;
  }
}

TEST(IpAddress, ReadsTheThreeFormsOfIpv6) {
  const auto full = parse_ip_address("2001:DB8:0:0:8:800:200C:417A");

  ASSERT_TRUE(full);
  EXPECT_EQ(full->family, AddressFamily::V6);
  EXPECT_EQ(full->octets, (std::array<std::uint8_t, 16>{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0x08,
                                                        0x08, 0x00, 0x20, 0x0c, 0x41, 0x7a}));
  EXPECT_EQ(full, parse_ip_address("2001:db8::8:800:200c:417a"));
  EXPECT_EQ(parse_ip_address("0:0:0:0:0:0:13.1.68.3"), parse_ip_address("::d01:4403"));
  EXPECT_EQ(parse_ip_address("::"), parse_ip_address("0:0:0:0:0:0:0:0"));
}

TEST(IpAddress, RefusesWhatIsNoIpv6Address) {
  for (const std::string_view text :
       {":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::", "::1%eth0",
        "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1.2.3.4::", "::1.2.3", "1:2:3:4:5:6:7:1.2.3.4",
        ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "::1:", "[::1]"}) {
    EXPECT_EQ(rewritten(text), "-") << text;
  }
}

TEST(IpAddress, IsWrittenAsRfc5952Recommends) {
  EXPECT_EQ(rewritten("2001:0db8::0001"), "2001:db8::1");
  EXPECT_EQ(rewritten("2001:db8:0:0:0:0:2:1"), "2001:db8::2:1");
  EXPECT_EQ(rewritten("2001:db8:0:1:1:1:1:1"), "2001:db8:0:1:1:1:1:1");  // 4.2.2
  EXPECT_EQ(rewritten("2001:0:0:1:0:0:0:1"), "2001:0:0:1::1");           // 4.2.3: the longest
  EXPECT_EQ(rewritten("2001:db8:0:0:1:0:0:1"), "2001:db8::1:0:0:1");     // 4.2.3: the first
  EXPECT_EQ(rewritten("2001:DB8::AAAA"), "2001:db8::aaaa");              // 4.3
  EXPECT_EQ(rewritten("::ffff:192.0.2.1"), "::ffff:192.0.2.1");          // 5
  EXPECT_EQ(rewritten("0:0:0:0:0:0:0:0"), "::");
  EXPECT_EQ(rewritten("1::"), "1::");
  EXPECT_EQ(rewritten("::1"), "::1");
}

TEST(Endpoint, IsReadAsItIsWritten) {
  for (const std::string_view text :
       {"192.0.2.1:5269", "[2001:db8::1]:5269", "0.0.0.0:0", "[::]:65535"}) {
    const auto endpoint = parse_endpoint(text);
    ASSERT_TRUE(endpoint) << text;
    EXPECT_EQ(to_string(*endpoint), text);
  }
}

TEST(Endpoint, RefusesMissingPartsAndBrackets) {
  for (const std::string_view text : {"", ":", "192.0.2.1", "192.0.2.1:", "192.0.2.1:65536",
                                      "2001:db8::1:5269", "[192.0.2.1]:5269", "[2001:db8::1]",
                                      "[]:1", "[::1:5269", "192.0.2.1:-1", "192.0.2.1:05269"}) {
    EXPECT_FALSE(parse_endpoint(text)) << text;
  }
}

}  // namespace
}  // namespace gateway
