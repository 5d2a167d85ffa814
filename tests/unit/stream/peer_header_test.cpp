#include "gateway/stream/peer_header.hpp"

#include <gtest/gtest.h>

#include "tests/unit/stream/stream_dialogue.hpp"

namespace gateway {
namespace {

using namespace test;  // NOLINT: the words of the dialogue

xml::HeaderReceived header_of_version(std::optional<std::string> version) {
  auto made = header("i1");
  made.version = std::move(version);
  return made;
}

TEST(PeerHeader, ReadsVersionsAsTwoNumbers) {
  EXPECT_EQ(parse_stream_version("1.10"), (StreamVersion{1, 10}));
  EXPECT_EQ(parse_stream_version("06.01"), (StreamVersion{6, 1}));
  EXPECT_LT(*parse_stream_version("2.4"), *parse_stream_version("2.13"));
  EXPECT_LT(*parse_stream_version("2.13"), *parse_stream_version("12.3"));
  for (const char* text : {"", "1", "1.", ".0", "1.0.0", "-1.0", "1.x", " 1.0", "4294967296.0"}) {
    EXPECT_FALSE(parse_stream_version(text)) << text;
  }
}

TEST(PeerHeader, AnswersWithTheLowerVersion) {
  EXPECT_EQ(version_to_answer(header_of_version("1.7")), "1.0");
  EXPECT_EQ(version_to_answer(header_of_version("11.0")), "1.0");
  EXPECT_EQ(version_to_answer(header_of_version("0.9")), "0.9");
  EXPECT_EQ(version_to_answer(header_of_version("nonsense")), "1.0");
  EXPECT_EQ(version_to_answer(header_of_version(std::nullopt)), "");
}

TEST(PeerHeader, TakesBothFormsOfTheContentNamespace) {
  auto declared = header("i1");
  auto by_default = header("i1");
  by_default.prefix.clear();
  by_default.content_ns = ns::kStreams;
  auto explicit_everywhere = header("i1");
  explicit_everywhere.content_ns.clear();
  auto content_is_streams = header("i1");
  content_is_streams.content_ns = ns::kStreams;
  auto clients = header("i1");
  clients.content_ns = ns::kClient;

  EXPECT_FALSE(fault_of(declared));
  EXPECT_FALSE(fault_of(by_default));
  EXPECT_FALSE(fault_of(explicit_everywhere));
  EXPECT_EQ(fault_of(content_is_streams), StreamCondition::InvalidNamespace);
  EXPECT_EQ(fault_of(clients), StreamCondition::InvalidNamespace);
}

}  // namespace
}  // namespace gateway
