// Setup, world, steps, shutdown, judgement: one run from beginning to end.
#include "harness/run/run_one.hpp"

#include <exception>

#include "harness/run/access_expectations.hpp"
#include "harness/run/cast.hpp"
#include "harness/run/evidence.hpp"
#include "harness/run/facts_of.hpp"
#include "harness/run/gateway_plan_of.hpp"
#include "harness/run/zones.hpp"
#include "harness/scenario/matrix.hpp"

namespace harness {
namespace {

using reports::Result;
using reports::Status;

Fragmentation fragmentation_of(ChunkSize size) {
  switch (size) {
    case ChunkSize::Whole:
      return Fragmentation::Whole;
    case ChunkSize::OneByte:
      return Fragmentation::OneByte;
    case ChunkSize::Coalesced:
      return Fragmentation::Coalesced;
  }
  return Fragmentation::Whole;
}

NetworkPlan network_of(const NetworkSetup& setup) {
  return {.latency = setup.latency,
          .fragmentation = fragmentation_of(setup.fragmentation),
          .unreachable = setup.unreachable,
          .black_holes = setup.black_holes};
}

Result blank_result(const RunId& run, const RunContext& context) {
  Result result;
  result.id = run.id;
  result.title = run.scenario->title;
  result.scenario_file = run.scenario->file;
  result.backend = to_string(context.backend);
  result.requirements = run.scenario->requirements;
  result.cell = cell_labels(*run.scenario, run.cell);
  result.seed = context.seed;
  result.repeat_command = "s2spec run '" + run.id + "' --backend " + result.backend + " --seed " +
                          std::to_string(context.seed);
  return result;
}

void fail(Result& result, Status status, std::string reason) {
  result.status = status;
  result.reason = std::move(reason);
}

/// The first complaint is the reason; all of them are listed.
void complain(Result& result, std::vector<std::string> complaints) {
  if (complaints.empty()) return;
  if (result.status == Status::Passed) fail(result, Status::Failed, complaints.front());
  std::move(complaints.begin(), complaints.end(), std::back_inserter(result.violations));
}

std::vector<Expectation> sentences_of(const Expect& expect, const Setup& setup) {
  std::vector<Expectation> sentences = expect.sentences;
  if (!expect.access) return sentences;
  for (Expectation& sentence : access_expectations(setup)) sentences.push_back(std::move(sentence));
  return sentences;
}

void judge_run(const Expect& expect, const Setup& setup, const RunContext& context,
               const oracle::Facts& facts, const reports::Transcript& transcript, Result& result) {
  Expected expected = expected_of(expect, facts, context.rows);
  oracle::Judgement judgement = oracle::judge(context.rows, facts, expected.fields, transcript);
  result.expected = expected.outcome;
  result.rule = std::move(expected.rule);
  result.observed = std::move(judgement.observed);
  complain(result, std::move(expected.complaints));
  complain(result, std::move(judgement.mismatches));
  for (const oracle::Violation& violation : judgement.violations) {
    complain(result, {violation.name + ": " + violation.sentence});
  }
  complain(result, failed_expectations(sentences_of(expect, setup), setup, transcript));
}

/// A refusal counts as an answer only where one was to come; otherwise nothing was tested.
bool refusal_is_expected(const Expect& expect, const oracle::Facts& facts,
                         const oracle::NegotiationRows& rows) {
  return expected_of(expect, facts, rows).fields.configuration == "refused";
}

std::string refusal_in(const reports::Transcript& transcript) {
  for (const reports::Entry& entry : transcript.entries) {
    if (entry.kind == reports::EntryKind::ConfigurationRefused) return entry.text;
  }
  return "no reason given";
}

void run_in(World& world, const RunId& run, const RunContext& context, Result& result) {
  const Setup setup = setup_of_cell(*run.scenario, run.cell);
  const Expect expect = expect_of_cell(*run.scenario, run.cell);
  const oracle::Facts facts = facts_of(setup);
  world.set_zones(zones_of(setup, context.pki));
  if (const auto failure = add_cast(setup, context.pki, world)) {
    return fail(result, Status::Error, "a fake cannot be made: " + failure->what);
  }
  const GatewayPlan gateway = gateway_plan_of(setup, context.pki);
  const bool gateway_runs = world.start_gateway(gateway);
  const bool in_vain = !gateway_runs && !refusal_is_expected(expect, facts, context.rows);
  if (!in_vain) {
    perform(setup.steps, gateway, gateway_runs,
            context.backend == Backend::Sim ? kVirtualPatience : kRealPatience, world);
  }
  if (world.failure().empty()) world.shut_down();

  auto transcript = std::make_shared<const reports::Transcript>(world.take_transcript());
  result.transcript = transcript;
  result.transcript_hash = reports::hash_of(*transcript);
  if (!transcript->entries.empty()) result.virtual_us = transcript->entries.back().at_us;
  if (!world.failure().empty()) {
    return fail(result, Status::Error, "the run broke: " + world.failure());
  }
  if (in_vain) {
    return fail(result, Status::Error, std::string(kNotStarted) + ": " + refusal_in(*transcript));
  }
  judge_run(expect, setup, context, facts, *transcript, result);
}

}  // namespace

std::string_view to_string(Backend backend) { return backend == Backend::Sim ? "sim" : "loopback"; }

Result run_one(const RunId& run, const RunContext& context) {
  Result result = blank_result(run, context);
  const Backends& backends = run.scenario->backends;
  if (context.backend == Backend::Sim ? !backends.sim : !backends.loopback) {
    fail(result, Status::Skipped, "the scenario is not meant for this back end");
    return result;
  }
  try {
    const Setup setup = setup_of_cell(*run.scenario, run.cell);
    const std::unique_ptr<World> world =
        context.make_world(network_of(setup.network), context.seed);
    run_in(*world, run, context, result);
  } catch (const std::exception& failure) {
    fail(result, Status::Error, std::string("the run broke: ") + failure.what());
  }
  return result;
}

}  // namespace harness
