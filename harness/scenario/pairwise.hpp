// Few rows that show every two values of different axes together at least once. Greedy, in the
// manner of AETG (Cohen et al., 1997): each row takes the candidate that covers most of what is
// left.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace harness {

/// A combination that cannot be: a row is excluded if for each of these axes its value is listed.
using Exclusion = std::vector<std::pair<std::size_t, std::vector<std::size_t>>>;

/// One value of each axis.
using PairwiseRow = std::vector<std::uint16_t>;

/// Deterministic: equal arguments, equal rows. Pairs that no row without an exclusion can hold are
/// left out. @param sizes  how many values each axis has; none may be empty
std::vector<PairwiseRow> pairwise_rows(const std::vector<std::size_t>& sizes,
                                       const std::vector<Exclusion>& exclusions);

bool is_excluded(const PairwiseRow& row, const std::vector<Exclusion>& exclusions);

}  // namespace harness
