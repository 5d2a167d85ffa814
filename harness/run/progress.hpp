// How far a run of many has come: a bar on a terminal, a line a second in a pipe.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "reports/model/run_record.hpp"

namespace harness {

/// Writes to stderr only; the results belong to stdout.
class Progress {
 public:
  /// @param on_terminal  whether stderr is one
  explicit Progress(bool on_terminal) : on_terminal_(on_terminal) {}

  void update(std::size_t done, std::size_t total, const reports::Result& result);
  /// Takes the bar away.
  void finish();

 private:
  bool due(bool last);
  void draw(std::size_t done, std::size_t total) const;

  bool on_terminal_;
  bool drawn_ = false;
  std::size_t failures_ = 0;
  std::chrono::steady_clock::time_point next_{};
};

}  // namespace harness
