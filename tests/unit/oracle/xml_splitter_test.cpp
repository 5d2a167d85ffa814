// Where parts of a stream end, whatever the fragments; and what the parser makes of them.
#include "harness/oracle/xml_splitter.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "harness/oracle/piece_parser.hpp"

namespace harness::oracle {
namespace {

using Parts = std::vector<std::string>;

void drain(XmlSplitter& splitter, Parts& parts) {
  std::string_view part;
  for (auto cut = splitter.next(part); cut != XmlSplitter::Cut::None; cut = splitter.next(part)) {
    parts.emplace_back(part);
  }
}

const std::string kStream =
    "<?xml version='1.0'?><stream:stream xmlns='jabber:server' a='>'>"
    "<a/> <b x=\"1>2\"><c/>t<d>&lt;</d></b>\n<!-- <x> --><e><![CDATA[</e>]]></e>"
    "<stream:stream b='2'></stream:stream>";
const Parts kParts = {"<stream:stream xmlns='jabber:server' a='>'>",
                      "<a/>",
                      "<b x=\"1>2\"><c/>t<d>&lt;</d></b>",
                      "<e><![CDATA[</e>]]></e>",
                      "<stream:stream b='2'>",
                      "</stream:stream>"};

TEST(XmlSplitter, CutsAStreamIntoItsParts) {
  XmlSplitter splitter;
  Parts parts;
  splitter.feed(kStream);
  drain(splitter, parts);
  EXPECT_EQ(parts, kParts);
}

TEST(XmlSplitter, CutsTheSameOctetByOctetAndAtEveryPosition) {
  XmlSplitter slow;
  Parts slowly;
  for (const char octet : kStream) {
    slow.feed(std::string_view(&octet, 1));
    drain(slow, slowly);
  }
  EXPECT_EQ(slowly, kParts);
  for (std::size_t cut = 0; cut <= kStream.size(); ++cut) {
    XmlSplitter splitter;
    Parts parts;
    splitter.feed(std::string_view(kStream).substr(0, cut));
    drain(splitter, parts);
    splitter.feed(std::string_view(kStream).substr(cut));
    drain(splitter, parts);
    EXPECT_EQ(parts, kParts) << cut;
  }
}

TEST(PieceParser, ResolvesPrefixesByTheHeaderAndByTheElement) {
  PieceParser parser;
  Declarations declarations;
  Piece head, key, own, foreign;
  parser.parse_header(
      "<s:stream xmlns='jabber:server' xmlns:s='http://etherx.jabber.org/streams' "
      "xmlns:d='jabber:server:dialback' from='a.example'>",
      declarations, head);
  EXPECT_EQ(head.from, "a.example");

  parser.parse_element("<d:result from='a' to='b'>key</d:result>", declarations, key);
  EXPECT_EQ(key.kind, PieceKind::DialbackResult);
  EXPECT_EQ(key.text, "key");
  parser.parse_element("<x:verify xmlns:x='jabber:server:dialback' id='1'/>", declarations, own);
  EXPECT_EQ(own.kind, PieceKind::DialbackVerify);
  parser.parse_element("<result from='a' to='b'>key</result>", declarations, foreign);
  EXPECT_EQ(foreign.kind, PieceKind::Unknown);
}

TEST(PieceParser, TakesWhatIsNotXmlForUnknown) {
  PieceParser parser;
  Piece piece;
  parser.parse_element("<a><b></a>", {}, piece);
  EXPECT_EQ(piece.kind, PieceKind::Unknown);
}

}  // namespace
}  // namespace harness::oracle
