// The state diagrams of ARCHITECTURE.md, printed from the tables that the streams obey.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace golden {

/// The Mermaid text of the machine called "initiating" or "receiving"; nothing for another name.
std::optional<std::string> state_diagram(std::string_view machine);

/// `document` with each Mermaid block that follows a line `<!-- state-diagram: NAME -->` replaced
/// by the diagram of that machine. Nothing if a marker has no block or names no machine.
std::optional<std::string> with_current_diagrams(std::string_view document);

}  // namespace golden
