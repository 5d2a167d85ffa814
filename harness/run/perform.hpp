// Carries a scenario's steps out in a world, one after the other, each with a bound on its time.
#pragma once

#include "gateway/base/time.hpp"
#include "harness/scenario/model.hpp"
#include "harness/world/world.hpp"

namespace harness {

/// How long things may take; virtual and real time differ.
struct Patience {
  gateway::Duration message;  // until a message is delivered, bounced or given up; then we go on
  gateway::Duration quiet;    // after the last step, so that stray answers are seen
  gateway::Duration between;  // one repetition of a step and the next
};
inline constexpr Patience kVirtualPatience{
    std::chrono::seconds(120), std::chrono::milliseconds(200), std::chrono::milliseconds(5)};
inline constexpr Patience kRealPatience{std::chrono::seconds(10), std::chrono::milliseconds(5),
                                        std::chrono::milliseconds(1)};

/// Where the scenario ends in the transcript and the shutdown begins: a Note with this text.
inline constexpr std::string_view kEndOfScenario = "end of the scenario";

/// @param gateway       what a restart starts again
/// @param gateway_runs  false: what local users would send is left out
void perform(const std::vector<Step>& steps, const GatewayPlan& gateway, bool gateway_runs,
             const Patience& patience, World& world);

/// The stanza a step sends.
std::string stanza_xml(const SendStanzaStep& stanza);

}  // namespace harness
