#include <gtest/gtest.h>

#include "gateway/dialback/dialback_elements.hpp"
#include "gateway/dialback/dialback_key.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway {
namespace {

Domain domain(std::string_view text) { return Domain::parse(text).value(); }

struct Vector {
  std::string_view secret, receiving, originating, id, key;
};

// XEP-0185 (first) and XEP-0220 (the other two) print these keys.
constexpr Vector kVectors[] = {
    {"s3cr3tf0rd14lb4ck", "xmpp.example.com", "example.org", "D60000229F",
     "37c69b1cf07a3f67c04a5ef5902fa5114f2c76fe4a2686482ba5b89323075643"},
    {"s3cr3tf0rd14lb4ck", "montague.example", "capulet.example", "D60000229F",
     "b4835385f37fe2895af6c196b59097b16862406db80559900d96bf6fa7d23df3"},
    {"d14lb4ck43v3r", "capulet.example", "montague.example", "417GAF25",
     "225cc5aa6a071133249d25fef42ae516fc7a86c523aa1c6980a7f73e784c972d"},
};

TEST(DialbackKey, IsTheOneTheSpecificationsPrint) {
  for (const Vector& v : kVectors) {
    EXPECT_EQ(dialback_key(v.secret, {domain(v.receiving), domain(v.originating),
                                      std::string(v.id)}),
              v.key);
  }
}

TEST(DialbackKey, MatchesDespiteWhitespaceAroundIt) {
  const Vector& v = kVectors[0];
  const DialbackBinding binding{domain(v.receiving), domain(v.originating), std::string(v.id)};

  EXPECT_TRUE(dialback_key_matches(v.secret, binding, "\n  " + std::string(v.key) + " \t\n"));
}

TEST(DialbackKey, IsBoundToSecretPairAndStream) {
  const Vector& v = kVectors[1];
  const DialbackBinding right{domain(v.receiving), domain(v.originating), std::string(v.id)};
  const DialbackBinding swapped{right.originating, right.receiving, right.stream_id};
  const DialbackBinding other_stream{right.receiving, right.originating, "D60000229E"};

  EXPECT_TRUE(dialback_key_matches(v.secret, right, v.key));
  EXPECT_FALSE(dialback_key_matches("another secret 1", right, v.key));
  EXPECT_FALSE(dialback_key_matches(v.secret, swapped, v.key));
  EXPECT_FALSE(dialback_key_matches(v.secret, other_stream, v.key));
  EXPECT_FALSE(dialback_key_matches(v.secret, right, ""));
  EXPECT_FALSE(dialback_key_matches(v.secret, right, std::string(v.key) + "0"));
}

xml::Element element(std::string_view name, std::string_view type) {
  xml::Element made(ns::kDialback, name);
  made.set("from", "fed.example").set("to", "contoso.example");
  if (!type.empty()) made.set("type", type);
  return made;
}

TEST(DialbackElement, WithoutTypeIsARequestWithItsKey) {
  xml::Element request = element("result", "");
  request.add_text("abc");

  const auto read = read_dialback(request);

  ASSERT_TRUE(read);
  EXPECT_EQ(read->kind, DialbackKind::Result);
  EXPECT_EQ(read->type, DialbackType::Request);
  EXPECT_EQ(read->key, "abc");
}

TEST(DialbackElement, OfTypeErrorCarriesItsCondition) {
  const auto written = write_dialback({.kind = DialbackKind::Verify,
                                       .type = DialbackType::Error,
                                       .from = domain("fed.example"),
                                       .to = domain("contoso.example"),
                                       .id = "s1",
                                       .key = {},
                                       .condition = StanzaCondition::ItemNotFound});

  const xml::Element* error = written.child(ns::kServer, "error");
  ASSERT_NE(error, nullptr);
  EXPECT_NE(error->child(ns::kStanzaErrors, "item-not-found"), nullptr);
  EXPECT_EQ(written.attribute("id"), "s1");
  EXPECT_EQ(read_dialback(written)->condition, StanzaCondition::ItemNotFound);
}

TEST(DialbackElement, WithoutAddressesIsRefused) {
  xml::Element no_from(ns::kDialback, "result");
  no_from.set("to", "contoso.example");

  EXPECT_EQ(read_dialback(no_from).error().code, "improper-addressing");
}

TEST(DialbackElement, OfUnknownTypeIsRefused) {
  EXPECT_EQ(read_dialback(element("result", "perhaps")).error().code, "bad-dialback-type");
}

}  // namespace
}  // namespace gateway
