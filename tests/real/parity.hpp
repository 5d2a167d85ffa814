// The simulation must not flatter: what passes in it passes over real sockets, with the same
// outcome.
#pragma once

#include <string>
#include <vector>

#include "harness/oracle/negotiation_rows.hpp"
#include "harness/scenario/library.hpp"

namespace harness::parity {

/// The scenarios of this tree, and the table of settings; loaded once.
const Library& library();
const oracle::NegotiationRows& rows();

/// The runs among `selectors` that are meant for both back ends.
std::vector<RunId> runs_for_both(const std::vector<std::string>& selectors);

/// Runs everything on both back ends. @return a sentence for each run that does not pass on both
/// with one and the same outcome
std::vector<std::string> differences(const std::vector<RunId>& runs, std::uint64_t seed = 1);

}  // namespace harness::parity
