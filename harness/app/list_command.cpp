// s2spec list: the scenarios there are.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/app/commands.hpp"
#include "harness/app/scenarios_option.hpp"
#include "harness/scenario/matrix.hpp"

namespace harness::app {
namespace {

struct ListOptions {
  std::string scenarios = "scenarios";
  bool json = false;
};

std::vector<std::string> backends_of(const Scenario& scenario) {
  std::vector<std::string> names;
  if (scenario.backends.sim) names.emplace_back("sim");
  if (scenario.backends.loopback) names.emplace_back("loopback");
  return names;
}

nlohmann::json json_of(const Scenario& scenario) {
  nlohmann::json axes = nlohmann::json::array();
  for (const Axis& axis : scenario.axes) {
    nlohmann::json labels = nlohmann::json::array();
    for (const AxisValue& value : axis.values) labels.push_back(value.label);
    axes.push_back({{"name", axis.name}, {"values", labels}});
  }
  return {{"id", scenario.id},
          {"title", scenario.title},
          {"intent", scenario.intent},
          {"requirements", scenario.requirements},
          {"file", scenario.file},
          {"backends", backends_of(scenario)},
          {"runs", cell_count(scenario)},
          {"axes", axes}};
}

Exit list(const ListOptions& options) {
  const std::optional<Library> library = load_or_complain(options.scenarios);
  if (!library) return Exit::Usage;
  if (options.json) {
    nlohmann::json all = nlohmann::json::array();
    for (const Scenario& scenario : library->scenarios) all.push_back(json_of(scenario));
    fmt::print("{}\n", all.dump(2));
    return Exit::Conforms;
  }
  std::size_t runs = 0;
  for (const Scenario& scenario : library->scenarios) {
    const std::size_t cells = cell_count(scenario);
    runs += cells;
    fmt::print("{:<48} {}{}\n", scenario.id, scenario.title,
               cells == 1 ? "" : fmt::format(" ({} runs)", cells));
  }
  fmt::print("{} scenarios, {} runs\n", library->scenarios.size(), runs);
  return Exit::Conforms;
}

}  // namespace

void add_list_command(CLI::App& app, Exit& exit) {
  auto options = std::make_shared<ListOptions>();
  CLI::App* command = app.add_subcommand("list", "List the scenarios and how many runs they are");
  add_scenarios_option(*command, options->scenarios);
  command->add_flag("--json", options->json, "For programs");
  command->callback([options, &exit] { exit = list(*options); });
}

}  // namespace harness::app
