// What an attempt came to, from the transcript alone. The gateway's own words (State, Log) are not
// asked: only what crossed the wire and what was delivered counts.
#pragma once

#include "harness/oracle/facts.hpp"
#include "harness/oracle/reading.hpp"
#include "reports/model/outcome.hpp"

namespace harness::oracle {

/// Vocabulary of docs/negotiation.md, "Outcome records"; a stream that ended without any reason
/// given has the condition "closed", "reset" or "silent", which no rule predicts.
reports::Outcome observe(const Reading& reading, Direction direction);

}  // namespace harness::oracle
