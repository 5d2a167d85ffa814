// Base64 against the vectors of RFC 4648 10, and what a strict reader refuses.
#include "gateway/base/encoding.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace gateway {
namespace {

using namespace std::string_literals;

TEST(Base64, KnowsTheVectorsOfRfc4648) {
  const std::pair<std::string, std::string> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"},
                                                         {"\0\xff\xfe"s, "AP/+"}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(base64_encode(plain), encoded);
    EXPECT_EQ(base64_decode(encoded), plain);
  }
}

TEST(Base64, ReadsBackEveryOctet) {
  std::string all;
  for (int octet = 0; octet < 256; ++octet) all += static_cast<char>(octet);

  EXPECT_EQ(base64_decode(base64_encode(all)), all);
}

TEST(Base64, RefusesWhatAStrictReaderMustRefuse) {
  for (const std::string& text :
       {"Zg"s, "Zg="s, "Zg==="s, "Z==="s, "===="s, "="s, "Zm9v\n"s, "Zm9\n"s, "Zm 9"s, "Zm-_"s,
        "Zg==Zg=="s, "Z=9v"s, "Zm9\0"s, "Zm9\xff"s}) {
    EXPECT_FALSE(base64_decode(text)) << text;
  }
}

TEST(Base64, RefusesASecondSpellingOfAValue) {
  EXPECT_FALSE(base64_decode("Zh=="));  // RFC 4648 3.5: pad bits that are not zero
  EXPECT_FALSE(base64_decode("Zm9="));
}

TEST(Hex, WritesLowerCaseDigits) { EXPECT_EQ(hex_encode("\x00\x0f\xa0\xff"s), "000fa0ff"); }

}  // namespace
}  // namespace gateway
