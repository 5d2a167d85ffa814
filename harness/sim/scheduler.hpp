// What is still to happen, in order: by instant, and within one instant by when it was scheduled.
// The second key is what makes a run repeatable (two segments that arrive together keep their order).
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "gateway/base/time.hpp"

namespace harness {

template <class What>
class Scheduler {
 public:
  void at(gateway::Instant instant, What what) {
    heap_.push_back({instant, next_sequence_++, std::move(what)});
    std::push_heap(heap_.begin(), heap_.end(), &later);
  }

  std::optional<gateway::Instant> next() const {
    if (heap_.empty()) return std::nullopt;
    return heap_.front().instant;
  }

  /// Precondition: next() is something.
  What take() {
    std::pop_heap(heap_.begin(), heap_.end(), &later);
    What what = std::move(heap_.back().what);
    heap_.pop_back();
    return what;
  }

  std::size_t size() const { return heap_.size(); }

 private:
  struct Item {
    gateway::Instant instant;
    std::uint64_t sequence;
    What what;
  };
  static bool later(const Item& a, const Item& b) {
    return std::pair(a.instant, a.sequence) > std::pair(b.instant, b.sequence);
  }

  std::vector<Item> heap_;
  std::uint64_t next_sequence_ = 0;
};

}  // namespace harness
