// What a stream may not hold: RFC 6120 11.1, 11.3, 11.5, 11.6, with the conditions of 4.9.3.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/xml/read_every_way.hpp"

namespace gateway::xml {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;

/// The only event; "none" or "several" otherwise.
std::string only(const std::vector<std::string>& events) {
  if (events.empty()) return "none";
  return events.size() == 1 ? events.front() : "several";
}

TEST(RestrictedXml, RefusesComments) {
  for (const std::string_view text : {"<!-- x -->", "<a><!----></a>", "<a/><!-- <b/> -->"}) {
    EXPECT_EQ(read_behind_header(text).back(), "failed restricted-xml") << text;
  }
  EXPECT_EQ(only(read_every_way("<!-- x --><a>")), "failed restricted-xml");
}

TEST(RestrictedXml, RefusesProcessingInstructions) {
  EXPECT_EQ(only(read_behind_header("<?php x ?>")), "failed restricted-xml");
  EXPECT_EQ(only(read_behind_header("<a><?x?></a>")), "failed restricted-xml");
  EXPECT_EQ(only(read_every_way("<?xml version='1.0'?><?x?><a>")), "failed restricted-xml");
}

TEST(RestrictedXml, RefusesDocumentTypes) {
  for (const std::string_view text :
       {"<!DOCTYPE stream><stream>", "<!DOCTYPE s SYSTEM 'http://x.example/'><s>",
        "<!DOCTYPE s PUBLIC 'a' \"b\" [<!ENTITY e 'x'>]><s>&e;",
        "<?xml version='1.0'?><!DOCTYPE s [<!ELEMENT s ANY>]><s>"}) {
    EXPECT_EQ(only(read_every_way(text)), "failed restricted-xml") << text;
  }
}

TEST(RestrictedXml, RefusesAnEntityBombBeforeItIsRead) {
  std::string bomb = "<!DOCTYPE s [<!ENTITY a0 'aaaaaaaaaa'>";
  for (int i = 1; i < 20; ++i) {
    const std::string last = "&a" + std::to_string(i - 1) + ";";
    bomb += "<!ENTITY a" + std::to_string(i) + " '" + last + last + last + last + "'>";
  }

  EXPECT_EQ(only(read_every_way(bomb + "]><s>&a19;</s>")), "failed restricted-xml");
}

TEST(RestrictedXml, RefusesEntitiesThatAreNotPredefined) {
  EXPECT_EQ(only(read_behind_header("<a>&nbsp;</a>")), "failed restricted-xml");
  EXPECT_EQ(only(read_behind_header("<a b='&bomb;'/>")), "failed restricted-xml");
}

TEST(NotWellFormed, IsWhatXmlRefuses) {
  for (const std::string_view text :
       {"<a></b>", "<a b=c/>", "<a b='1' b='2'/>", "<a b='<'/>", "<a>]]></a>", "< a/>", "<a>&</a>",
        "<a>&#0;</a>", "<a>&#xD800;</a>", "<1/>", "</stream>", "<a>\x01</a>", "<a>\xef\xbf\xbf</a>",
        "<?xml version='1.0'?>"}) {
    EXPECT_EQ(only(read_behind_header(text)), "failed not-well-formed") << text;
  }
}

TEST(NotWellFormed, IsWhatNamespacesRefuse) {
  for (const std::string_view text :
       {"<foo:body/>", "<a foo:b='1'/>", "<a xmlns:x=''/>", "<a:b:c/>", "<a xmlns:xml='urn:x'/>",
        "<a xmlns:xmlns='urn:x'/>", "<a xmlns:x='u' xmlns:y='u' x:b='' y:b=''/>",
        "<a xmlns='urn:x&#10;y'/>"}) {
    EXPECT_EQ(only(read_behind_header(text)), "failed not-well-formed") << text;
  }
}

TEST(NotWellFormed, IsANulOctetInTheStream) {
  EXPECT_EQ(only(read_behind_header("<a>\0</a>"s)), "failed not-well-formed");
  EXPECT_EQ(only(read_behind_header("\0"s)), "failed not-well-formed");
}

TEST(NotWellFormed, IsTextBeforeTheHeader) {
  EXPECT_EQ(only(read_every_way("hello")), "failed not-well-formed");
  EXPECT_EQ(only(read_every_way("h\0e\0"s)), "failed not-well-formed");
  EXPECT_EQ(only(read_every_way("\x16\x03\x01\x02\0\x01"s)), "failed not-well-formed");
  EXPECT_EQ(only(read_every_way(" <?xml version='1.0'?><a>")), "failed not-well-formed");
  EXPECT_EQ(only(read_every_way("GET / HTTP/1.1\r\n")), "failed not-well-formed");
}

TEST(NotWellFormed, IsAByteOrderMarkBeforeTheHeader) {
  EXPECT_EQ(only(read_every_way("\xef\xbb\xbf<a>")), "failed not-well-formed");
}

TEST(ByteOrderMark, IsACharacterLikeOthersInText) {
  EXPECT_EQ(only(read_behind_header("<a>\xef\xbb\xbf</a>")), "element <a>\xef\xbb\xbf</a>");
}

TEST(UnsupportedEncoding, IsAnyDeclaredOneButUtf8) {
  for (const std::string_view name : {"UTF-16", "ISO-8859-1", "US-ASCII", "utf8"}) {
    EXPECT_EQ(only(read_every_way("<?xml version='1.0' encoding='" + std::string(name) + "'?><a>")),
              "failed unsupported-encoding");
  }
  EXPECT_EQ(only(read_every_way("<?xml version='1.0' encoding='Utf-8' standalone='no'?><a>")),
            "header");
}

TEST(UnsupportedEncoding, IsUtf16WithAndWithoutMark) {
  EXPECT_EQ(only(read_every_way("\xff\xfe<\0a\0>\0"s)), "failed unsupported-encoding");
  EXPECT_EQ(only(read_every_way("\xfe\xff\0<\0a\0>"s)), "failed unsupported-encoding");
  EXPECT_EQ(only(read_every_way("<\0a\0>\0"s)), "failed unsupported-encoding");
  EXPECT_EQ(only(read_every_way("\0<\0a\0>"s)), "failed unsupported-encoding");
}

TEST(UnsupportedEncoding, IsWhatBreaksTheRulesOfUtf8) {
  for (const std::string& octets :
       {"\xff"s, "\x80"s, "\xc0\xaf"s, "\xed\xa0\x80"s, "\xf4\x90\x80\x80"s, "\xc3("s}) {
    EXPECT_EQ(only(read_behind_header("<a>" + octets + "</a>")), "failed unsupported-encoding");
    EXPECT_EQ(only(read_behind_header("<a b='" + octets + "'/>")), "failed unsupported-encoding");
  }
}

TEST(UnsupportedEncoding, DoesNotHideWhatCameBefore) {
  EXPECT_THAT(read_behind_header("<a/><b></c>\xff"),
              ElementsAre("element <a/>", "failed not-well-formed"));
  EXPECT_THAT(read_behind_header("<a/><b/>\xff"),
              ElementsAre("element <a/>", "element <b/>", "failed unsupported-encoding"));
}

TEST(BadFormat, IsAStreamInsideAStream) {
  const std::string inner = "<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>";

  EXPECT_EQ(only(read_behind_header(inner + "<message/>")), "failed bad-format");
  EXPECT_NE(only(read_behind_header("<a>" + inner)), "failed bad-format");
}

TEST(BadFormat, IsAnotherVersionOfXml) {
  EXPECT_EQ(only(read_every_way("<?xml version='1.1'?><a>")), "failed bad-format");
}

TEST(InvalidXml, IsTextBetweenStanzas) {
  EXPECT_EQ(only(read_behind_header("hello")), "failed invalid-xml");
  EXPECT_THAT(read_behind_header("<a/> x<b/>"), ElementsAre("element <a/>", "failed invalid-xml"));
  EXPECT_EQ(only(read_behind_header("<![CDATA[x]]>")), "failed invalid-xml");
  EXPECT_EQ(only(read_behind_header("<![CDATA[ ]]><a/>")), "failed invalid-xml");
  EXPECT_EQ(only(read_behind_header("x]]>")), "failed invalid-xml");
  EXPECT_EQ(only(read_behind_header(" ]]>")), "failed invalid-xml");
  EXPECT_EQ(only(read_behind_header("\xef\xbb\xbf")), "failed invalid-xml");
}

TEST(ReadFailed, IsTheLastEvent) {
  EXPECT_EQ(only(read_behind_header("<!-- x --><a/></stream:stream>")), "failed restricted-xml");
  EXPECT_EQ(only(read_behind_header("<a></b><c/>")), "failed not-well-formed");
}

}  // namespace
}  // namespace gateway::xml
