// s2spec show ID: one run in full: its setup, steps, requirements, and what must come of it and
// why.
#include <fmt/format.h>

#include "harness/app/commands.hpp"
#include "harness/app/scenarios_option.hpp"
#include "harness/run/access_expectations.hpp"
#include "harness/run/facts_of.hpp"
#include "harness/run/run_one.hpp"
#include "harness/scenario/matrix.hpp"
#include "harness/scenario/names.hpp"

namespace harness::app {
namespace {

struct ShowOptions {
  std::string id;
  std::string scenarios = "scenarios";
};

const char* yes_no(bool value) { return value ? "yes" : "no"; }

void show_gateway(const GatewaySetup& gateway) {
  fmt::print(
      "gateway\n  domains {}\n  tls {}, sasl {}, dialback {}\n  certificate {}, "
      "require_trusted_certificate {}\n  profile {}, type {}\n",
      fmt::join(gateway.domains, ", "), name_of(kTlsNames, gateway.tls),
      name_of(kSaslNames, gateway.sasl), gateway.dialback ? "on" : "off",
      name_of(kCertificateNames, gateway.certificate), yes_no(gateway.require_trusted_certificate),
      name_of(kProfileNames, gateway.profile), name_of(kPartnerTypeNames, gateway.type));
  if (!gateway.additional_domains.empty()) {
    fmt::print("  additional domains {}\n", fmt::join(gateway.additional_domains, ", "));
  }
  for (const LimitSetup& limit : gateway.limits) fmt::print("  {} {}\n", limit.name, limit.value);
}

void show_partner(const PartnerSetup& partner) {
  fmt::print(
      "partner {}\n  tls {}, external {}, dialback {}\n  certificate {}, insists on ours {}\n",
      partner.domain, name_of(kPartnerTlsNames, partner.tls), yes_no(partner.external),
      yes_no(partner.dialback), name_of(kCertificateNames, partner.certificate),
      yes_no(partner.insists));
  if (!partner.listed) fmt::print("  not in the gateway's configuration\n");
  fmt::print("  authoritative server: {}, verdict {}\n",
             partner.authority.host == AuthorityHost::Own ? "itself" : "a host of its own",
             name_of(kVerdictNames, partner.authority.verdict));
  for (const auto& [name, value] : partner.deviations) {
    fmt::print("  deviation {}: {}\n", name, value);
  }
}

void show_requirements(const Scenario& scenario, const Catalogue& catalogue) {
  fmt::print("requirements\n");
  for (const std::string& id : scenario.requirements) {
    const Requirement& requirement = catalogue.at(id);
    fmt::print("  {} ({} {}, {}, {})\n    {}\n", id, requirement.document, requirement.section,
               requirement.level, requirement.role, requirement.summary);
  }
}

void show_expected(const Expect& expect, const Setup& setup, const oracle::NegotiationRows& rows) {
  const Expected expected = expected_of(expect, facts_of(setup), rows);
  fmt::print("expected\n");
  const auto field = [](const char* name, const std::optional<std::string>& value) {
    if (value) fmt::print("  {:<14} {}\n", name, value->empty() ? "none" : *value);
  };
  field("configuration", expected.fields.configuration);
  field("method", expected.fields.method);
  field("stage", expected.fields.stage);
  field("closed_by", expected.fields.closed_by);
  field("condition", expected.fields.condition);
  field("to_partner", expected.fields.to_partner);
  field("to_gateway", expected.fields.to_gateway);
  for (const Expectation& expectation : expect.sentences) {
    fmt::print("  {}\n", expectation.text);
  }
  if (expect.access) {
    for (const Expectation& expectation : access_expectations(setup)) {
      fmt::print("  {}\n", expectation.text);
    }
  }
  fmt::print("  because: {}\n", expected.rule);
  for (const std::string& complaint : expected.complaints) fmt::print("  but: {}\n", complaint);
}

Exit show(const ShowOptions& options) {
  const std::optional<Library> library = load_or_complain(options.scenarios);
  const auto rows = rows_or_complain(options.scenarios);
  if (!library || !rows) return Exit::Usage;
  const Selection selection = select_runs(*library, {options.id});
  if (selection.runs.empty()) {
    fmt::print(stderr, "{}: no scenario has this id or path\n", options.id);
    return Exit::Usage;
  }
  const RunId& run = selection.runs.front();
  if (selection.runs.size() > 1) {
    fmt::print("{} stands for {} runs; the first of them:\n\n", options.id, selection.runs.size());
  }
  const Scenario& scenario = *run.scenario;
  const Setup setup = setup_of_cell(scenario, run.cell);
  fmt::print("{}\n{} ({})\n{}\n", run.id, scenario.title, scenario.file, scenario.intent);
  show_gateway(setup.gateway);
  for (const PartnerSetup& partner : setup.partners) show_partner(partner);
  fmt::print("steps\n");
  for (const Step& step : setup.steps) fmt::print("  {}\n", step.text);
  show_requirements(scenario, library->catalogue);
  show_expected(expect_of_cell(scenario, run.cell), setup, *rows);
  return Exit::Conforms;
}

}  // namespace

void add_show_command(CLI::App& app, Exit& exit) {
  auto options = std::make_shared<ShowOptions>();
  CLI::App* command = app.add_subcommand("show", "Show one run in full, and what must come of it");
  command->add_option("id", options->id, "Id or path of a scenario, or of a cell of a matrix")
      ->required();
  add_scenarios_option(*command, options->scenarios);
  command->callback([options, &exit] { exit = show(*options); });
}

}  // namespace harness::app
