// What goes onto a server stream, and that the reader understands it.
#include "gateway/xml/writer.hpp"

#include <gtest/gtest.h>

#include <string>

#include "gateway/xmpp/namespaces.hpp"
#include "tests/unit/xml/read_every_way.hpp"

namespace gateway::xml {
namespace {

using namespace std::string_literals;

/// The element after a journey over the wire; an empty one if it did not arrive.
Element travelled(const Element& element, const WriterContext& context = {}) {
  StreamReader reader;
  reader.feed(kHeader);
  reader.next();
  reader.feed(write(element, context));
  const auto event = reader.next();
  if (!event || !std::holds_alternative<ElementReceived>(*event)) return {};
  return std::get<ElementReceived>(*event).element;
}

TEST(Writer, LeavesOutTheDefaultNamespaceOfTheStream) {
  Element message(ns::kServer, "message");
  message.set("to", "a@b.example");
  message.add(Element(ns::kServer, "body")).add_text("hi");

  EXPECT_EQ(write(message), "<message to='a@b.example'><body>hi</body></message>");
}

TEST(Writer, DeclaresADefaultNamespaceWhereItChanges) {
  Element iq(ns::kServer, "iq");
  Element& query = iq.add(Element("urn:q", "query"));
  query.add(Element("urn:q", "item"));
  query.add(Element(ns::kServer, "message"));
  query.add(Element("", "bare"));

  EXPECT_EQ(write(iq),
            "<iq><query xmlns='urn:q'><item/><message xmlns='jabber:server'/><bare xmlns=''/>"
            "</query></iq>");
}

TEST(Writer, UsesThePrefixesOfTheStream) {
  Element features(ns::kStreams, "features");
  features.add(Element(ns::kTls, "starttls"));
  Element result(ns::kDialback, "result");
  result.add(Element(ns::kServer, "error"));

  EXPECT_EQ(write(features),
            "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
            "</stream:features>");
  EXPECT_EQ(write(result), "<db:result><error/></db:result>");
}

TEST(Writer, DeclaresDialbackItselfWhereTheHeaderDoesNot) {
  Element result(ns::kDialback, "result");
  result.set("from", "a.example").add(Element(ns::kDialback, "x"));

  EXPECT_EQ(write(result, {.dialback_declared = false}),
            "<db:result xmlns:db='jabber:server:dialback' from='a.example'><db:x/></db:result>");
}

TEST(Writer, WritesXmlLangAndForeignAttributes) {
  Element message(ns::kServer, "message");
  message.attributes = {
      {std::string(ns::kXml), "lang", "de"}, {"urn:a", "x", "1"}, {"urn:b", "x", "2"}};

  EXPECT_EQ(write(message),
            "<message xml:lang='de' xmlns:ns1='urn:a' ns1:x='1' xmlns:ns2='urn:b' ns2:x='2'/>");
  EXPECT_EQ(travelled(message), message);
}

TEST(Writer, EscapesMarkup) {
  EXPECT_EQ(escape("<a b='c' d=\"e\">&amp;]]>"),
            "&lt;a b=&apos;c&apos; d=&quot;e&quot;&gt;&amp;amp;]]&gt;");
}

TEST(Writer, ReplacesWhatXmlForbids) {
  const std::string replacement = "\xef\xbf\xbd";

  EXPECT_EQ(escape("a\0b"s), "a" + replacement + "b");
  EXPECT_EQ(escape("\x1b"), replacement);
  EXPECT_EQ(escape("\xef\xbf\xbe"), replacement);
  EXPECT_EQ(escape("\xff"), replacement);
  EXPECT_EQ(escape("\xed\xa0\x80"), replacement + replacement + replacement);
  EXPECT_EQ(escape("\xf0\x9f\x98\x80"), "\xf0\x9f\x98\x80");
}

TEST(Writer, WritesWhatTheReaderReadsBack) {
  Element message(ns::kServer, "message");
  message.set("to", "a@b.example").set("id", "line\nfeed\ttab\rreturn 'quote' \"double\" <&>");
  message.attributes.push_back({std::string(ns::kXml), "lang", "en"});
  Element& body = message.add(Element(ns::kServer, "body"));
  body.add_text(" \r\n\t <&>'\" ]]> \xf0\x9f\x98\x80 ");
  Element& html = message.add(Element("http://jabber.org/protocol/xhtml-im", "html"));
  html.add(Element("http://www.w3.org/1999/xhtml", "body")).add(Element(ns::kServer, "odd"));
  html.add(Element(ns::kDialback, "result"))
      .add(Element("", "none"))
      .add(Element(ns::kStreams, "x"));
  html.add_text("tail");

  EXPECT_EQ(travelled(message), message);
  EXPECT_EQ(travelled(message, {.dialback_declared = false}), message);
}

}  // namespace
}  // namespace gateway::xml
