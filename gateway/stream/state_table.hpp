// A machine's states and moves as data: the program checks every move against the table, and the
// diagram in ARCHITECTURE.md is printed from it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "gateway/base/assert.hpp"
#include "gateway/stream/stream_events.hpp"

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

/// The order that reports a move. Closing may be entered from anywhere (RFC 6120 4.4); any other
/// move that the table does not hold is a bug of ours.
template <class State>
Moved move_along(std::span<const Edge<State>> edges, State from, State to) {
  const std::string_view section = to == State::Closing ? std::string_view("RFC 6120 4.4")
                                                        : section_of<State>(edges, from, to);
  GATEWAY_ASSERT(!section.empty(), std::string(to_string(from)) + " -> " +
                                       std::string(to_string(to)) + " is no edge");
  return {to_string(from), to_string(to), section};
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
