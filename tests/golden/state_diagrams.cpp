// Finds the marked blocks and writes the diagrams into them.
#include "tests/golden/state_diagrams.hpp"

#include "gateway/stream/initiating_stream.hpp"
#include "gateway/stream/receiving_stream.hpp"
#include "gateway/stream/state_table.hpp"

namespace golden {
namespace {

constexpr std::string_view kMarkerBegin = "<!-- state-diagram: ";
constexpr std::string_view kMarkerEnd = " -->\n";
constexpr std::string_view kBlockBegin = "```mermaid\n";
constexpr std::string_view kBlockEnd = "```\n";

}  // namespace

std::optional<std::string> state_diagram(std::string_view machine) {
  if (machine == "initiating") return gateway::diagram_of(gateway::initiating_edges());
  if (machine == "receiving") return gateway::diagram_of(gateway::receiving_edges());
  return std::nullopt;
}

std::optional<std::string> with_current_diagrams(std::string_view document) {
  std::string result;
  for (;;) {
    const std::size_t marker = document.find(kMarkerBegin);
    if (marker == std::string_view::npos) return result += document;
    const std::size_t name = marker + kMarkerBegin.size();
    const std::size_t name_end = document.find(kMarkerEnd, name);
    if (name_end == std::string_view::npos) return std::nullopt;
    const std::size_t block = name_end + kMarkerEnd.size();
    if (!document.substr(block).starts_with(kBlockBegin)) return std::nullopt;
    const std::size_t diagram = block + kBlockBegin.size();
    const std::size_t block_end = document.find(kBlockEnd, diagram);
    if (block_end == std::string_view::npos) return std::nullopt;
    const auto current = state_diagram(document.substr(name, name_end - name));
    if (!current) return std::nullopt;

    result += document.substr(0, diagram);
    result += *current;
    document.remove_prefix(block_end);
  }
}

}  // namespace golden
