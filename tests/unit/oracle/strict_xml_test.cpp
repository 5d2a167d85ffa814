// A strict reader must take what is allowed, however it is cut, and refuse everything else.
#include "harness/oracle/strict_xml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "harness/oracle/strict_text.hpp"

namespace harness::oracle {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

const std::string kDeclaration = "<?xml version='1.0'?>";
const std::string kHeader =
    "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams'>";
const std::string kBeginning = kDeclaration + kHeader;

std::string complaint_about(const std::string& octets) {
  StrictXml whole;
  whole.feed(octets);
  StrictXml pieces;
  for (const char octet : octets) pieces.feed({&octet, 1});
  EXPECT_EQ(pieces.complaint(), whole.complaint()) << octets;
  return whole.complaint();
}

TEST(StrictXml, TakesAStreamHoweverItIsCut) {
  EXPECT_THAT(
      complaint_about(kBeginning + " <message to='a@b' xml:lang='en'><body>&lt;&#x64;\xC3\xA4"
                                   "</body><x:y xmlns:x='urn:x' x:z=\"1\" z='1'/></message >"
                                   "<stream:features/></stream:stream>"),
      IsEmpty());
  EXPECT_THAT(complaint_about(kBeginning + "<a><![CDATA[<&]]></a>" + kBeginning), IsEmpty());
}

TEST(StrictXml, RefusesWhatIsNotWellFormed) {
  for (const std::string& wrong : {
           std::string("<a></b>"),
           std::string("</a>"),
           std::string("<a b='1' b='2'/>"),
           std::string("<a b='1'c='2'/>"),
           std::string("<a b=1/>"),
           std::string("<a b='<'/>"),
           std::string("<a>&e;</a>"),
           std::string("<a b='&'/>"),
           std::string("<a>&#0;</a>"),
           std::string("<a>&#xD800;</a>"),
           std::string("<a>]]></a>"),
           std::string("<a>\x01</a>"),
           std::string("<a>\xC0\xAF</a>"),
           std::string("<a>\xED\xA0\x80</a>"),
           std::string("<a>\xE2\x82</a>"),
           std::string("<a>\xEF\xBF\xBF</a>"),
           std::string("<1/>"),
           std::string("< a/>"),
           std::string("<a:/>"),
           std::string("hello<a/>"),
           std::string("<?php ?>"),
           std::string("<!-- -->"),
           std::string("<!DOCTYPE a>"),
           std::string("<a><!-- --></a>"),
       }) {
    EXPECT_NE(complaint_about(kBeginning + wrong), "") << wrong;
  }
}

TEST(StrictXml, RefusesWhatNamespacesMakeNoSenseOf) {
  for (const char* wrong :
       {"<x:a/>", "<a x:b=''/>", "<a xmlns:x=''/>", "<a xmlns:xml='urn:x'/>",
        "<a xmlns:xmlns='urn:x'/>", "<a xmlns:x='http://www.w3.org/XML/1998/namespace'/>",
        "<a xmlns:x='urn:x' xmlns:y='urn:x' x:b='1' y:b='2'/>"}) {
    EXPECT_NE(complaint_about(kBeginning + wrong), "") << wrong;
  }
}

TEST(StrictXml, WantsTheDeclarationOfVersionOne) {
  EXPECT_THAT(complaint_about("<?xml version='1.1'?>" + kHeader), HasSubstr("declaration"));
  EXPECT_THAT(complaint_about("<?xml version='1.0' standalone='yes'?>" + kHeader),
              HasSubstr("declaration"));
  EXPECT_THAT(complaint_about("\xEF\xBB\xBF" + kBeginning), HasSubstr("text outside"));
  StrictXml bare;
  bare.feed(kHeader);
  EXPECT_TRUE(bare.undeclared_header());
}

TEST(StrictXml, KnowsWhereTheStreamEnds) {
  StrictXml stream;
  stream.feed(kBeginning + "</stream:stream>");
  EXPECT_FALSE(stream.spoke_after_closing());
  stream.feed(" ");
  EXPECT_TRUE(stream.spoke_after_closing());
}

TEST(StrictXml, NamesHeadersAndFirstLevelElements) {
  StrictXml stream;
  stream.feed(kBeginning + "<message><body/></message>" + kBeginning + "<stream:features/>");

  ASSERT_EQ(stream.tags().size(), 4U);
  EXPECT_EQ(stream.tags()[0].depth, 0U);
  EXPECT_EQ(stream.tags()[1].ns, "jabber:server");
  EXPECT_EQ(stream.tags()[2].depth, 0U);
  EXPECT_EQ(stream.tags()[3].prefix, "stream");
  EXPECT_EQ(stream.tags()[3].ns, "http://etherx.jabber.org/streams");
}

TEST(StrictText, KnowsCharacters) {
  EXPECT_TRUE(
      is_xml_text("\t\n\r a\xC2\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBD\xF0\x90\x80\x80"
                  "\xF4\x8F\xBF\xBF"));
  for (const char* wrong : {"\x80", "\xC1\x80", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF",
                            "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xC3", "\x7F\x1F"}) {
    EXPECT_FALSE(is_xml_text(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace harness::oracle
