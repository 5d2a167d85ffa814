// What the oracle is told of a scenario. The oracle has words of its own: this is the translation.
#pragma once

#include "harness/oracle/facts.hpp"
#include "harness/oracle/judge.hpp"
#include "harness/scenario/model.hpp"

namespace harness {

oracle::Facts facts_of(const Setup& setup);

oracle::Expectation expectation_of(const ExpectedOutcome& outcome);

}  // namespace harness
