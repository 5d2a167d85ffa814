// Workers take the next run from a counter and write into its place: no order but that of `runs`.
#include "harness/run/runner.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "harness/run/transcript_store.hpp"
#include "harness/run/workshop.hpp"

namespace harness {
namespace {

constexpr std::size_t kRepeatEvery = 97;  // a prime: meets every value of every axis

/// FNV-1a, then the finalizer of SplitMix64: without it the lowest bit would be a parity of
/// letters, and half of the runs would share values of an axis.
std::uint64_t mixed_hash(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  }
  hash = (hash ^ (hash >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  hash = (hash ^ (hash >> 27U)) * 0x94D049BB133111EBULL;
  return hash ^ (hash >> 31U);
}

class Crew {
 public:
  Crew(const std::vector<RunId>& runs, const oracle::NegotiationRows& rows,
       const RunnerOptions& options, const ProgressListener& listener)
      : runs_(runs), rows_(rows), options_(options), listener_(listener), results_(runs.size()) {}

  std::vector<reports::Result> work() {
    const std::size_t jobs =
        std::clamp<std::size_t>(options_.jobs, 1, std::max<std::size_t>(runs_.size(), 1));
    std::vector<std::thread> threads;
    for (std::size_t worker = 1; worker < jobs; ++worker) {
      threads.emplace_back([this, worker] { work_as(worker); });
    }
    work_as(0);
    for (std::thread& thread : threads) thread.join();
    return std::move(results_);
  }

 private:
  void work_as(std::size_t worker) {
    const std::unique_ptr<Workshop> workshop = make_workshop(options_.backend, worker);
    const RunContext context{rows_, workshop->pki(), workshop->world_maker(), options_.backend,
                             options_.seed};
    for (std::size_t next = next_++; next < runs_.size(); next = next_++) {
      results_[next] = run(next, context);
      const std::lock_guard lock(listening_);
      if (listener_) listener_(++done_, runs_.size(), results_[next]);
    }
  }

  reports::Result run(std::size_t index, const RunContext& context) {
    reports::Result result = run_one(runs_[index], context);
    if (is_repeated(index)) repeat(runs_[index], context, result);
    const bool failed =
        result.status == reports::Status::Failed || result.status == reports::Status::Error;
    if (!failed && options_.keep == KeepTranscripts::OfFailures) {
      result.transcript.reset();
    } else if (result.transcript) {
      result.transcript = store_.keep(result.transcript_hash, std::move(result.transcript));
    }
    return result;
  }

  bool is_repeated(std::size_t index) const {
    return options_.repeat_check && options_.backend == Backend::Sim &&
           (index % kRepeatEvery == 0 || runs_[index].scenario->axes.empty());
  }

  static void repeat(const RunId& run, const RunContext& context, reports::Result& result) {
    const reports::Result again = run_one(run, context);
    if (again.transcript_hash == result.transcript_hash) return;
    if (result.status == reports::Status::Passed) {
      result.status = reports::Status::Failed;
      result.reason = "a second run with the same seed went otherwise";
    }
    result.violations.push_back("not-repeatable: transcript " + result.transcript_hash + ", then " +
                                again.transcript_hash);
  }

  const std::vector<RunId>& runs_;
  const oracle::NegotiationRows& rows_;
  const RunnerOptions& options_;
  const ProgressListener& listener_;
  std::vector<reports::Result> results_;
  TranscriptStore store_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex listening_;
  std::size_t done_ = 0;
};

}  // namespace

std::vector<reports::Result> run_all(const std::vector<RunId>& runs,
                                     const oracle::NegotiationRows& rows,
                                     const RunnerOptions& options,
                                     const ProgressListener& listener) {
  return Crew(runs, rows, options, listener).work();
}

std::vector<RunId> shard_of(std::vector<RunId> runs, std::size_t index, std::size_t count) {
  std::vector<RunId> part;
  for (RunId& run : runs) {
    if (mixed_hash(run.id) % count == index - 1) part.push_back(std::move(run));
  }
  return part;
}

}  // namespace harness
