// Keeps each distinct dialogue once: with one seed for all, thousands of runs are alike.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "reports/model/transcript.hpp"

namespace harness {

/// May be used from several threads.
class TranscriptStore {
 public:
  using Shared = std::shared_ptr<const reports::Transcript>;

  /// The transcript with this hash that was kept first; `candidate` itself if it is the first.
  Shared keep(const std::string& hash, Shared candidate) {
    const std::lock_guard lock(mutex_);
    return kept_.try_emplace(hash, std::move(candidate)).first->second;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, Shared> kept_;
};

}  // namespace harness
