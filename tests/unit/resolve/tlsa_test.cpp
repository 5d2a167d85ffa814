// RFC 6698 3 and 4.1: where the records stand, and which of them can be used.
#include "gateway/resolve/tlsa.hpp"

#include <gtest/gtest.h>

namespace gateway {
namespace {

TEST(Tlsa, StandsUnderPortAndProtocolOfTheHost) {
  EXPECT_EQ(tlsa_name(9143, "imap.example.net"), "_9143._tcp.imap.example.net");
}

TEST(Tlsa, IsUsableOnlyIfEveryFieldIsUnderstood) {
  const std::string sha256(32, 'x');
  for (std::uint8_t usage = 0; usage < 4; ++usage) {
    EXPECT_TRUE(is_usable({usage, 0, 1, sha256}));
    EXPECT_TRUE(is_usable({usage, 1, 2, std::string(64, 'x')}));
    EXPECT_TRUE(is_usable({usage, 1, 0, "x"}));
  }
  EXPECT_FALSE(is_usable({4, 1, 1, sha256}));
  EXPECT_FALSE(is_usable({255, 1, 1, sha256}));
  EXPECT_FALSE(is_usable({3, 2, 1, sha256}));
  EXPECT_FALSE(is_usable({3, 1, 3, sha256}));
  EXPECT_FALSE(is_usable({3, 1, 1, std::string(31, 'x')}));
  EXPECT_FALSE(is_usable({3, 1, 1, std::string(33, 'x')}));
  EXPECT_FALSE(is_usable({3, 1, 2, sha256}));
  EXPECT_FALSE(is_usable({3, 1, 0, ""}));
}

TEST(Tlsa, TakesABoundedNumberOfRecords) {
  DnsAnswer answer;
  for (int i = 0; i < 1000; ++i) answer.records.emplace_back(TlsaRecord{3, 1, 0, "x"});

  EXPECT_EQ(usable_records(answer).size(), kTlsaRecordsMax);
}

}  // namespace
}  // namespace gateway
