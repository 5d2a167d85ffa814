// JIDs: the examples of RFC 7622 3.5, prepared by the profiles of RFC 6122.
#include "gateway/xmpp/jid.hpp"

#include <gtest/gtest.h>

namespace gateway {
namespace {

using namespace std::string_literals;

/// The canonical text, or the code of the error.
std::string canonical(std::string_view text) {
  const auto jid = Jid::parse(text);
  return jid ? jid->text() : jid.error().code;
}

TEST(Jid, HasThreeParts) {
  const auto jid = Jid::parse("juliet@example.com/foo bar");

  ASSERT_TRUE(jid);
  EXPECT_EQ(jid->local(), "juliet");
  EXPECT_EQ(jid->domain().text(), "example.com");
  EXPECT_EQ(jid->resource(), "foo bar");
  EXPECT_EQ(jid->bare().text(), "juliet@example.com");
}

TEST(Jid, AcceptsTheExamplesOfTheRfc) {
  for (const std::string_view text :
       {"juliet@example.com", "juliet@example.com/foo", "juliet@example.com/foo bar",
        "juliet@example.com/foo@bar", "foo\\20bar@example.com", "fussball@example.com",
        "\xcf\x80@example.com", "\xcf\x83@example.com/foo", "king@example.com/\xe2\x99\x9a",
        "example.com", "example.com/foobar", "a.example.com/b@example.net"}) {
    EXPECT_EQ(canonical(text), text);
  }
}

TEST(Jid, LooksForTheResourceBeforeTheLocalpart) {
  const auto jid = Jid::parse("a.example.com/b@example.net");

  ASSERT_TRUE(jid);
  EXPECT_EQ(jid->local(), "");
  EXPECT_EQ(jid->domain().text(), "a.example.com");
  EXPECT_EQ(jid->resource(), "b@example.net");
}

TEST(Jid, RefusesTheCounterExamplesOfTheRfc) {
  EXPECT_EQ(canonical("\"juliet\"@example.com"), "localpart-invalid");
  EXPECT_EQ(canonical("foo bar@example.com"), "localpart-invalid");
  EXPECT_EQ(canonical("@example.com/"), "localpart-invalid");
  EXPECT_EQ(canonical("juliet@"), "domain-empty");
  EXPECT_EQ(canonical("/foobar"), "domain-empty");
}

TEST(Jid, RefusesEmptyParts) {
  EXPECT_EQ(canonical(""), "jid-empty");
  EXPECT_EQ(canonical("@"), "localpart-invalid");
  EXPECT_EQ(canonical("/"), "domain-empty");
  EXPECT_EQ(canonical("example.com/"), "resource-invalid");
  EXPECT_EQ(canonical("juliet@/foo"), "domain-empty");
}

TEST(Jid, RefusesAnySecondAtSignBeforeTheResource) {
  EXPECT_EQ(canonical("ch@r@cters@muc.example.com"), "domain-invalid");
}

TEST(Jid, RefusesTheExcludedCharactersOfLocalparts) {
  for (const char c : "\"&':<> \x01\x7f\t"s + '\0') {
    EXPECT_EQ(canonical("a"s + c + "b@example.com"), "localpart-invalid") << int{c};
    EXPECT_EQ(canonical("\xcf\x80"s + c + "b@example.com"), "localpart-invalid") << int{c};
  }
}

TEST(Jid, RefusesControlCharactersInResources) {
  EXPECT_EQ(canonical("example.com/a\nb"), "resource-invalid");
  EXPECT_EQ(canonical("example.com/a\0b"s), "resource-invalid");
  EXPECT_EQ(canonical("example.com/\xcf\x80\0b"s), "resource-invalid");
}

TEST(Jid, FoldsTheCaseOfLocalpartsOnly) {
  EXPECT_EQ(canonical("JULIET@Example.COM/Balcony"), "juliet@example.com/Balcony");
  EXPECT_EQ(canonical("\xce\xa3@example.com/\xce\xa3"), "\xcf\x83@example.com/\xce\xa3");
}

TEST(Jid, LeavesEscapesAlone) {
  EXPECT_EQ(canonical("d\\27artagnan@example.com"), "d\\27artagnan@example.com");
  EXPECT_EQ(canonical("\\5c\\40@example.com"), "\\5c\\40@example.com");
}

TEST(Jid, CountsOctetsAfterPreparation) {
  const std::string fits(1023, 'a');

  EXPECT_EQ(canonical(fits + "@example.com/" + fits), fits + "@example.com/" + fits);
  EXPECT_EQ(canonical(fits + "a@example.com"), "localpart-too-long");
  EXPECT_EQ(canonical("example.com/" + fits + "a"), "resource-too-long");
  EXPECT_EQ(canonical(std::string(100000, 'a') + "@example.com"), "localpart-too-long");
  EXPECT_EQ(canonical(std::string(1023, 'a') + "\xc2\xad@example.com"),  // soft hyphen: dropped
            std::string(1023, 'a') + "@example.com");
}

TEST(Jid, RefusesPartsThatPreparationEmpties) {
  EXPECT_EQ(canonical("\xc2\xad@example.com"), "localpart-invalid");
  EXPECT_EQ(canonical("example.com/\xc2\xad"), "resource-invalid");
}

TEST(Jid, RefusesSeparatorsThatUnicodeHides) {
  EXPECT_EQ(canonical("a\xef\xbc\xa0"
                      "b@example.com"),
            "localpart-invalid");                                          // fullwidth @
  EXPECT_EQ(canonical("a\xe2\x84\x80@example.com"), "localpart-invalid");  // a/c
}

TEST(Jid, RefusesWhatIsNotUtf8) {
  EXPECT_EQ(canonical("\xff@example.com"), "localpart-invalid");
  EXPECT_EQ(canonical("example.com/\xc3"), "resource-invalid");
}

TEST(Jid, ComparesPreparedParts) {
  EXPECT_EQ(Jid::parse("Juliet@xn--mnchen-3ya.example").value(),
            Jid::parse("juliet@m\xc3\xbcnchen.example.").value());
  EXPECT_NE(Jid::parse("juliet@example.com/a").value(), Jid::parse("juliet@example.com/A").value());
}

}  // namespace
}  // namespace gateway
