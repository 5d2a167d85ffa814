// The mapping of addresses against RFC 7247 6 and XEP-0106, and that it leads back.
#include "gateway/mapping/address.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace gateway::mapping {
namespace {

std::string jid_from(std::string_view uri_text) {
  const auto uri = sip::Uri::parse(uri_text);
  if (!uri) return uri.error().code;
  const auto jid = jid_of(*uri);
  return jid ? jid->text() : jid.error().code;
}

std::string uri_from(std::string_view jid_text) {
  const auto jid = Jid::parse(jid_text);
  if (!jid) return jid.error().code;
  const auto uri = uri_of(*jid);
  return uri ? uri->text() : uri.error().code;
}

TEST(Address, SipUsersBecomeJids) {
  EXPECT_EQ(jid_from("sip:alice@contoso.example"), "alice@contoso.example");
  EXPECT_EQ(jid_from("sip:o'malley@contoso.example"), "o\\27malley@contoso.example");
  EXPECT_EQ(jid_from("sip:f%C3%BC@contoso.example"), "f\xc3\xbc@contoso.example");
  EXPECT_EQ(jid_from("sip:a%26b%2523c@contoso.example"), "a\\26b%23c@contoso.example");
  EXPECT_EQ(jid_from("sip:a%22b%3Ac%3Cd%3Ee%40f%20g%2Fh@contoso.example"),
            "a\\22b\\3ac\\3cd\\3ee\\40f\\20g\\2fh@contoso.example");
}

TEST(Address, BackslashThatLooksLikeAnEscapeIsEscaped) {
  EXPECT_EQ(jid_from("sip:c%5C27d@contoso.example"), "c\\5c27d@contoso.example");
  EXPECT_EQ(jid_from("sip:c%5C5cd@contoso.example"), "c\\5c5cd@contoso.example");
  EXPECT_EQ(jid_from("sip:c%5C5Cd@contoso.example"), "c\\5c5cd@contoso.example");
  EXPECT_EQ(jid_from("sip:c%5Cnet@contoso.example"), "c\\net@contoso.example");
}

TEST(Address, EndpointsBecomeResources) {
  EXPECT_EQ(jid_from("sip:alice@contoso.example;gr=e1"), "alice@contoso.example/e1");
  EXPECT_EQ(jid_from("sip:alice@contoso.example;gr"), "temporary-gruu");
  EXPECT_EQ(jid_from("sip:alice@contoso.example;gr="), "temporary-gruu");
}

TEST(Address, SchemesOfOneUserGiveOneJid) {
  EXPECT_EQ(jid_from("im:alice@contoso.example"), "alice@contoso.example");
  EXPECT_EQ(jid_from("pres:Alice@contoso.example"), "alice@contoso.example");
  EXPECT_EQ(jid_from("sips:alice@contoso.example"), "sips-not-mapped");
}

TEST(Address, UsersThatCannotBeJidsAreRefused) {
  EXPECT_EQ(jid_from("sip:%20alice@contoso.example"), "user-edge-space");
  EXPECT_EQ(jid_from("sip:alice%20@contoso.example"), "user-edge-space");
  EXPECT_EQ(uri_from("\\20romeo@fed.example"), "user-edge-space");
  EXPECT_EQ(jid_from("sip:contoso.example"), "user-missing");
}

TEST(Address, JidsBecomeSipUsers) {
  EXPECT_EQ(uri_from("m\\26m@fed.example"), "sip:m&m@fed.example");
  EXPECT_EQ(uri_from("x\\2fy@fed.example"), "sip:x/y@fed.example");
  EXPECT_EQ(uri_from("tsch\xc3\xbcss@fed.example"), "sip:tsch%C3%BCss@fed.example");
  EXPECT_EQ(uri_from("a#b[c]^d`e{f|g}@fed.example"),
            "sip:a%23b%5Bc%5D%5Ed%60e%7Bf%7Cg%7D@fed.example");
  EXPECT_EQ(uri_from("a\\2bb\\zz@fed.example"), "sip:a%5C2bb%5Czz@fed.example");
  EXPECT_EQ(uri_from("romeo@fed.example/orchard"), "sip:romeo@fed.example;gr=orchard");
  EXPECT_EQ(uri_from("romeo@b\xc3\xbc"
                     "cher.example"),
            "sip:romeo@xn--bcher-kva.example");
  EXPECT_EQ(uri_from("fed.example"), "localpart-missing");
}

TEST(Address, JidThatCouldNotComeBackIsRefused) {
  EXPECT_EQ(uri_from("a\\5cb@fed.example"), "localpart-escaping") << "a\\b is somebody else";
  EXPECT_EQ(uri_from("a\\b@fed.example"), "sip:a%5Cb@fed.example");
}

TEST(Address, ResourcesSurviveTheRoundTrip) {
  const auto jid = Jid::parse("romeo@fed.example/b\xc3\xbcro;1=2 @/x");
  ASSERT_TRUE(jid);

  const auto uri = uri_of(*jid);

  ASSERT_TRUE(uri);
  EXPECT_EQ(jid_from(uri->text()), jid->text());
}

// Every pair of ASCII characters as a user part: to the JID and back is the identity, and no two
// users share a JID, case folding aside.
TEST(Address, EveryAsciiUserComesBack) {
  std::set<std::string> seen;
  for (char a = '!'; a < '\x7f'; ++a) {
    for (char b = '!'; b < '\x7f'; ++b) {
      if ((a >= 'A' && a <= 'Z') || (b >= 'A' && b <= 'Z')) continue;
      sip::Uri uri;
      uri.user = {a, '\\', b, '2', '7'};
      uri.host = "contoso.example";

      const auto jid = jid_of(uri);
      ASSERT_TRUE(jid) << uri.text() << ": " << jid.error().what;
      EXPECT_TRUE(seen.insert(jid->text()).second) << jid->text();
      const auto back = uri_of(*Jid::parse(jid->text()));

      ASSERT_TRUE(back) << jid->text();
      EXPECT_EQ(back->text(), uri.text());
    }
  }
}

// And from the other side: a localpart that has an image leads back from it.
TEST(Address, EveryLocalpartComesBackOrIsRefused) {
  std::set<std::string> seen;
  const std::string alphabet = "a\\0257cf2!#$%()*+,-.;=?[]^_`{|}~\xc3\xbc";
  for (const char a : alphabet) {
    for (const char b : alphabet) {
      for (const char c : alphabet) {
        const auto jid = Jid::parse(std::string{'\\', a, b, c} + "@fed.example");
        if (!jid) continue;  // a UTF-8 character cut apart
        const auto uri = uri_of(*jid);
        if (!uri) continue;
        const std::string text = uri->text();
        const auto back = jid_of(*sip::Uri::parse(text));

        ASSERT_TRUE(back) << text;
        EXPECT_EQ(back->text(), jid->text());
        seen.insert(text);
      }
    }
  }
  EXPECT_GT(seen.size(), 10'000U);
}

}  // namespace
}  // namespace gateway::mapping
