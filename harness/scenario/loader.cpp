// Reads one scenario with the tables of fields.cpp, then checks what only the
// whole can tell.
#include "harness/scenario/loader.hpp"

#include <algorithm>

#include "harness/scenario/dns_records.hpp"
#include "harness/scenario/expectations.hpp"
#include "harness/scenario/fields.hpp"
#include "harness/scenario/matrix.hpp"
#include "harness/scenario/reading.hpp"
#include "harness/scenario/steps.hpp"

namespace harness {
namespace {

/// Longer waits are for virtual time, unless the scenario says otherwise.
constexpr gateway::Duration kRealWaitMax = std::chrono::seconds(2);

class ScenarioReader {
 public:
  ScenarioReader(Reading& in, const Catalogue& catalogue, Scenario& scenario)
      : in_(in), catalogue_(catalogue), scenario_(scenario) {}

  void read(const YAML::Node& root) {
    for (const auto& [key, value] : in_.pairs(root, "a scenario")) {
      if (!speaks_of_matrix(key.Scalar())) read_key(key, value);
    }
    add_default_partner();
    if (root.IsMap()) read_matrix(root);
    require_keys(root);
    settle_backends();
    check_cells(root);
  }

 private:
  static bool speaks_of_matrix(std::string_view key) {
    return key == "matrix" || key == "combine" || key == "exclude";
  }

  void read_key(const YAML::Node& key, const YAML::Node& value) {
    const std::string& name = key.Scalar();
    if (name == "title") return read_text(value, scenario_.title);
    if (name == "intent") return read_text(value, scenario_.intent);
    if (name == "requirements") return read_requirements(value);
    if (name == "backends") return read_backends(value);
    if (name == "gateway") return read_section(value, gateway_fields(), scenario_.setup.gateway);
    if (name == "network") return read_section(value, network_fields(), scenario_.setup.network);
    if (name == "partners") return read_partners(value);
    if (name == "users") return read_users(value);
    if (name == "pool") return read_section(value, pool_fields(), scenario_.setup.pool);
    if (name == "dns") {
      scenario_.setup.dns = compile_dns(in_, value);
      return;
    }
    if (name == "steps") {
      if (auto steps = compile_steps(in_, value)) scenario_.setup.steps = std::move(*steps);
      return;
    }
    if (name == "expect") {
      scenario_.expect = compile_expect(in_, value);
      return;
    }
    in_.error(key.Mark(), "unknown-key", "'" + name + "' is no key of a scenario",
              known_keys(scenario_keys()));
  }

  void read_text(const YAML::Node& value, std::string& target) {
    if (auto text = in_.text(value)) target = std::move(*text);
  }

  template <class T>
  void read_section(const YAML::Node& node, std::span<const Field<T>> fields, T& target) {
    if (auto change = compile_section(in_, node, fields, "this section")) (*change)(target);
  }

  void read_requirements(const YAML::Node& node) {
    for (const YAML::Node& item : in_.items(node, "a list of requirement ids")) {
      const std::optional<std::string> id = in_.text(item);
      if (!id) continue;
      if (!catalogue_.contains(*id)) {
        in_.error(item.Mark(), "unknown-requirement",
                  "no catalogue has the requirement '" + *id + "'",
                  "look the id up in scenarios/requirements");
        continue;
      }
      scenario_.requirements.push_back(*id);
    }
  }

  void read_backends(const YAML::Node& node) {
    backends_given_ = true;
    scenario_.backends = {.sim = false, .loopback = false};
    for (const YAML::Node& item : in_.items(node, "a list of back ends")) {
      const std::string word = item.IsScalar() ? item.Scalar() : std::string();
      if (word == "sim") {
        scenario_.backends.sim = true;
      } else if (word == "loopback") {
        scenario_.backends.loopback = true;
      } else {
        in_.error(item.Mark(), "bad-value", "'" + word + "' is no back end",
                  "use one of: sim, loopback");
      }
    }
  }

  void read_partners(const YAML::Node& node) {
    for (const auto& [key, value] : in_.pairs(node, "partners")) {
      const std::optional<std::string> domain = in_.domain(key);
      if (!domain) continue;
      PartnerSetup partner;
      partner.domain = *domain;
      if (!value.IsNull()) read_section(value, partner_fields(), partner);
      scenario_.setup.partners.push_back(std::move(partner));
    }
  }

  void read_users(const YAML::Node& node) {
    for (const auto& [key, value] : in_.pairs(node, "users")) {
      UserSetup user{.name = key.Scalar(), .address = {}};
      if (!value.IsNull()) read_section(value, user_fields(), user);
      scenario_.setup.users.push_back(std::move(user));
    }
  }

