// Which of many things falls due first. Ties go by key, so that the order never depends on chance.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "gateway/base/time.hpp"

namespace gateway {

template <class Key>
class DeadlineQueue {
 public:
  /// Sets or, without an instant, removes the deadline of `key`.
  void set(const Key& key, std::optional<Instant> at) {
    const auto found = by_key_.find(key);
    if (found != by_key_.end()) {
      if (at && found->second == *at) return;
      by_time_.erase({found->second, key});
      by_key_.erase(found);
    }
    if (!at) return;
    by_key_.emplace(key, *at);
    by_time_.emplace(*at, key);
  }

  std::optional<Instant> next() const {
    if (by_time_.empty()) return std::nullopt;
    return by_time_.begin()->first;
  }

  /// Every key due at `now`, the earliest first; their deadlines are removed.
  std::vector<Key> take_due(Instant now) {
    std::vector<Key> due;
    while (!by_time_.empty() && by_time_.begin()->first <= now) {
      due.push_back(by_time_.begin()->second);
      set(due.back(), std::nullopt);
    }
    return due;
  }

  std::size_t size() const { return by_key_.size(); }

 private:
  std::map<Key, Instant> by_key_;
  std::set<std::pair<Instant, Key>> by_time_;
};

}  // namespace gateway
