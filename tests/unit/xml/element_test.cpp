// Elements as values.
#include "gateway/xml/element.hpp"

#include <gtest/gtest.h>

namespace gateway::xml {
namespace {

TEST(Element, FindsAttributesWithoutNamespaceOnly) {
  Element element("ns", "a");
  element.attributes.push_back({"other", "to", "wrong"});
  element.set("to", "right");

  EXPECT_EQ(element.attribute("to"), "right");
  EXPECT_EQ(element.attribute_or("from", "nobody"), "nobody");
  EXPECT_FALSE(element.attribute("from"));
}

TEST(Element, ReplacesAnAttributeInItsPlace) {
  Element element("ns", "a");
  element.set("x", "1").set("y", "2").set("x", "3");

  ASSERT_EQ(element.attributes.size(), 2U);
  EXPECT_EQ(element.attributes[0], (Attribute{"", "x", "3"}));
}

TEST(Element, FindsChildrenByNamespaceAndName) {
  Element element("ns", "a");
  element.add_text("text");
  element.add(Element("other", "b"));
  element.add(Element("ns", "b")).set("n", "2");

  ASSERT_NE(element.child("ns", "b"), nullptr);
  EXPECT_EQ(element.child("ns", "b")->attribute("n"), "2");
  EXPECT_EQ(element.child("ns", "c"), nullptr);
  EXPECT_TRUE(element.first_child()->is("other", "b"));
  EXPECT_EQ(Element("ns", "a").first_child(), nullptr);
}

TEST(Element, JoinsItsOwnTextOnly) {
  Element element("ns", "a");
  element.add_text("one").add_text(" two");
  element.add(Element("ns", "b")).add_text("not this");
  element.add_text(" three");

  EXPECT_EQ(element.text(), "one two three");
  EXPECT_EQ(element.children.size(), 3U);
}

}  // namespace
}  // namespace gateway::xml
