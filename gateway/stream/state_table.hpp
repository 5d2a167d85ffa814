// A machine's states and moves as data: the program checks every move against the table, and the
// diagram in ARCHITECTURE.md is printed from it.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gateway {

/// One allowed move and the section that asks for it. `State` is the machine's own enum.
template <class State>
struct Edge {
  State from;
  State to;
  std::string_view section;
};

/// The section of the move, or an empty view if the table does not hold it.
template <class State>
constexpr std::string_view section_of(std::span<const Edge<State>> edges, State from, State to) {
  for (const Edge<State>& edge : edges) {
    if (edge.from == from && edge.to == to) return edge.section;
  }
  return {};
}

/// The table as lines of a Mermaid state diagram.
template <class State>
std::string diagram_of(std::span<const Edge<State>> edges) {
  std::string text = "stateDiagram-v2\n";
  for (const Edge<State>& edge : edges) {
    text += "    ";
    text += to_string(edge.from);
    text += " --> ";
    text += to_string(edge.to);
    text += ": ";
    text += edge.section;
    text += '\n';
  }
  return text;
}

}  // namespace gateway
