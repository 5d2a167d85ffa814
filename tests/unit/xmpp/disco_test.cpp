// What the gateway says of itself: XEP-0030 3.1.
#include "gateway/xmpp/disco.hpp"

#include <gtest/gtest.h>

#include "gateway/xmpp/namespaces.hpp"

namespace gateway {
namespace {

xml::Element question(std::string_view node = "") {
  xml::Element iq(ns::kServer, "iq");
  iq.set("from", "romeo@fed.example").set("to", "contoso.example").set("id", "q1");
  iq.set("type", "get");
  xml::Element& query = iq.add(xml::Element(ns::kDiscoInfo, "query"));
  if (!node.empty()) query.set("node", node);
  return iq;
}

TEST(Disco, NamesAnIdentityAndWhatIsThere) {
  ASSERT_TRUE(is_disco_info(question()));

  const xml::Element answer = answer_disco_info(question());

  EXPECT_EQ(answer.attribute("type"), "result");
  EXPECT_EQ(answer.attribute("id"), "q1");
  EXPECT_EQ(answer.attribute("to"), "romeo@fed.example");
  const xml::Element* query = answer.child(ns::kDiscoInfo, "query");
  ASSERT_NE(query, nullptr);
  ASSERT_NE(query->child(ns::kDiscoInfo, "identity"), nullptr);
  EXPECT_EQ(query->child(ns::kDiscoInfo, "feature")->attribute("var"), ns::kDiscoInfo);
}

TEST(Disco, HasNoNodes) {
  const xml::Element answer = answer_disco_info(question("x"));

  EXPECT_EQ(answer.attribute("type"), "error");
  ASSERT_NE(answer.child(ns::kServer, "error"), nullptr);
  EXPECT_NE(answer.child(ns::kServer, "error")->child(ns::kStanzaErrors, "item-not-found"),
            nullptr);
}

TEST(Disco, AnswersOnlyWhoAsks) {
  xml::Element set = question();
  set.set("type", "set");

  EXPECT_FALSE(is_disco_info(set));
}

}  // namespace
}  // namespace gateway
