// ARCHITECTURE.md shows the moves that the streams really may make.
#include "tests/golden/state_diagrams.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace golden {
namespace {

std::string architecture() {
  std::ifstream in(S2SPEC_SOURCE_DIR "/ARCHITECTURE.md", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

TEST(StateDiagrams, OfTheArchitectureAreCurrent) {
  const std::string document = architecture();

  EXPECT_NE(document.find("<!-- state-diagram: initiating -->\n"), std::string::npos);
  EXPECT_NE(document.find("<!-- state-diagram: receiving -->\n"), std::string::npos);
  EXPECT_EQ(with_current_diagrams(document), document) << "tools/update-diagrams mends this";
}

TEST(StateDiagrams, ReplaceAnOutdatedBlockAndNothingElse) {
  const std::string before =
      "Text\n<!-- state-diagram: receiving "
      "-->\n```mermaid\nold\n```\nmore\n```mermaid\nkept\n```\n";

  EXPECT_EQ(with_current_diagrams(before), "Text\n<!-- state-diagram: receiving -->\n```mermaid\n" +
                                               *state_diagram("receiving") +
                                               "```\nmore\n```mermaid\nkept\n```\n");
}

TEST(StateDiagrams, AreRefusedWhereTheMarkerIsWrong) {
  EXPECT_EQ(with_current_diagrams("<!-- state-diagram: other -->\n```mermaid\n```\n"),
            std::nullopt);
  EXPECT_EQ(with_current_diagrams("<!-- state-diagram: receiving -->\nno block\n"), std::nullopt);
  EXPECT_EQ(with_current_diagrams("<!-- state-diagram: receiving"), std::nullopt);
}

TEST(StateDiagrams, AreMermaidWithASectionAtEachMove) {
  // RFC 6120 5.4.2.3: after <proceed/> the handshake begins.
  EXPECT_TRUE(state_diagram("initiating")->starts_with("stateDiagram-v2\n"));
  EXPECT_NE(
      state_diagram("initiating")->find("    AwaitingProceed --> TlsHandshake: RFC 6120 5.4.2.3\n"),
      std::string::npos);
}

}  // namespace
}  // namespace golden
