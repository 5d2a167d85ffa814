// Many runs on several threads; the record does not show how many.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "harness/oracle/oracle.hpp"
#include "harness/run/run_one.hpp"
#include "harness/scenario/library.hpp"
#include "reports/model/run_record.hpp"

namespace harness {

enum class KeepTranscripts : std::uint8_t { OfFailures, All };

struct RunnerOptions {
  Backend backend = Backend::Sim;
  std::uint64_t seed = 1;
  std::size_t jobs = 1;
  bool repeat_check = false;  // every 97th run and every hand-written one runs twice
  KeepTranscripts keep = KeepTranscripts::OfFailures;
};

/// Told after each run, from whichever thread, one at a time.
using ProgressListener =
    std::function<void(std::size_t done, std::size_t total, const reports::Result& result)>;

/// Results stand in the order of `runs`. Never throws for what goes wrong inside a run.
std::vector<reports::Result> run_all(const std::vector<RunId>& runs,
                                     const oracle::NegotiationRows& rows,
                                     const RunnerOptions& options,
                                     const ProgressListener& listener);

/// Part `index` (from 1) of `count`, by a hash of the id: parts are about equally long, a run stays in
/// its part whatever else is chosen, and none is a biased sample of a matrix.
std::vector<RunId> shard_of(std::vector<RunId> runs, std::size_t index, std::size_t count);

}  // namespace harness
