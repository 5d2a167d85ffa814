// The transcript's hash and its text (library reports/model; here because worlds write them).
#include "reports/model/transcript.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace reports {
namespace {

Transcript sample() {
  return {{{.at_us = 1500, .kind = EntryKind::Wire, .connection = 1, .node = "gateway",
            .text = "<stream/>"},
           {.at_us = 2000, .kind = EntryKind::ConnectionClosed, .connection = 1, .node = "",
            .text = ""}}};
}

// SHA-256 of the empty string, FIPS 180-4 examples.
TEST(TranscriptHash, OfNothingIsThatOfTheEmptyString) {
  EXPECT_EQ(hash_of({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(TranscriptHash, ChangesWithEveryField) {
  const std::string original = hash_of(sample());
  EXPECT_EQ(hash_of(sample()), original);
  const auto changed = [](auto change) {
    Transcript transcript = sample();
    change(transcript.entries[0]);
    return hash_of(transcript);
  };
  EXPECT_NE(changed([](Entry& e) { e.at_us = 1501; }), original);
  EXPECT_NE(changed([](Entry& e) { e.kind = EntryKind::Note; }), original);
  EXPECT_NE(changed([](Entry& e) { e.connection = 2; }), original);
  EXPECT_NE(changed([](Entry& e) { e.protected_by_tls = true; }), original);
  EXPECT_NE(changed([](Entry& e) { e.text += ' '; }), original);
  EXPECT_NE(changed([](Entry& e) { e.node = "gatewa"; e.text = "y<stream/>"; }), original);
}

TEST(TranscriptText, GivesALineAnEntryAndKeepsLinesWhole) {
  Transcript transcript = sample();
  transcript.entries[0].text = "a\nb\xc3\xa4";
  const std::string text = to_text(transcript);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  EXPECT_NE(text.find("0.001500  wire"), std::string::npos);
  EXPECT_NE(text.find("a\\nb\xc3\xa4"), std::string::npos);
}

TEST(TranscriptText, ShowsOctetsAsHexadecimalAndCutsThem) {
  Transcript transcript = sample();
  transcript.entries[0].text = std::string("\x16\x03\x01\x00\xff", 5);
  EXPECT_NE(to_text(transcript).find("hex 16030100ff"), std::string::npos);
  EXPECT_NE(to_text(transcript, 2).find("hex 1603 ... 5 octets in all"), std::string::npos);
}

}  // namespace
}  // namespace reports
