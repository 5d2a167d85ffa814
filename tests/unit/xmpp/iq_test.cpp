// What makes an iq a request, and what answers it: RFC 6120 8.2.3; pings: XEP-0199.
#include "gateway/xmpp/iq.hpp"

#include <gtest/gtest.h>

#include "gateway/xmpp/namespaces.hpp"
#include "gateway/xmpp/ping.hpp"

namespace gateway {
namespace {

xml::Element request(std::string_view type = "get") {
  xml::Element iq(ns::kServer, "iq");
  iq.set("from", "romeo@fed.example/orchard").set("to", "contoso.example").set("id", "q1");
  iq.set("type", type);
  iq.add(xml::Element(ns::kPing, "ping"));
  return iq;
}

xml::Element without(xml::Element stanza, std::string_view attribute) {
  std::erase_if(stanza.attributes, [&](const auto& a) { return a.name == attribute; });
  return stanza;
}

TEST(Iq, IsSoundWithIdTypeAndOneChild) {
  EXPECT_FALSE(fault_of_iq(request("get")));
  EXPECT_FALSE(fault_of_iq(request("set")));
  EXPECT_FALSE(fault_of_iq(request().add_text(" ")));
}

TEST(Iq, IsFaultyWithAnotherTypeOrNone) {
  for (const char* type : {"", "GET", "subscribe", "get "}) {
    EXPECT_TRUE(fault_of_iq(request(type))) << type;
  }
  EXPECT_TRUE(fault_of_iq(without(request(), "type")));
}

TEST(Iq, IsFaultyWithoutId) { EXPECT_TRUE(fault_of_iq(without(request(), "id"))); }

TEST(Iq, IsFaultyWithAnotherNumberOfChildrenThanOne) {
  xml::Element none = request();
  none.children.clear();
  xml::Element two = request();
  two.add(xml::Element("urn:example:x", "x"));

  EXPECT_TRUE(fault_of_iq(none));
  EXPECT_TRUE(fault_of_iq(none.add_text("text is no child")));
  EXPECT_TRUE(fault_of_iq(two));
}

// 8.2.3 rule 4: whatever is wrong with an answer, nobody may be told.
TEST(Iq, HasNoFaultThatCouldBeReportedIfItAnswers) {
  for (const char* type : {"result", "error"}) {
    xml::Element answer = without(request(type), "id");
    answer.add(xml::Element("urn:example:x", "x"));
    EXPECT_TRUE(is_iq_response(answer));
    EXPECT_FALSE(fault_of_iq(answer)) << type;
  }
}

TEST(Iq, LeavesOtherStanzasAlone) {
  EXPECT_FALSE(fault_of_iq(xml::Element(ns::kServer, "message")));
  EXPECT_FALSE(fault_of_iq(xml::Element("jabber:client", "iq")));
}

TEST(IqResult, SwapsAddressesAndKeepsTheId) {
  const xml::Element result = make_iq_result(request());

  EXPECT_EQ(result.attribute("from"), "contoso.example");
  EXPECT_EQ(result.attribute("to"), "romeo@fed.example/orchard");
  EXPECT_EQ(result.attribute("id"), "q1");
  EXPECT_EQ(result.attribute("type"), "result");
  EXPECT_TRUE(result.children.empty());
}

TEST(Ping, IsAGetWithThatChild) {
  EXPECT_TRUE(is_ping(request("get")));
  EXPECT_FALSE(is_ping(request("set")));
  xml::Element other = request();
  other.children = {xml::Element("urn:example:x", "ping")};
  EXPECT_FALSE(is_ping(other));
}

TEST(Ping, GoesFromDomainToDomain) {
  const DomainPair pair{Domain::parse("contoso.example").value(),
                        Domain::parse("fed.example").value()};

  const xml::Element ping = make_ping(pair, "p1");

  EXPECT_TRUE(is_ping(ping));
  EXPECT_FALSE(fault_of_iq(ping));
  EXPECT_EQ(ping.attribute("from"), "contoso.example");
  EXPECT_EQ(ping.attribute("to"), "fed.example");
  EXPECT_EQ(ping.attribute("id"), "p1");
}

}  // namespace
}  // namespace gateway
