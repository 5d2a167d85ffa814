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

const WallTime kNow{std::chrono::seconds(1772366400)};
const xml::Element kPing(ns::kPing, "ping");
const xml::Element kUnknown("urn:example:x", "x");

std::string condition_of(const std::optional<xml::Element>& answer) {
  const auto* error = answer ? answer->child(ns::kServer, "error") : nullptr;
  return error == nullptr ? "none" : error->first_child()->name;
}

TEST(OwnAddress, AnswersAPing) {
  const auto answer = answer_for_domain(stanza("iq", "get", kPing), kNow);

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->attribute("type"), "result");
}

TEST(OwnAddress, ListsNobody) {
  const auto answer = answer_for_domain(stanza("iq", "get", {ns::kDiscoItems, "query"}), kNow);

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->attribute("type"), "result");
  ASSERT_NE(answer->child(ns::kDiscoItems, "query"), nullptr);
  EXPECT_TRUE(answer->child(ns::kDiscoItems, "query")->children.empty()) << "XEP-0030 4.1";

  xml::Element of_node(ns::kDiscoItems, "query");
  of_node.set("node", "users");
  EXPECT_EQ(condition_of(answer_for_domain(stanza("iq", "get", of_node), kNow)), "item-not-found");
}

TEST(OwnAddress, TellsItsNameAndVersionOnly) {
  const auto answer = answer_for_domain(stanza("iq", "get", {ns::kVersion, "query"}), kNow);

  ASSERT_TRUE(answer);
  const xml::Element* query = answer->child(ns::kVersion, "query");
  ASSERT_NE(query, nullptr);
  ASSERT_EQ(query->children.size(), 2U) << "XEP-0092 5: no operating system";
  EXPECT_EQ(query->child(ns::kVersion, "name")->text(), "xmpp-gateway");
  EXPECT_FALSE(query->child(ns::kVersion, "version")->text().empty());
}

TEST(OwnAddress, TellsTheTime) {
  const auto answer = answer_for_domain(stanza("iq", "get", {ns::kTime, "time"}), kNow);

  ASSERT_TRUE(answer);
  const xml::Element* time = answer->child(ns::kTime, "time");
  ASSERT_NE(time, nullptr);
  EXPECT_EQ(time->child(ns::kTime, "utc")->text(), "2026-03-01T12:00:00Z");
  EXPECT_EQ(time->child(ns::kTime, "tzo")->text(), "+00:00");
}

TEST(OwnAddress, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(condition_of(answer_for_domain(stanza("iq", "get", kUnknown), kNow)),
            "service-unavailable");
  EXPECT_EQ(condition_of(answer_for_domain(stanza("iq", "set", kPing), kNow)),
            "service-unavailable");
  EXPECT_EQ(condition_of(answer_for_domain(stanza("message", "", {ns::kServer, "body"}), kNow)),
            "service-unavailable");
}

TEST(OwnAddress, SaysNothingToPresenceAndToAnswers) {
  EXPECT_FALSE(answer_for_domain(stanza("presence", "", kUnknown), kNow));
  EXPECT_FALSE(answer_for_domain(stanza("presence", "subscribe", kUnknown), kNow));
  EXPECT_FALSE(answer_for_domain(stanza("iq", "result", kPing), kNow));
  EXPECT_FALSE(answer_for_domain(stanza("iq", "error", kPing), kNow));
  EXPECT_FALSE(answer_for_domain(stanza("message", "error", kUnknown), kNow));
}

}  // namespace
}  // namespace gateway
