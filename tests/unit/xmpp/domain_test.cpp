// Domainparts: RFC 7622 3.2, RFC 1123 2.1, RFC 3490.
#include "gateway/xmpp/domain.hpp"

#include <gtest/gtest.h>

namespace gateway {
namespace {

using namespace std::string_literals;

std::string text_of(std::string_view text) {
  const auto domain = Domain::parse(text);
  return domain ? domain->text() : domain.error().code;
}

std::string ascii_of(std::string_view text) {
  const auto domain = Domain::parse(text);
  return domain ? domain->ascii() : domain.error().code;
}

std::string labels(int count, int length) {
  std::string name;
  for (int i = 0; i < count; ++i) {
    if (i > 0) name += ".";
    name.append(static_cast<std::size_t>(length), 'a');
  }
  return name;
}

TEST(Domain, IsLowerCase) { EXPECT_EQ(text_of("Fed.EXAMPLE"), "fed.example"); }

TEST(Domain, LosesOneFinalDot) {
  EXPECT_EQ(text_of("contoso.example."), "contoso.example");
  EXPECT_EQ(text_of("contoso.example.."), "domain-invalid");
  EXPECT_EQ(text_of("."), "domain-empty");
}

TEST(Domain, MayBeAnUnqualifiedName) { EXPECT_EQ(text_of("localhost"), "localhost"); }

TEST(Domain, RefusesEmptyNamesAndLabels) {
  EXPECT_EQ(text_of(""), "domain-empty");
  EXPECT_EQ(text_of("a..b"), "domain-invalid");
  EXPECT_EQ(text_of(".example"), "domain-invalid");
}

TEST(Domain, RefusesCharactersThatNoHostNameHolds) {
  for (const std::string& text :
       {"a b.example"s, "a_b.example"s, "a@b.example"s, "a/b"s, "a:5269"s, "-a.example"s,
        "a-.example"s, "a.example\n"s, "a\0b.example"s, "a.example\0"s, "*.example"s, "<a>"s,
        "a\x7f.example"s, " a.example"s}) {
    EXPECT_EQ(text_of(text), "domain-invalid") << text;
  }
}

TEST(Domain, HasLabelsOfSixtyThreeOctetsAtMost) {
  EXPECT_EQ(text_of(labels(1, 63)), labels(1, 63));
  EXPECT_EQ(text_of(labels(1, 64)), "domain-invalid");
}

TEST(Domain, IsNoLongerThanDnsAllows) {
  EXPECT_EQ(text_of(labels(127, 1)), labels(127, 1));  // 253 octets
  EXPECT_EQ(text_of(labels(128, 1)), "domain-too-long");
  EXPECT_EQ(text_of(labels(512, 1) + "a"), "domain-too-long");
}

TEST(Domain, KnowsULabelsAndALabelsForTheSame) {
  const auto unicode = Domain::parse("m\xc3\xbcnchen.example");
  const auto ascii = Domain::parse("xn--mnchen-3ya.example");
  const auto shouted = Domain::parse("M\xc3\x9cNCHEN.Example");

  ASSERT_TRUE(unicode && ascii && shouted);
  EXPECT_EQ(*unicode, *ascii);
  EXPECT_EQ(*unicode, *shouted);
  EXPECT_EQ(ascii->text(), "m\xc3\xbcnchen.example");
  EXPECT_EQ(unicode->ascii(), "xn--mnchen-3ya.example");
  EXPECT_EQ(text_of("XN--MNCHEN-3YA.example"), "m\xc3\xbcnchen.example");
}

TEST(Domain, FoldsDecomposedCharactersAndWideDots) {
  EXPECT_EQ(text_of("mu\xcc\x88nchen.example"), "m\xc3\xbcnchen.example");
  EXPECT_EQ(ascii_of("m\xc3\xbcnchen\xe3\x80\x82"
                     "example"),
            "xn--mnchen-3ya.example");
}

TEST(Domain, RefusesALabelsThatStandForNothing) {
  EXPECT_EQ(text_of("xn--.example"), "domain-invalid");
  EXPECT_EQ(text_of("xn--a.example"), "domain-invalid");
  EXPECT_EQ(text_of("xn--99999999999.example"), "domain-invalid");
  EXPECT_EQ(text_of("xn--example-.example"), "domain-invalid");
}

TEST(Domain, RefusesCharactersThatUnicodeHidesInOthers) {
  EXPECT_EQ(text_of("a\xe2\x84\x80.example"), "domain-invalid");  // U+2100 is "a/c"
  EXPECT_EQ(text_of("a\xef\xbc\xa0.example"), "domain-invalid");  // fullwidth @
  EXPECT_EQ(text_of("a\xef\xbc\x8f.example"), "domain-invalid");  // fullwidth /
}

TEST(Domain, RefusesWhatIsNotUtf8) {
  EXPECT_EQ(text_of("\xff.example"), "domain-invalid");
  EXPECT_EQ(text_of("\xc3.example"), "domain-invalid");
  EXPECT_EQ(text_of("\xc0\xaf.example"), "domain-invalid");
  EXPECT_EQ(text_of("\xed\xa0\x80.example"), "domain-invalid");
}

TEST(Domain, MayBeAnIpv4Address) {
  EXPECT_EQ(text_of("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(text_of("192.0.2.1."), "192.0.2.1");
}

TEST(Domain, RefusesNumbersThatAreNoAddress) {
  for (const std::string_view text : {"1.2.3", "256.1.1.1", "010.0.0.1", "example.1", "1234"}) {
    EXPECT_EQ(text_of(text), "domain-invalid") << text;
  }
}

TEST(Domain, MayBeABracketedIpv6Address) {
  EXPECT_EQ(text_of("[2001:DB8:0::1]"), "[2001:db8::1]");
  EXPECT_EQ(text_of("2001:db8::1"), "domain-invalid");
  EXPECT_EQ(text_of("[192.0.2.1]"), "domain-invalid");
  EXPECT_EQ(text_of("[::1"), "domain-invalid");
  EXPECT_EQ(text_of("["), "domain-invalid");
  EXPECT_EQ(text_of("[fe80::1%25eth0]"), "domain-invalid");
}

TEST(DomainPair, IsWrittenFromThemToUs) {
  const DomainPair pair{Domain::parse("contoso.example").value(),
                        Domain::parse("fed.example").value()};

  EXPECT_EQ(to_string(pair), "fed.example->contoso.example");
}

}  // namespace
}  // namespace gateway
