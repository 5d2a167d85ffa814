// What the domain itself answers: RFC 6120 10.5.1, XEP-0199 4.3.
#include "gateway/service/own_address.hpp"

#include <gtest/gtest.h>

#include "gateway/xmpp/namespaces.hpp"

namespace gateway {
namespace {

xml::Element stanza(std::string_view kind, std::string_view type, xml::Element inside) {
  xml::Element element(ns::kServer, kind);
  element.set("from", "romeo@fed.example").set("to", "contoso.example").set("id", "q1");
  if (!type.empty()) element.set("type", type);
  element.add(std::move(inside));
  return element;
}

const xml::Element kPing(ns::kPing, "ping");
const xml::Element kUnknown("urn:example:x", "x");

std::string condition_of(const std::optional<xml::Element>& answer) {
  const auto* error = answer ? answer->child(ns::kServer, "error") : nullptr;
  return error == nullptr ? "none" : error->first_child()->name;
}

TEST(OwnAddress, AnswersAPing) {
  const auto answer = answer_for_domain(stanza("iq", "get", kPing));

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->attribute("type"), "result");
}

TEST(OwnAddress, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(condition_of(answer_for_domain(stanza("iq", "get", kUnknown))), "service-unavailable");
  EXPECT_EQ(condition_of(answer_for_domain(stanza("iq", "set", kPing))), "service-unavailable");
  EXPECT_EQ(condition_of(answer_for_domain(stanza("message", "", {ns::kServer, "body"}))),
            "service-unavailable");
}

TEST(OwnAddress, SaysNothingToPresenceAndToAnswers) {
  EXPECT_FALSE(answer_for_domain(stanza("presence", "", kUnknown)));
  EXPECT_FALSE(answer_for_domain(stanza("presence", "subscribe", kUnknown)));
  EXPECT_FALSE(answer_for_domain(stanza("iq", "result", kPing)));
  EXPECT_FALSE(answer_for_domain(stanza("iq", "error", kPing)));
  EXPECT_FALSE(answer_for_domain(stanza("message", "error", kUnknown)));
}

}  // namespace
}  // namespace gateway
