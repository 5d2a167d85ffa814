// How long the gateway left an endpoint in peace before it connected there again (RFC 6120 3.3),
// and what a sentence says about it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/scenario/model.hpp"
#include "reports/model/transcript.hpp"

namespace harness {

/// From the end of each connection to `endpoint`, or the failure of the connect, to the next one.
std::vector<std::int64_t> reconnect_waits_us(const reports::Transcript& transcript,
                                             const std::string& endpoint);

/// What is wrong with the waits; empty if nothing is.
/// @param expectation  of the kind Wanted::Waits
std::string reconnect_complaint(const Expectation& expectation,
                                const reports::Transcript& transcript);

}  // namespace harness
