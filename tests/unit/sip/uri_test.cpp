// URIs of the SIP side: RFC 3261 19.1 and 25.1, RFC 7247 6.4.
#include "gateway/sip/uri.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gateway::sip {
namespace {

std::string error_of(std::string_view text) {
  const auto uri = Uri::parse(text);
  return uri ? "none" : uri.error().code;
}

TEST(Uri, IsTakenApart) {
  const auto uri = Uri::parse("SIP:alice@Contoso.Example:5070;transport=TCP;lr;gr=e1");

  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->scheme, Scheme::Sip);
  EXPECT_EQ(uri->user, "alice");
  EXPECT_EQ(uri->host, "contoso.example");
  EXPECT_EQ(uri->port, 5070);
  EXPECT_EQ(uri->parameters,
            (std::vector<Parameter>{{"transport", "TCP"}, {"lr", std::nullopt}, {"gr", "e1"}}));
}

TEST(Uri, NeedsNoUser) {
  const auto uri = Uri::parse("sip:pool.contoso.example");

  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->user, "");
  EXPECT_EQ(uri->text(), "sip:pool.contoso.example");
}

TEST(Uri, KnowsFourSchemes) {
  EXPECT_EQ(Uri::parse("sips:a@b.example")->scheme, Scheme::Sips);
  EXPECT_EQ(Uri::parse("im:a@b.example")->scheme, Scheme::Im);
  EXPECT_EQ(Uri::parse("pres:a@b.example")->scheme, Scheme::Pres);
  EXPECT_EQ(error_of("tel:+491234"), "uri-scheme");
  EXPECT_EQ(error_of("alice@contoso.example"), "uri-scheme");
  EXPECT_EQ(error_of(""), "uri-scheme");
}

TEST(Uri, UserMayHoldWhatSeparatesElsewhere) {
  const auto uri = Uri::parse("sip:a;b?c=d&e/f@b.example");

  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->user, "a;b?c=d&e/f");
  EXPECT_EQ(uri->text(), "sip:a;b?c=d&e/f@b.example");
}

TEST(Uri, PercentEncodingIsDecodedOnce) {
  EXPECT_EQ(Uri::parse("sip:a%26b%2523c@b.example")->user, "a&b%23c");
  EXPECT_EQ(Uri::parse("sip:f%C3%BC@b.example")->user, "f\xc3\xbc");
  EXPECT_EQ(Uri::parse("sip:f%C3%BC@b.example")->text(), "sip:f%C3%BC@b.example");
}

TEST(Uri, EncodingThatIsNoTextIsRefused) {
  EXPECT_EQ(error_of("sip:f%FF@b.example"), "uri-encoding");
  EXPECT_EQ(error_of("sip:f%C3@b.example"), "uri-encoding");
  EXPECT_EQ(error_of("sip:f%C0%80@b.example"), "uri-encoding");     // overlong
  EXPECT_EQ(error_of("sip:f%ED%A0%80@b.example"), "uri-encoding");  // surrogate
  EXPECT_EQ(error_of("sip:alice%00x@b.example"), "uri-encoding");
  EXPECT_EQ(error_of("sip:alice%0D%0AX@b.example"), "uri-encoding");
  EXPECT_EQ(error_of("sip:a%4@b.example"), "uri-encoding");
  EXPECT_EQ(error_of("sip:a%zz@b.example"), "uri-encoding");
  EXPECT_EQ(error_of("sip:a@b.example;gr=%FF"), "uri-encoding");
}

TEST(Uri, WhatNothingHereMayCarryIsRefused) {
  EXPECT_EQ(error_of("sip:alice:secret@b.example"), "uri-syntax");
  EXPECT_EQ(error_of("sip:alice@b.example?Subject=x"), "uri-syntax");
  EXPECT_EQ(error_of("sip:a@b.example;lr;lr"), "uri-syntax");
  EXPECT_EQ(error_of("sip:" + std::string(5000, 'a') + "@b.example"), "uri-too-long");
}

TEST(Uri, HostsAndPortsAreChecked) {
  EXPECT_EQ(Uri::parse("sip:a@[2001:DB8::1]:5061")->host, "[2001:db8::1]");
  EXPECT_EQ(Uri::parse("sip:a@[2001:DB8::1]:5061")->port, 5061);
  for (const char* bad :
       {"sip:a@", "sip:a@b c", "sip:a@b.example:", "sip:a@b.example:0", "sip:a@b.example:65536",
        "sip:a@b.example:5060x", "sip:a@[::1", "sip:a@[]", "sip:@b.example", "sip:a@b@c"}) {
    EXPECT_EQ(error_of(bad), "uri-syntax") << bad;
  }
}

TEST(Uri, ReservedCharactersAreEncodedWhereTheyAreReserved) {
  Uri uri;
  uri.user = "a#b[c]^d`e{f|g} \"<>@%\\";
  uri.host = "b.example";
  uri.parameters = {{"gr", "b\xc3\xbcro;1=2"}};

  EXPECT_EQ(
      uri.text(),
      "sip:a%23b%5Bc%5D%5Ed%60e%7Bf%7Cg%7D%20%22%3C%3E%40%25%5C@b.example;gr=b%C3%BCro%3B1%3D2");
  EXPECT_EQ(Uri::parse(uri.text()).value(), uri);
}

}  // namespace
}  // namespace gateway::sip
