// Whatever is lost on the way, and whenever: for each scenario the first, second, third, ...
// transmission of the run suffers a fault, until a run ends before the fault is due. No such run
// may break a promise of docs/negotiation.md or leave anything behind. Built twice: a part of the
// scenarios for each kind of fault, and, at night, all of them for all.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "fakes/pki/pki.hpp"
#include "harness/oracle/judge.hpp"
#include "harness/oracle/reading.hpp"
#include "harness/run/facts_of.hpp"
#include "harness/run/run_one.hpp"
#include "harness/scenario/library.hpp"
#include "harness/scenario/matrix.hpp"
#include "harness/sim/sim_world.hpp"

namespace harness {
namespace {

using reports::EntryKind;

constexpr std::uint64_t kSeed = 1;
constexpr std::uint64_t kTransmissionsMax = 1000;  // no run of these scenarios comes near
const std::string kScenarios = S2SPEC_SOURCE_DIR "/scenarios";

struct NamedFault {
  const char* name;
  Fault fault;
};

const NamedFault kFaults[] = {
    {"reset", {.kind = Fault::Kind::Reset}},
    {"dropped", {.kind = Fault::Kind::Drop}},
    {"delayed_by_90_s", {.kind = Fault::Kind::Delay, .delay = std::chrono::seconds(90)}},
    {"split_at_1_octet", {.kind = Fault::Kind::Split, .split_at = 1}},
};

const Library& library() {
  static const Library kLibrary = load_library(kScenarios);
  return kLibrary;
}

/// Everything written by hand; a matrix would say the same a thousand times. By day the scenarios
/// are dealt out among the faults.
std::vector<RunId> runs(std::size_t fault) {
  constexpr std::size_t kShares = S2SPEC_EVERY_FAULT ? 1 : 4 * std::size(kFaults);
  std::vector<RunId> chosen;
  std::size_t dealt = 0;
  for (const RunId& run : select_runs(library(), {}).runs) {
    if (!run.scenario->axes.empty() || !run.scenario->backends.sim) continue;
    if (dealt++ % kShares == fault % kShares) chosen.push_back(run);
  }
  return chosen;
}

const oracle::NegotiationRows& rows() {
  static const oracle::NegotiationRows kRows = [] {
    oracle::NegotiationRows loaded;
    loaded.load(kScenarios + "/matrix/negotiation-settings.yaml");
    return loaded;
  }();
  return kRows;
}

/// One run in which the n-th transmission suffers.
struct FaultyRun {
  reports::Result result;
  bool struck = false;
};

FaultyRun run_with_fault(const RunId& run, const Fault& fault, std::uint64_t nth) {
  static const fakes::Pki kPki(1);
  static SimResources resources;
  bool struck = false;
  const auto rule = [&](const Transmission& sent) {
    if (sent.ordinal != nth) return Fault{};
    struck = true;
    return fault;
  };
  const WorldMaker make_world = [&](const NetworkPlan& network, std::uint64_t seed) {
    SimPlan plan;
    plan.seed = seed;
    plan.network = network;
    plan.fault = rule;
    return std::make_unique<SimWorld>(resources, std::move(plan));
  };
  FaultyRun faulty;
  faulty.result =
      run_one(run, {.rows = rows(), .pki = kPki, .make_world = make_world, .seed = kSeed});
  faulty.struck = struck;
  return faulty;
}

/// Only what was handed to an authenticated stream may be lost with it; the rest is still ours.
/// Where streams may be bidirectional (XEP-0288) one that the partner opened will do.
bool a_stream_was_open(const reports::Transcript& transcript, const oracle::Facts& facts) {
  return std::any_of(transcript.entries.begin(), transcript.entries.end(), [&](const auto& entry) {
    return entry.kind == EntryKind::State &&
           (entry.text.starts_with("out") || facts.gateway_bidirectional) &&
           entry.text.find("-> Authenticated") != std::string::npos;
  });
}

/// How often something came of a message: to its recipient, or back to its sender. What the partner
/// answers is no fate.
std::size_t fates_of(const std::string& id, const oracle::Reading& reading) {
  const bool answered = std::any_of(
      reading.stanzas.begin(), reading.stanzas.end(), [&](const oracle::Scripted& stanza) {
        return stanza.kind == EntryKind::PartnerSend && stanza.id == id && stanza.type == "error";
      });
  return static_cast<std::size_t>(
      std::count_if(reading.stanzas.begin(), reading.stanzas.end(), [&](const auto& stanza) {
        const bool bounced =
            !answered && stanza.kind == EntryKind::LocalDeliver && stanza.type == "error";
        const bool delivered = stanza.kind == EntryKind::PartnerDeliver && stanza.type != "error";
        return stanza.id == id && (bounced || delivered);
      }));
}

bool asked_for_acknowledgements(const oracle::Reading& reading) {
  return std::any_of(reading.connections.begin(), reading.connections.end(), [](const auto& one) {
    return std::any_of(one.pieces.begin(), one.pieces.end(), [](const oracle::Piece& piece) {
      return piece.from_gateway && piece.kind == oracle::PieceKind::Management &&
             (piece.name == "enable" || piece.name == "enabled");
    });
  });
}

bool withholds(const Fault& fault) {
  return fault.kind == Fault::Kind::Drop || fault.kind == Fault::Kind::Delay;
}

/// The oracle knows what the partner said and heard. If words of the partner are lost or late, the
/// gateway cannot know of a closing tag, and gives up waiting for it.
bool excused(const oracle::Violation& violation, const Fault& fault) {
  return withholds(fault) && violation.name == "reset-after-closing-tags";
}

/// Octets of a script do not wait for an answer: the partner sends its stanza though it never heard
/// that it is authenticated, and the oracle, which heard no more, cannot judge that.
///
/// The fake pool does not give a connection up on which nothing arrives any more.
bool can_be_judged(const RunId& run, const Fault& fault) {
  const auto setup = setup_of_cell(*run.scenario, run.cell);
  if (fault.kind == Fault::Kind::Drop && !setup.users.empty()) return false;
  const std::vector<Step>& steps = setup.steps;
  return !withholds(fault) || std::none_of(steps.begin(), steps.end(), [](const Step& step) {
    return std::holds_alternative<SendOctetsStep>(step.action);
  });
}

std::vector<std::string> broken_promises(const RunId& run, const Fault& fault,
                                         const reports::Result& result) {
  if (!result.transcript) return {"no transcript: " + result.reason};
  if (result.status == reports::Status::Error) return {result.reason};
  oracle::Facts facts = facts_of(setup_of_cell(*run.scenario, run.cell));
  facts.may_lose_stanzas = a_stream_was_open(*result.transcript, facts);
  std::vector<std::string> broken;
  for (const auto& violation : oracle::judge(rows(), facts, {}, *result.transcript).violations) {
    if (!excused(violation, fault)) broken.push_back(violation.name + ": " + violation.sentence);
  }
  const oracle::Reading reading = oracle::read(*result.transcript);
  for (const oracle::ScriptedStanza& message : facts.stanzas) {
    if (message.direction != oracle::Direction::Outbound) continue;
    // Not acknowledged is not the same as not arrived: that message may have come to both.
    const std::size_t ends = asked_for_acknowledgements(reading) ? 2 : 1;
    if (fates_of(message.id, reading) > ends) broken.push_back(message.id + " came to two ends");
  }
  return broken;
}

/// @return how many transmissions the run had; the first broken promise ends it
std::uint64_t strike_each_transmission(const RunId& run, const NamedFault& fault) {
  for (std::uint64_t nth = 1; nth < kTransmissionsMax; ++nth) {
    const FaultyRun faulty = run_with_fault(run, fault.fault, nth);
    const auto broken = broken_promises(run, fault.fault, faulty.result);
    for (const std::string& sentence : broken) {
      ADD_FAILURE() << "scenario " << run.id << ", seed " << kSeed << ", transmission " << nth
                    << " " << fault.name << ": " << sentence;
    }
    if (!broken.empty()) {
      if (faulty.result.transcript) std::cout << to_text(*faulty.result.transcript, 200);
      return nth;
    }
    if (!faulty.struck) return nth - 1;
  }
  ADD_FAILURE() << "scenario " << run.id << " has no end with a transmission " << fault.name;
  return kTransmissionsMax;
}

class EveryTransmission : public testing::TestWithParam<std::size_t> {};

TEST_P(EveryTransmission, MaySufferAndNoPromiseIsBroken) {
  ASSERT_TRUE(library().diagnostics.empty());
  std::uint64_t struck = 0;
  const NamedFault& fault = kFaults[GetParam()];
  const std::vector<RunId> chosen = runs(GetParam());
  for (const RunId& run : chosen) {
    if (!can_be_judged(run, fault.fault)) continue;
    struck += strike_each_transmission(run, fault);
  }
  EXPECT_GT(struck, 5 * chosen.size()) << "hardly anything suffered";
}

INSTANTIATE_TEST_SUITE_P(Faults, EveryTransmission,
                         testing::Range<std::size_t>(0, std::size(kFaults)),
                         [](const auto& each) { return std::string(kFaults[each.param].name); });

}  // namespace
}  // namespace harness
