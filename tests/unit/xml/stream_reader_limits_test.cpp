// Limits: RFC 6120 13.12 (denial of service), condition policy-violation of 4.9.3.14.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "tests/unit/xml/read_every_way.hpp"

namespace gateway::xml {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kRefused = "failed policy-violation";

std::string times(std::size_t count, std::string_view text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

std::string last(const std::vector<std::string>& events) {
  return events.empty() ? "nothing" : events.back();
}

/// Only what is read at once: for streams too long to be read every way.
std::string last_read_whole(std::string_view octets, const ReaderLimits& limits = {}) {
  StreamReader reader(limits);
  reader.feed(kHeader);
  reader.feed(octets);
  return last(drain(reader)).substr(0, 40);
}

TEST(Limits, CountTheOctetsOfAStanzaWithItsMarkup) {
  const ReaderLimits limits{.stanza_bytes_max = 20};

  EXPECT_EQ(last(read_behind_header("<a>1234567890123</a>", limits)),
            "element <a>1234567890123</a>");
  EXPECT_EQ(last(read_behind_header("<a>12345678901234</a>", limits)), kRefused);
}

TEST(Limits, StartAnewWithEachStanza) {
  const ReaderLimits limits{.stanza_bytes_max = 20};

  EXPECT_EQ(read_behind_header(times(10, "<a>1234567890123</a>\r\n    "), limits).size(), 10U);
  EXPECT_THAT(read_behind_header(times(100, " "), limits), IsEmpty());
}

TEST(Limits, HoldForTextThatNeverEnds) {
  const ReaderLimits limits{.stanza_bytes_max = 100};

  EXPECT_EQ(last(read_behind_header("<a>" + times(200, "x"), limits)), kRefused);
  EXPECT_EQ(last(read_behind_header("<a><![CDATA[" + times(200, "]"), limits)), kRefused);
}

TEST(Limits, HoldForTagsThatNeverEnd) {
  const ReaderLimits limits{.stanza_bytes_max = 100};

  EXPECT_EQ(last(read_behind_header("<a b='" + times(200, "x"), limits)), kRefused);
  EXPECT_EQ(last(read_behind_header("<" + times(200, "x"), limits)), kRefused);
  EXPECT_EQ(last(read_behind_header("<a" + times(200, " "), limits)), kRefused);
  EXPECT_EQ(last(read_behind_header("<!--" + times(200, "x"), limits)), kRefused);
}

TEST(Limits, HoldForLongTagsThatNeverEnd) {
  const ReaderLimits limits{.stanza_bytes_max = 5000};

  EXPECT_EQ(last(read_behind_header("<a b='" + times(6000, ">"), limits)), kRefused);
  EXPECT_EQ(
      last(read_behind_header("<a b='" + times(4000, "x") + "\xff" + times(2000, "x"), limits)),
      "failed unsupported-encoding");
  EXPECT_EQ(last(read_behind_header("<a b='" + times(4000, "x") + "<" + times(2000, "x"), limits)),
            "failed not-well-formed");
}

TEST(Limits, HoldForTheHeader) {
  const ReaderLimits limits{.header_bytes_max = kHeader.size()};

  EXPECT_EQ(last(read_every_way(kHeader, limits)), "header");
  EXPECT_EQ(last(read_every_way(" " + times(kHeader.size(), " "), limits)), kRefused);
  EXPECT_EQ(last(read_every_way("<a b='" + times(kHeader.size(), "x"), limits)), kRefused);
  EXPECT_EQ(last(read_every_way("<?xml version='1.0'?>" + times(400, " ") + "<a>", limits)),
            kRefused);
}

TEST(Limits, RefuseAnOverlongStanzaWholeAsInParts) {
  EXPECT_EQ(last_read_whole("<message><body>" + std::string(300 * 1024, 'x') + "</body></message>"),
            kRefused);
  EXPECT_EQ(last_read_whole("<message><body>" + std::string(200 * 1024, 'x') + "</body></message>"),
            "element <message><body>xxxxxxxxxxxxxxxxx");
}

TEST(Limits, HoldForDepth) {
  const ReaderLimits limits{.depth_max = 3};

  EXPECT_EQ(last(read_behind_header("<a><a><a/></a></a>", limits)), "element <a><a><a/></a></a>");
  EXPECT_EQ(last(read_behind_header("<a><a><a><a/></a></a></a>", limits)), kRefused);
  EXPECT_EQ(last_read_whole(times(50000, "<a>")), kRefused);
}

TEST(Limits, HoldForAttributesAndDeclarationsTogether) {
  const ReaderLimits limits{.attributes_max = 3 + 4};

  EXPECT_EQ(last(read_behind_header("<a b='' c='' d='' e='' f='' xmlns:x='u' xmlns='v'/>", limits)),
            "element <a xmlns='v' b='' c='' d='' e='' f=''/>");
  EXPECT_EQ(
      last(read_behind_header("<a b='' c='' d='' e='' f='' g='' xmlns:x='u' xmlns='v'/>", limits)),
      kRefused);
}

TEST(Limits, HoldForAFloodOfAttributes) {
  std::string flood = "<a";
  for (int i = 0; i < 20000; ++i) flood += " a" + std::to_string(i) + "=''";

  EXPECT_EQ(last_read_whole(flood + "/>"), kRefused);
}

TEST(Limits, HoldForValuesAndNames) {
  const ReaderLimits limits{.attribute_bytes_max = 32, .name_bytes_max = 10};
  const std::string value(32, 'v');

  EXPECT_EQ(last(read_every_way("<s:s xmlns:s='u'><abcdefghij b='" + value + "'/>", limits)),
            "element <abcdefghij xmlns='' b='" + value + "'/>");
  EXPECT_EQ(last(read_every_way("<s:s xmlns:s='u'><a b='" + value + "v'/>", limits)), kRefused);
  EXPECT_EQ(last(read_every_way("<s:s xmlns:s='u'><a xmlns='" + value + "v'/>", limits)), kRefused);
  EXPECT_EQ(last(read_every_way("<s:s xmlns:s='u'><abcdefghijk/>", limits)), kRefused);
  EXPECT_EQ(last(read_every_way("<s:s xmlns:s='u'><s:abcdefghi/>", limits)), kRefused);
  EXPECT_EQ(last(read_every_way("<s:s xmlns:s='u'><a abcdefghijk=''/>", limits)), kRefused);
  EXPECT_EQ(last(read_every_way("<s:s xmlns:s='u'><a xmlns:abcdefghijk='u'/>", limits)), kRefused);
}

TEST(Limits, HoldForChildren) {
  const ReaderLimits limits{.children_max = 3};

  EXPECT_EQ(last(read_behind_header("<a><b/><c><d/></c></a>", limits)),
            "element <a><b/><c><d/></c></a>");
  EXPECT_EQ(last(read_behind_header("<a><b/><c><d/></c><e/></a>", limits)), kRefused);
  EXPECT_EQ(read_behind_header(times(3, "<a><b/><b/><b/></a>"), limits).size(), 3U);
}

TEST(Limits, HoldForTheNamesAStreamUses) {
  const ReaderLimits limits{.vocabulary_bytes_max = 600};
  std::string stanzas;
  for (int i = 0; i < 300; ++i) stanzas += "<name" + std::to_string(i) + "/>";

  EXPECT_EQ(last(read_behind_header(stanzas, limits)), kRefused);
  EXPECT_EQ(read_behind_header(times(300, "<name1 b=''/>"), limits).size(), 300U);
}

TEST(Limits, AllowALongTagInTinyPieces) {
  const std::string value = times(3000, "x>");

  EXPECT_EQ(last(read_behind_header("<a b='" + value + "' c=\"'" + value + "\"/>")),
            "element <a b='" + times(3000, "x&gt;") + "' c='&apos;" + times(3000, "x&gt;") + "'/>");
  EXPECT_EQ(last(read_behind_header("<!--" + times(2000, "x->") + "-->")), "failed restricted-xml");
  EXPECT_EQ(last(read_behind_header("<?x " + times(2000, "x>") + "?>")), "failed restricted-xml");
}

// Reading the tag again with each octet would take minutes.
TEST(Limits, MakeATagInTinyPiecesCheap) {
  const auto begin = std::chrono::steady_clock::now();
  StreamReader reader;
  reader.feed(kHeader);
  reader.feed("<a b='");
  for (int i = 0; i < 262000; ++i) {
    reader.feed(">");
    while (reader.next()) {
    }
  }

  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  EXPECT_LT(reader.buffered_bytes(), 262144U);
}

}  // namespace
}  // namespace gateway::xml
