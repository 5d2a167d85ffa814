// The life of a stream as the reader sees it: RFC 6120 4.2 - 4.4, 11.5, 11.7.
#include "gateway/xml/stream_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gateway/xmpp/namespaces.hpp"
#include "tests/unit/xml/read_every_way.hpp"

namespace gateway::xml {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

HeaderReceived header_of(std::string_view octets) {
  StreamReader reader;
  reader.feed(octets);
  const auto event = reader.next();
  if (event && std::holds_alternative<HeaderReceived>(*event)) {
    return std::get<HeaderReceived>(*event);
  }
  ADD_FAILURE() << "no header";
  return {};
}

StreamReader reader_behind_header() {
  StreamReader reader;
  reader.feed(kHeader);
  EXPECT_THAT(drain(reader), ElementsAre("header"));
  return reader;
}

TEST(StreamReader, ReadsTheHeader) {
  const HeaderReceived header = header_of(
      "<?xml version=\"1.0\" encoding='utf-8'?>\n<stream:stream xmlns='jabber:server' "
      "xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback' "
      "from='fed.example' to='contoso.example' id='x&amp;y' version='1.0' xml:lang='en'>");

  EXPECT_EQ(header.ns, ns::kStreams);
  EXPECT_EQ(header.name, "stream");
  EXPECT_EQ(header.prefix, "stream");
  EXPECT_EQ(header.content_ns, ns::kServer);
  EXPECT_EQ(header.from, "fed.example");
  EXPECT_EQ(header.to, "contoso.example");
  EXPECT_EQ(header.id, "x&y");
  EXPECT_EQ(header.version, "1.0");
  EXPECT_EQ(header.lang, "en");
  EXPECT_TRUE(header.declares_dialback);
}

TEST(StreamReader, TellsWhatAHeaderLacks) {
  const HeaderReceived header = header_of("<s:flow xmlns:s='urn:other' s:to='a' lang='en'>");

  EXPECT_EQ(header.ns, "urn:other");
  EXPECT_EQ(header.name, "flow");
  EXPECT_EQ(header.prefix, "s");
  EXPECT_EQ(header.content_ns, "");
  EXPECT_FALSE(header.to || header.from || header.id || header.version || header.lang);
  EXPECT_FALSE(header.declares_dialback);
}

TEST(StreamReader, SeesDialbackUnderAnyPrefix) {
  EXPECT_TRUE(header_of("<stream xmlns='http://etherx.jabber.org/streams' "
                        "xmlns:x='jabber:server:dialback'>")
                  .declares_dialback);
  EXPECT_EQ(header_of("<stream xmlns='http://etherx.jabber.org/streams'>").prefix, "");
}

TEST(StreamReader, HandsOutFirstLevelChildrenUntilTheFooter) {
  EXPECT_THAT(read_behind_header("<message to='a'><body>x</body></message> <iq/>\n<presence>"
                                 "</presence></stream:stream>"),
              ElementsAre("element <message to='a'><body>x</body></message>", "element <iq/>",
                          "element <presence/>", "footer"));
}

TEST(StreamReader, ResolvesNamespacesWhateverThePrefixes) {
  EXPECT_THAT(
      read_behind_header("<x:result xmlns:x='jabber:server:dialback' xmlns:y='urn:y' y:a='1'>"
                         "<y:b xmlns='urn:z'><c/></y:b></x:result>"),
      ElementsAre("element <db:result xmlns:ns1='urn:y' ns1:a='1'><b xmlns='urn:y'>"
                  "<c xmlns='urn:z'/></b></db:result>"));
}

TEST(StreamReader, ReadsPredefinedEntitiesReferencesAndCdata) {
  EXPECT_THAT(read_behind_header("<a x='&lt;&#x41;&quot;'>&amp;&#66;<![CDATA[<&'\">]]>&gt;</a>"),
              ElementsAre("element <a x='&lt;A&quot;'>&amp;B&lt;&amp;&apos;&quot;&gt;&gt;</a>"));
}

TEST(StreamReader, KeepsTextInOnePieceHoweverItArrives) {
  StreamReader reader = reader_behind_header();
  for (const char c : std::string("<a>one\r\ntwo &amp; \xe2\x82\xac</a>")) {
    reader.feed({&c, 1});
    if (const auto event = reader.next()) {
      const Element& element = std::get<ElementReceived>(*event).element;
      ASSERT_EQ(element.children.size(), 1U);
      EXPECT_EQ(element.text(), "one\ntwo & \xe2\x82\xac");
      return;
    }
  }
  FAIL() << "no element";
}

TEST(StreamReader, ReadsAnEmptyStream) {
  EXPECT_THAT(read_every_way("<stream:stream xmlns:stream='http://etherx.jabber.org/streams'/>"),
              ElementsAre("header", "footer"));
}

TEST(StreamReader, WaitsForTheRest) {
  StreamReader reader = reader_behind_header();
  reader.feed("<message><body>x</bo");
  EXPECT_THAT(drain(reader), IsEmpty());

  reader.feed("dy></message>");

  EXPECT_THAT(drain(reader), ElementsAre("element <message><body>x</body></message>"));
}

TEST(StreamReader, ReportsWhitespaceOnceAFeed) {
  StreamReader reader = reader_behind_header();
  reader.feed(" \n\t <a/> <b/>\r\n ");
  EXPECT_THAT(drain(reader), ElementsAre("space", "element <a/>", "element <b/>"));

  reader.feed(" ");

  EXPECT_THAT(drain(reader), ElementsAre("space"));
  EXPECT_THAT(drain(reader), IsEmpty());
}

TEST(StreamReader, DoesNotReportWhitespaceInsideElements) {
  StreamReader reader = reader_behind_header();
  reader.feed("<a> ");
  reader.feed(" </a>");

  EXPECT_THAT(drain(reader), ElementsAre("element <a>  </a>"));
}

TEST(StreamReader, StopsRightBehindEachEvent) {
  const std::string tail("\x16\x03\x01\0\xff", 5);
  for (const std::string& proceed :
       {std::string("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
        std::string("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'></proceed>")}) {
    StreamReader reader;
    reader.feed(std::string(kHeader) + proceed + tail);
    EXPECT_EQ(describe(reader.next().value()), "header");
    EXPECT_EQ(reader.buffered_bytes(), proceed.size() + tail.size());
    EXPECT_EQ(describe(reader.next().value()),
              "element <proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");

    EXPECT_EQ(reader.buffered_bytes(), tail.size());
    EXPECT_EQ(reader.take_unread(), tail);
    EXPECT_EQ(reader.take_unread(), "");
    EXPECT_EQ(reader.buffered_bytes(), 0U);
    EXPECT_FALSE(reader.next());
  }
}

TEST(StreamReader, HandsBackOctetsBehindWhitespaceAndFooter) {
  StreamReader reader = reader_behind_header();
  reader.feed(" <a/></stream:stream>rest");
  EXPECT_EQ(describe(reader.next().value()), "space");
  EXPECT_EQ(reader.buffered_bytes(), 24U);
  EXPECT_THAT(drain(reader), ElementsAre("element <a/>", "footer"));

  EXPECT_EQ(reader.take_unread(), "rest");
}

TEST(StreamReader, GoesOnIfNothingWasUnread) {
  StreamReader reader = reader_behind_header();
  EXPECT_EQ(reader.take_unread(), "");

  reader.feed("<a/>");

  EXPECT_THAT(drain(reader), ElementsAre("element <a/>"));
  EXPECT_EQ(reader.take_unread(), "");
  reader.feed("<b/>");
  EXPECT_THAT(drain(reader), ElementsAre("element <b/>"));
}

TEST(StreamReader, TakesNothingAfterTheFooter) {
  EXPECT_THAT(read_behind_header("</stream:stream><message/>"), ElementsAre("footer"));
  EXPECT_THAT(read_behind_header("</stream:stream>\xff <!-- "), ElementsAre("footer"));
}

TEST(StreamReader, BeginsANewStreamAfterARestart) {
  StreamReader reader = reader_behind_header();
  reader.feed("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/><dropped/>");
  EXPECT_TRUE(reader.next());

  reader.restart();

  EXPECT_EQ(reader.buffered_bytes(), 0U);
  reader.feed(kHeader);
  reader.feed("<a/>");
  EXPECT_THAT(drain(reader), ElementsAre("header", "element <a/>"));
}

TEST(StreamReader, BeginsANewStreamAfterAFailure) {
  StreamReader reader = reader_behind_header();
  reader.feed("</wrong>");
  EXPECT_THAT(drain(reader), ElementsAre("failed not-well-formed"));

  reader.restart();
  reader.feed(kHeader);

  EXPECT_THAT(drain(reader), ElementsAre("header"));
}

TEST(StreamReader, MayBeMoved) {
  StreamReader first = reader_behind_header();
  first.feed("<a/><b");

  StreamReader second = std::move(first);
  second.feed("/>");

  EXPECT_THAT(drain(second), ElementsAre("element <a/>", "element <b/>"));
}

}  // namespace
}  // namespace gateway::xml
