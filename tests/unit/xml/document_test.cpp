// Whole documents: what is let in, what is refused, and the way back.
#include "gateway/xml/document.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gateway::xml {
namespace {

std::string error_of(std::string_view octets, const ReaderLimits& limits = {}) {
  const auto document = parse_document(octets, limits);
  return document ? "none" : document.error().code;
}

TEST(Document, IsReadWithItsNamespaces) {
  const auto root = parse_document(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- from a presence server -->\n"
      "<p:presence xmlns:p='urn:p' entity='pres:a@b.example'><p:tuple id='t1'>"
      "<x xmlns='urn:x' p:a='1'>text</x></p:tuple></p:presence>\n");

  ASSERT_TRUE(root) << root.error().what;
  EXPECT_TRUE(root->is("urn:p", "presence"));
  const Element* tuple = root->child("urn:p", "tuple");
  ASSERT_NE(tuple, nullptr);
  EXPECT_EQ(tuple->attribute("id"), "t1");
  EXPECT_EQ(tuple->child("urn:x", "x")->text(), "text");
}

TEST(Document, ComesBackFromWhatIsWritten) {
  Element root("urn:p", "presence");
  root.set("entity", "pres:a&b@c.example");
  root.add(Element("urn:p", "tuple")).add(Element("urn:x", "x")).add_text("<&>\"'\xc3\xbc");

  const std::string octets = write_document(root);

  EXPECT_TRUE(octets.starts_with("<?xml version='1.0' encoding='UTF-8'?>"));
  EXPECT_EQ(parse_document(octets).value(), root);
}

// What stands on a stream bound by its header binds its names itself in a document.
TEST(Document, AStanzaComesBackToo) {
  Element root("jabber:server", "message");
  root.add(Element("jabber:server", "body")).add_text("hi");
  root.add(Element("jabber:server:dialback", "result")).set("a", "b");
  Element& inside = root.add(Element("http://etherx.jabber.org/streams", "error"));
  inside.add(Element("", "x"));
  inside.attributes.push_back({"http://etherx.jabber.org/streams", "y", "z"});

  EXPECT_EQ(parse_document(write_document(root)).value(), root);
}

TEST(Document, TypeDeclarationsAreRefused) {
  EXPECT_EQ(error_of("<!DOCTYPE p [<!ENTITY e 'x'>]><p>&e;</p>"), "document-restricted");
  EXPECT_EQ(error_of("<!DOCTYPE p SYSTEM 'file:///etc/passwd'><p/>"), "document-restricted");
}

TEST(Document, WhatIsNotWellFormedIsRefused) {
  for (const char* octets : {"", "<p>", "<p/><q/>", "text", "<p:q/>", "<p>&e;</p>", "<p>\xff</p>",
                             "<p a='1' a='2'/>", "<p></q>"}) {
    EXPECT_EQ(error_of(octets), "document-not-well-formed") << octets;
  }
}

TEST(Document, OnlyUtf8IsRead) {
  EXPECT_EQ(error_of("<?xml version='1.0' encoding='ISO-8859-1'?><p>\xfc</p>"),
            "document-not-well-formed");
  EXPECT_EQ(error_of(std::string("\xfe\xff\0<\0p\0/\0>", 10)), "document-not-well-formed");
  EXPECT_EQ(error_of(std::string("\xff\xfe<\0p\0/\0>\0", 10)), "document-not-well-formed");
}

TEST(Document, LimitsHoldAsOnAStream) {
  EXPECT_EQ(error_of(std::string(300'000, ' ') + "<p/>"), "document-too-large");
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<p>";
  EXPECT_EQ(error_of(deep), "document-too-large");
  EXPECT_EQ(error_of("<p a='" + std::string(70'000, 'x') + "'/>"), "document-too-large");
}

}  // namespace
}  // namespace gateway::xml
