// Stanzas and their errors: RFC 6120 8.1 - 8.3.
#include "gateway/xmpp/stanza.hpp"

#include <gtest/gtest.h>

#include "gateway/xmpp/namespaces.hpp"

namespace gateway {
namespace {

xml::Element message() {
  xml::Element stanza(ns::kServer, "message");
  stanza.set("from", "romeo@fed.example/orchard").set("to", "juliet@contoso.example");
  stanza.add(xml::Element(ns::kServer, "body")).add_text("Neither, fair saint");
  return stanza;
}

TEST(Stanza, IsMessagePresenceOrIqOfAServerStream) {
  EXPECT_TRUE(is_stanza(xml::Element(ns::kServer, "message")));
  EXPECT_TRUE(is_stanza(xml::Element(ns::kServer, "presence")));
  EXPECT_TRUE(is_stanza(xml::Element(ns::kServer, "iq")));
  EXPECT_FALSE(is_stanza(xml::Element(ns::kServer, "route")));
  EXPECT_FALSE(is_stanza(xml::Element("jabber:client", "message")));
}

TEST(Stanza, HasTwoAddresses) {
  const auto addresses = addresses_of(message());

  ASSERT_TRUE(addresses);
  EXPECT_EQ(addresses->from.text(), "romeo@fed.example/orchard");
  EXPECT_EQ(addresses->to.text(), "juliet@contoso.example");
}

TEST(Stanza, HasNoAddressesIfOneIsAbsentOrMalformed) {
  xml::Element no_to(ns::kServer, "message");
  no_to.set("from", "fed.example");
  xml::Element no_from(ns::kServer, "message");
  no_from.set("to", "fed.example");

  EXPECT_FALSE(addresses_of(no_to));
  EXPECT_FALSE(addresses_of(no_from));
  EXPECT_FALSE(addresses_of(message().set("to", "")));
  EXPECT_FALSE(addresses_of(message().set("from", "a b@fed.example")));
}

TEST(ErrorReply, SwapsAddressesAndEchoesThePayload) {
  const auto reply =
      make_error_reply(message().set("id", "x1"), StanzaCondition::RemoteServerNotFound);

  ASSERT_TRUE(reply);
  EXPECT_TRUE(reply->is(ns::kServer, "message"));
  EXPECT_EQ(reply->attribute("from"), "juliet@contoso.example");
  EXPECT_EQ(reply->attribute("to"), "romeo@fed.example/orchard");
  EXPECT_EQ(reply->attribute("id"), "x1");
  EXPECT_EQ(reply->attribute("type"), "error");
  ASSERT_NE(reply->child(ns::kServer, "body"), nullptr);
  EXPECT_EQ(reply->child(ns::kServer, "body")->text(), "Neither, fair saint");
  const xml::Element* error = reply->child(ns::kServer, "error");
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(error->attribute("type"), "cancel");
  EXPECT_NE(error->child(ns::kStanzaErrors, "remote-server-not-found"), nullptr);
  EXPECT_EQ(error->child(ns::kStanzaErrors, "text"), nullptr);
}

TEST(ErrorReply, CarriesTextInALanguage) {
  const xml::Element error = make_stanza_error(StanzaCondition::PolicyViolation, "not here");

  const xml::Element* text = error.child(ns::kStanzaErrors, "text");
  ASSERT_NE(text, nullptr);
  EXPECT_EQ(text->text(), "not here");
  ASSERT_EQ(text->attributes.size(), 1U);
  EXPECT_EQ(text->attributes[0], (xml::Attribute{std::string(ns::kXml), "lang", "en"}));
}

TEST(ErrorReply, InventsNoIdButForIqs) {
  xml::Element iq(ns::kServer, "iq");
  iq.set("type", "get");

  EXPECT_FALSE(make_error_reply(message(), StanzaCondition::NotAllowed)->attribute("id"));
  EXPECT_EQ(make_error_reply(iq, StanzaCondition::NotAllowed)->attribute("id"), "");
}

TEST(ErrorReply, HoldsOneErrorOnly) {
  xml::Element stanza = message();
  stanza.add(xml::Element(ns::kServer, "error"));

  const auto reply = make_error_reply(stanza, StanzaCondition::NotAllowed);

  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->children.size(), 2U);
}

TEST(ErrorReply, IsNotGivenToErrorsAndResults) {
  xml::Element result(ns::kServer, "iq");
  result.set("type", "result");

  EXPECT_FALSE(make_error_reply(message().set("type", "error"), StanzaCondition::NotAllowed));
  EXPECT_FALSE(make_error_reply(result, StanzaCondition::NotAllowed));
  EXPECT_FALSE(make_error_reply(result.set("type", "error"), StanzaCondition::NotAllowed));
  EXPECT_TRUE(make_error_reply(result.set("type", "set"), StanzaCondition::NotAllowed));
  EXPECT_TRUE(make_error_reply(result.set("type", "nonsense"), StanzaCondition::BadRequest));
}

}  // namespace
}  // namespace gateway