  void add_default_partner() {
    if (scenario_.setup.partners.empty()) {
      scenario_.setup.partners.emplace_back().domain = "fed.example";
    }
  }

  Combine read_combine(const YAML::Node& node) {
    const std::string word = node.IsScalar() ? node.Scalar() : std::string();
    if (word != "all" && word != "pairwise") {
      in_.error(node.Mark(), "bad-value", "'" + word + "' is no way to combine axes",
                "use one of: all, pairwise");
    }
    return word == "pairwise" ? Combine::Pairwise : Combine::All;
  }

  void read_matrix(const YAML::Node& root) {
    const YAML::Node node = root["matrix"];
    const Combine combine = root["combine"] ? read_combine(root["combine"]) : Combine::All;
    if (root["exclude"] && (!node || combine == Combine::All)) {
      in_.error(root["exclude"].Mark(), "bad-matrix", "only a pairwise matrix can exclude cells",
                "add combine: pairwise");
    }
    if (!node) return;
    if (scenario_.setup.partners.size() != 1) {
      in_.error(node.Mark(), "bad-matrix", "a matrix needs exactly one partner",
                "its paths speak of `partner`");
      return;
    }
    scenario_.axes = compile_axes(in_, node, combine);
    if (combine == Combine::Pairwise) {
      scenario_.rows = compile_rows(in_, root["exclude"], scenario_.axes);
    }
  }

  void require_keys(const YAML::Node& root) {
    const auto require = [&](bool given, std::string_view key, std::string advice) {
      if (given) return;
      in_.error(root.Mark(), "missing-key", "the scenario has no '" + std::string(key) + "'",
                std::move(advice));
    };
    require(!scenario_.title.empty(), "title", "say in a few words what is shown");
    require(!scenario_.requirements.empty(), "requirements", "cite at least one requirement");
    require(root.IsMap() && root["expect"], "expect", "say what must come of it");
    const bool axis_has_steps = std::any_of(scenario_.axes.begin(), scenario_.axes.end(),
                                            [](const Axis& axis) { return axis.steps; });
    require(!scenario_.setup.steps.empty() || axis_has_steps, "steps", "say what happens");
  }

  void settle_backends() {
    const bool restarts = std::any_of(
        scenario_.setup.steps.begin(), scenario_.setup.steps.end(),
        [](const Step& step) { return std::holds_alternative<RestartGatewayStep>(step.action); });
    if (restarts) scenario_.backends.loopback = false;  // only the simulation can
    if (backends_given_ || restarts) return;
    gateway::Duration waits{0};
    for (const Step& step : scenario_.setup.steps) {
      if (const auto* wait = std::get_if<WaitStep>(&step.action)) waits += wait->duration;
    }
    scenario_.backends.loopback = waits <= kRealWaitMax;
  }

  /// Every value of every axis, alone: their steps must speak of people who
  /// exist.
  void check_cells(const YAML::Node& root) {
    check_setup(root, scenario_.setup);
    for (const Axis& axis : scenario_.axes) {
      for (const AxisValue& value : axis.values) {
        Setup setup = scenario_.setup;
        for (const SetupChange& change : value.changes) change(setup);
        check_setup(root, setup);
      }
    }
  }

  void check_setup(const YAML::Node& root, Setup& setup) {
    std::vector<std::string> complaints = doubtful_names(setup);
    for (std::string& complaint : bind_steps(setup)) complaints.push_back(std::move(complaint));
    for (const std::string& complaint : complaints) {
      in_.error(root.Mark(), "unknown-name", complaint,
                "use a domain of the gateway or of a partner, or somebody of "
                "users and contacts");
    }
  }

  Reading& in_;
  const Catalogue& catalogue_;
  Scenario& scenario_;
  bool backends_given_ = false;
};

}  // namespace

LoadedScenario load_scenario(std::string_view yaml, const std::string& id, const std::string& file,
                             const Catalogue& catalogue) {
  Reading in(file);
  Scenario scenario;
  scenario.id = id;
  scenario.file = file;
  if (!yaml.starts_with(kSchemaComment)) {
    in.error(YAML::Mark(), "no-schema", "the first line does not name the schema",
             "begin with '" + std::string(kSchemaComment) + "<path to schema.json>'");
  }
  try {
    const YAML::Node root = YAML::Load(std::string(yaml));
    ScenarioReader(in, catalogue, scenario).read(root);
  } catch (const YAML::Exception& failure) {
    in.error(failure.mark, "bad-yaml", failure.msg, "correct the YAML");
  }
  LoadedScenario loaded;
  loaded.diagnostics = in.take_diagnostics();
  if (loaded.diagnostics.empty()) loaded.scenario = std::move(scenario);
  return loaded;
}

}  // namespace harness
