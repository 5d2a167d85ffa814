// A matrix: one scenario, many cells. Cells are numbered; nothing is stored for each of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/scenario/model.hpp"
#include "harness/scenario/reading.hpp"

namespace harness {

enum class Combine : std::uint8_t { All, Pairwise };

/// [{name, joined, values: [{label, set: {path: value}, expect: {...}}]}]
std::vector<Axis> compile_axes(Reading& in, const YAML::Node& node, Combine combine);

/// The cells of a pairwise matrix. @param node  `exclude`: [{because, when: {axis: [label]}}], or
/// nothing
std::vector<std::vector<std::uint16_t>> compile_rows(Reading& in, const YAML::Node& node,
                                                     const std::vector<Axis>& axes);

/// 1 without axes; with `combine: pairwise` as many as it takes to show every two values together.
std::size_t cell_count(const Scenario& scenario);

/// The scenario's id, then "/" (or "-", if joined) and the label of each axis value; the last axis
/// varies fastest.
std::string cell_id(const Scenario& scenario, std::size_t cell);

/// Axis name -> label.
std::map<std::string, std::string> cell_labels(const Scenario& scenario, std::size_t cell);

/// What must come of this cell: what the scenario expects, and what its axis values add. Where two
/// speak of one field of the outcome the later axis holds.
Expect expect_of_cell(const Scenario& scenario, std::size_t cell);

/// What is set up in this cell, steps bound to their partners.
Setup setup_of_cell(const Scenario& scenario, std::size_t cell);

}  // namespace harness
