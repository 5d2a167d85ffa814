// The scenarios together walk every edge of both state tables: a move that no scenario makes is a
// move that nobody has seen work.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "gateway/stream/initiating_stream.hpp"
#include "gateway/stream/receiving_stream.hpp"
#include "harness/oracle/negotiation_rows.hpp"
#include "harness/run/runner.hpp"
#include "harness/scenario/library.hpp"

namespace harness {
namespace {

const std::string kScenarios = S2SPEC_SOURCE_DIR "/scenarios";

/// "in#1 fed.example->contoso.example: A -> B (RFC 6120 4.2)" without the stream: "in: A -> B (...)".
std::string move_of(const std::string& text) {
  return text.substr(0, text.find('#')) + text.substr(text.find(": "));
}

std::set<std::string> moves_of(const std::vector<RunId>& runs) {
  oracle::NegotiationRows rows;
  rows.load(kScenarios + "/matrix/negotiation-settings.yaml");
  RunnerOptions options;
  options.keep = KeepTranscripts::All;
  std::set<std::string> moves;
  for (const reports::Result& result : run_all(runs, rows, options, {})) {
    if (!result.transcript) continue;
    for (const reports::Entry& entry : result.transcript->entries) {
      if (entry.kind == reports::EntryKind::State) moves.insert(move_of(entry.text));
    }
  }
  return moves;
}

template <class State>
std::string move_text(std::string_view who, const gateway::Edge<State>& edge) {
  return std::string(who) + ": " + std::string(to_string(edge.from)) + " -> " +
         std::string(to_string(edge.to)) + " (" + std::string(edge.section) + ")";
}

std::set<std::string> moves_of_everything() {
  const Library library = load_library(kScenarios);
  EXPECT_TRUE(library.diagnostics.empty());
  std::vector<RunId> runs;
  std::size_t nth = 0;
  for (const RunId& run : select_runs(library, {}).runs) {
    // Everything written by hand, and a cross-section of the matrix.
    if (run.scenario->axes.empty() || nth++ % 61 == 0) runs.push_back(run);
  }
  return moves_of(runs);
}

TEST(Scenarios, WalkEveryEdgeOfBothStateTables) {
  const std::set<std::string> moves = moves_of_everything();

  for (const auto& edge : gateway::initiating_edges()) {
    EXPECT_TRUE(moves.contains(move_text("out", edge)) || moves.contains(move_text("verify", edge)))
        << move_text("out", edge);
  }
  for (const auto& edge : gateway::receiving_edges()) {
    EXPECT_TRUE(moves.contains(move_text("in", edge))) << move_text("in", edge);
  }
}

}  // namespace
}  // namespace harness
