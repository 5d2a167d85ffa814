// One run: a cell of a scenario on one back end, performed, recorded and judged.
#pragma once

#include <functional>
#include <memory>

#include "fakes/pki/pki.hpp"
#include "harness/oracle/oracle.hpp"
#include "harness/run/perform.hpp"
#include "harness/scenario/library.hpp"
#include "harness/world/world.hpp"
#include "reports/model/run_record.hpp"

namespace harness {

enum class Backend : std::uint8_t { Sim, Loopback };
std::string_view to_string(Backend backend);

/// Makes the world of one run.
using WorldMaker =
    std::function<std::unique_ptr<World>(const NetworkPlan& network, std::uint64_t seed)>;

/// What a run needs besides its scenario; borrowed.
struct RunContext {
  const oracle::NegotiationRows& rows;
  const fakes::Pki& pki;
  const WorldMaker& make_world;
  Backend backend = Backend::Sim;
  std::uint64_t seed = 1;
};

/// The reason of a run whose system under test refused a configuration that is in order.
inline constexpr std::string_view kNotStarted = "the system under test did not start";

/// Never throws: what breaks becomes a result with status Error.
reports::Result run_one(const RunId& run, const RunContext& context);

/// The outcome the run must have, as far as scenario and oracle say.
struct Expected {
  oracle::Expectation fields;
  std::optional<reports::Outcome> outcome;  // for the report; open fields are empty
  std::string rule;
  std::vector<std::string> complaints;  // the scenario and the oracle contradict each other
};
Expected expected_of(const Expect& expect, const oracle::Facts& facts,
                     const oracle::NegotiationRows& rows);

}  // namespace harness
