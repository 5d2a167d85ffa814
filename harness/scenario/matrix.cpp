// Cells are the mixed-radix digits of their number; expansion copies the setup and applies changes.
#include "harness/scenario/matrix.hpp"

#include <algorithm>
#include <set>

#include "harness/scenario/expectations.hpp"
#include "harness/scenario/fields.hpp"
#include "harness/scenario/pairwise.hpp"
#include "harness/scenario/steps.hpp"

namespace harness {
namespace {

constexpr std::size_t kCellsMax = 10'000'000;
constexpr std::size_t kPairwiseValuesMax =
    200;  // on all axes together: rows are made at each start

bool is_label(const std::string& text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
}

bool compile_value(Reading& in, const YAML::Node& node, Axis& axis) {
  AxisValue value;
  for (const auto& [key, content] : in.pairs(node, "a value of an axis")) {
    if (key.Scalar() == "label") {
      if (auto label = in.text(content)) value.label = std::move(*label);
    } else if (key.Scalar() == "set") {
      for (const auto& [path, setting] : in.pairs(content, "set")) {
        axis.steps = axis.steps || path.Scalar() == "steps" || path.Scalar() == "more_steps";
        if (auto change = compile_path(in, path, setting)) {
          value.changes.push_back(std::move(*change));
        }
      }
    } else if (key.Scalar() == "expect") {
      value.expect = compile_expect(in, content);
    } else {
      in.error(key.Mark(), "unknown-key", "'" + key.Scalar() + "' is no key of an axis value",
               "use one of: label set expect");
    }
  }
  const bool good = is_label(value.label);
  if (!good) {
    in.error(node.Mark(), "bad-label", "'" + value.label + "' cannot be part of an id",
             "use lower-case letters, digits and hyphens");
  }
  axis.values.push_back(std::move(value));
  return good;
}

Axis compile_axis(Reading& in, const YAML::Node& node) {
  Axis axis;
  for (const auto& [key, content] : in.pairs(node, "an axis")) {
    if (key.Scalar() == "name") {
      if (auto name = in.text(content)) axis.name = std::move(*name);
    } else if (key.Scalar() == "joined") {
      axis.joined = in.boolean(content).value_or(false);
    } else if (key.Scalar() == "values") {
      for (const YAML::Node& value : in.items(content, "a list of values")) {
        compile_value(in, value, axis);
      }
    } else {
      in.error(key.Mark(), "unknown-key", "'" + key.Scalar() + "' is no key of an axis",
               "use one of: name joined values");
    }
  }
  std::set<std::string> labels;
  for (const AxisValue& value : axis.values) labels.insert(value.label);
  if (axis.name.empty() || axis.values.empty() || labels.size() != axis.values.size()) {
    in.error(node.Mark(), "bad-axis", "an axis needs a name and values with different labels",
             "add them");
  }
  return axis;
}

std::optional<std::size_t> place_of(const std::vector<Axis>& axes, const std::string& name) {
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (axes[i].name == name) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> place_of(const Axis& axis, const std::string& label) {
  for (std::size_t i = 0; i < axis.values.size(); ++i) {
    if (axis.values[i].label == label) return i;
  }
  return std::nullopt;
}

/// {axis: label} or {axis: [label, ...]}
Exclusion compile_combination(Reading& in, const YAML::Node& node, const std::vector<Axis>& axes) {
  Exclusion exclusion;
  for (const auto& [key, content] : in.pairs(node, "when")) {
    const auto axis = place_of(axes, key.Scalar());
    if (!axis) {
      in.error(key.Mark(), "unknown-key", "no axis is called '" + key.Scalar() + "'",
               "name an axis of this matrix");
      continue;
    }
    std::vector<std::size_t> values;
    const std::vector<YAML::Node> labels =
        content.IsScalar() ? std::vector<YAML::Node>{content} : in.items(content, "labels");
    for (const YAML::Node& label : labels) {
      const auto value = place_of(axes[*axis], label.IsScalar() ? label.Scalar() : "");
      if (value) {
        values.push_back(*value);
      } else {
        in.error(label.Mark(), "bad-value", "the axis '" + key.Scalar() + "' has no such value",
                 "use one of its labels");
      }
    }
    exclusion.emplace_back(*axis, std::move(values));
  }
  return exclusion;
}

Exclusion compile_exclusion(Reading& in, const YAML::Node& node, const std::vector<Axis>& axes) {
  Exclusion exclusion;
  bool reasoned = false;
  for (const auto& [key, content] : in.pairs(node, "an exclusion")) {
    if (key.Scalar() == "because") {
      reasoned = in.text(content).value_or("") != "";
    } else if (key.Scalar() == "when") {
      exclusion = compile_combination(in, content, axes);
    } else {
      in.error(key.Mark(), "unknown-key", "'" + key.Scalar() + "' is no key of an exclusion",
               "use one of: because when");
    }
  }
  if (!reasoned || exclusion.empty()) {
    in.error(node.Mark(), "missing-key", "an exclusion needs 'because' and 'when'",
             "say what cannot be, and why");
  }
  return exclusion;
}

std::size_t count_of_values(const std::vector<Axis>& axes) {
  std::size_t count = 0;
  for (const Axis& axis : axes) count += axis.values.size();
  return count;
}

std::vector<const AxisValue*> values_of_row(const Scenario& scenario, std::size_t cell) {
  std::vector<const AxisValue*> values;
  for (std::size_t i = 0; i < scenario.axes.size(); ++i) {
    values.push_back(&scenario.axes[i].values[scenario.rows[cell][i]]);
  }
  return values;
}

/// The value of each axis in this cell, first axis first.
std::vector<const AxisValue*> values_of(const Scenario& scenario, std::size_t cell) {
  if (!scenario.rows.empty()) return values_of_row(scenario, cell);
  std::vector<const AxisValue*> values(scenario.axes.size());
  for (std::size_t i = scenario.axes.size(); i-- > 0;) {
    const Axis& axis = scenario.axes[i];
    values[i] = &axis.values[cell % axis.values.size()];
    cell /= axis.values.size();
  }
  return values;
}

}  // namespace

std::vector<Axis> compile_axes(Reading& in, const YAML::Node& node, Combine combine) {
  std::vector<Axis> axes;
  std::set<std::string> names;
  std::size_t cells = 1;
  for (const YAML::Node& item : in.items(node, "a list of axes")) {
    axes.push_back(compile_axis(in, item));
    if (!names.insert(axes.back().name).second) {
      in.error(item.Mark(), "bad-axis", "two axes are called '" + axes.back().name + "'",
               "give each axis a name of its own");
    }
    const std::size_t count = std::max<std::size_t>(axes.back().values.size(), 1);
    if (combine == Combine::Pairwise) continue;
    if (count > kCellsMax / cells) {
      in.error(item.Mark(), "bad-axis", "the matrix has too many cells", "split it");
      return {};
    }
    cells *= count;
  }
  if (combine == Combine::Pairwise && count_of_values(axes) > kPairwiseValuesMax) {
    in.error(node.Mark(), "bad-axis", "the axes have too many values to be combined in pairs",
             "split it, or leave values out");
    return {};
  }
  return axes;
}

std::vector<std::vector<std::uint16_t>> compile_rows(Reading& in, const YAML::Node& node,
                                                     const std::vector<Axis>& axes) {
  std::vector<Exclusion> exclusions;
  if (node) {
    for (const YAML::Node& item : in.items(node, "a list of exclusions")) {
      exclusions.push_back(compile_exclusion(in, item, axes));
    }
  }
  std::vector<std::size_t> sizes;
  for (const Axis& axis : axes) sizes.push_back(axis.values.size());
  const bool usable = !sizes.empty() && std::find(sizes.begin(), sizes.end(), 0) == sizes.end();
  return usable ? pairwise_rows(sizes, exclusions) : std::vector<std::vector<std::uint16_t>>{};
}

std::size_t cell_count(const Scenario& scenario) {
  if (!scenario.rows.empty()) return scenario.rows.size();
  std::size_t count = 1;
  for (const Axis& axis : scenario.axes) count *= axis.values.size();
  return count;
}

std::string cell_id(const Scenario& scenario, std::size_t cell) {
  std::string id = scenario.id;
  const std::vector<const AxisValue*> values = values_of(scenario, cell);
  for (std::size_t i = 0; i < values.size(); ++i) {
    id += scenario.axes[i].joined ? '-' : '/';
    id += values[i]->label;
  }
  return id;
}

std::map<std::string, std::string> cell_labels(const Scenario& scenario, std::size_t cell) {
  std::map<std::string, std::string> labels;
  const std::vector<const AxisValue*> values = values_of(scenario, cell);
  for (std::size_t i = 0; i < values.size(); ++i) {
    labels.emplace(scenario.axes[i].name, values[i]->label);
  }
  return labels;
}

Expect expect_of_cell(const Scenario& scenario, std::size_t cell) {
  Expect expect = scenario.expect;
  for (const AxisValue* value : values_of(scenario, cell)) add_expectations(value->expect, expect);
  return expect;
}

Setup setup_of_cell(const Scenario& scenario, std::size_t cell) {
  Setup setup = scenario.setup;
  for (const AxisValue* value : values_of(scenario, cell)) {
    for (const SetupChange& change : value->changes) change(setup);
  }
  bind_steps(setup);
  return setup;
}

}  // namespace harness
