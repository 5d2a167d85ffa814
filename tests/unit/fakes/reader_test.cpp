// The fakes' stream reader: whole, byte by byte, and cut at every position. RFC 6120 4, XML 1.0.
#include "fakes/wire/reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "fakes/wire/writer.hpp"

namespace fakes::wire {
namespace {

using ::testing::ElementsAre;

std::string text_of(const Item& item) {
  if (const auto* header = std::get_if<HeaderRead>(&item)) {
    return "header to=" + std::string(header->header.attribute("to"));
  }
  if (const auto* child = std::get_if<ChildRead>(&item)) {
    return "{" + child->child.ns + "}" + child->child.name + " " + child->child.text;
  }
  if (std::holds_alternative<ClosingTagRead>(item)) return "closed";
  return "failed: " + std::get<ReadFailed>(item).reason;
}

std::vector<std::string> read_in_pieces(const std::vector<std::string>& pieces) {
  Reader reader;
  std::vector<std::string> result;
  for (const std::string& piece : pieces) {
    reader.feed(piece);
    while (const auto item = reader.next()) result.push_back(text_of(*item));
  }
  return result;
}

std::vector<std::string> read(const std::string& octets) { return read_in_pieces({octets}); }

const std::string kHeader =
    "<?xml version='1.0'?>\n<stream:stream xmlns='jabber:server' xmlns:d='jabber:server:dialback' "
    "xmlns:stream='http://etherx.jabber.org/streams' to='fed.example' version='1.0'>";

const std::string kDialogue =
    kHeader + " \n<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>" +
    "</stream:features><!-- > <a> --><d:result a='>' b=\"it's\">k&amp;&#x65;y</d:result>" +
    "<message><body><![CDATA[<>]]]></body>hello</message></stream:stream>";

const std::vector<std::string> kItems = {
    "header to=fed.example", "{http://etherx.jabber.org/streams}features ",
    "{jabber:server:dialback}result k&ey", "{jabber:server}message hello", "closed"};

TEST(FakeReader, ReadsAStreamGivenWhole) { EXPECT_EQ(read(kDialogue), kItems); }

TEST(FakeReader, ReadsAStreamGivenByteByByte) {
  std::vector<std::string> pieces;
  for (const char c : kDialogue) pieces.emplace_back(1, c);

  EXPECT_EQ(read_in_pieces(pieces), kItems);
}

TEST(FakeReader, ReadsAStreamCutAnywhere) {
  for (std::size_t at = 0; at <= kDialogue.size(); ++at) {
    EXPECT_EQ(read_in_pieces({kDialogue.substr(0, at), kDialogue.substr(at)}), kItems) << at;
  }
}

TEST(FakeReader, KeepsTheOctetsOfAChild) {
  const std::string stanza = "<message to='a@b'><body>x &lt; y</body></message>";
  Reader reader;
  reader.feed(kHeader + " " + stanza + "<iq");
  reader.next();

  const auto item = reader.next();

  ASSERT_TRUE(item);
  EXPECT_EQ(std::get<ChildRead>(*item).child.source, stanza);
}

TEST(FakeReader, ReadsNestedChildrenWithTheirNamespaces) {
  Reader reader;
  reader.feed(kHeader +
              "<db:result xmlns:db='jabber:server:dialback' type='error'>"
              "<error><x:gone xmlns:x='urn:x'/><text/></error></db:result>");
  reader.next();

  const auto item = reader.next();

  ASSERT_TRUE(item);
  const Element& result = std::get<ChildRead>(*item).child;
  EXPECT_TRUE(result.is("result", kDialbackNs));
  EXPECT_EQ(result.attribute("type"), "error");
  const Element* error = result.child("error", kServerNs);
  ASSERT_TRUE(error);
  EXPECT_EQ(condition_of(*error, "urn:x"), "gone");
}

TEST(FakeReader, SkipsADoctypeWithAnInternalSubset) {
  EXPECT_THAT(read("<!DOCTYPE stream [<!ENTITY a \"b>\">]>" + kHeader),
              ElementsAre("header to=fed.example"));
}

TEST(FakeReader, FailsWhereTagsDoNotMatch) {
  EXPECT_THAT(read(kHeader + "<a><b></a></b>"),
              ElementsAre("header to=fed.example", "failed: not well-formed"));
}

TEST(FakeReader, FailsOnTextBetweenElements) {
  EXPECT_THAT(read("HTTP/1.1 400"), ElementsAre("failed: text between first-level elements"));
}

TEST(FakeReader, FailsOnAnElementWithoutEnd) {
  EXPECT_THAT(read(kHeader + "<a>" + std::string(kMaxUnreadBytes, 'x')),
              ElementsAre("header to=fed.example", "failed: element of more than 1 MiB"));
}

TEST(FakeReader, ReadsOneItemAtATimeAndTellsWhatARestartDrops) {
  Reader reader;
  reader.feed(kHeader + "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/><rest/>");
  reader.next();
  reader.next();

  EXPECT_EQ(reader.restart(), std::string("<rest/>").size());
  EXPECT_FALSE(reader.next());
}

TEST(FakeReader, IsNotSlowWithALongChildByteByByte) {
  const std::string stanza = "<a>" + std::string(300000, 'x') + "</a>";
  Reader reader;
  reader.feed(kHeader);
  reader.next();
  std::size_t children = 0;

  for (const char c : stanza) {
    reader.feed(std::string_view(&c, 1));
    while (reader.next()) ++children;
  }

  EXPECT_EQ(children, 1U);
}

TEST(FakeWriter, ChangesOneAttributeOfTheFirstTag) {
  const std::string xml = "<message from='a@b' to=\"c@d\"><x to='e'/></message>";

  EXPECT_EQ(with_attribute(xml, "to", "f@g"), "<message from='a@b' to='f@g'><x to='e'/></message>");
  EXPECT_EQ(with_attribute(xml, "to", std::nullopt), "<message from='a@b'><x to='e'/></message>");
  EXPECT_EQ(with_attribute("<iq/>", "id", "1"), "<iq id='1'/>");
}

TEST(FakeWriter, EscapesWhatItQuotes) { EXPECT_EQ(escape("<'&\">"), "&lt;&apos;&amp;&quot;&gt;"); }

}  // namespace
}  // namespace fakes::wire
