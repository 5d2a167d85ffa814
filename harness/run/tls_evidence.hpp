// What sentences about TLS are held against: the handshakes as the fakes saw them, message by
// message (fakes/wire/tls_messages.hpp).
#pragma once

#include <cstdint>
#include <vector>

#include "harness/scenario/model.hpp"
#include "reports/model/transcript.hpp"

namespace harness {

/// The moments of what `expectation`, a sentence about TLS, speaks of, in order of time.
std::vector<std::int64_t> tls_moments(const Expectation& expectation,
                                      const std::vector<const reports::Entry*>& entries);

}  // namespace harness
