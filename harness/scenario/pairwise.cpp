// Rows grow axis by axis; a value is taken only if the row can still be completed.
#include "harness/scenario/pairwise.hpp"

#include <algorithm>
#include <numeric>

namespace harness {
namespace {

constexpr std::uint16_t kOpen = 0xFFFF;    // no value chosen yet
constexpr std::size_t kCandidates = 12;    // for each row; more make it hardly shorter
constexpr std::size_t kStepsMax = 10'000;  // of one search for a completion

/// Pseudo-random order without <random>, whose distributions differ between libraries.
class Shuffler {
 public:
  std::size_t below(std::size_t bound) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>((state_ >> 33U) % bound);
  }
  void shuffle(std::vector<std::size_t>& order) {
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[below(i)]);
  }

 private:
  std::uint64_t state_ = 1;
};

bool matches(const PairwiseRow& row, const Exclusion& exclusion) {
  return std::all_of(exclusion.begin(), exclusion.end(), [&](const auto& part) {
    const auto& [axis, values] = part;
    return row[axis] != kOpen && std::find(values.begin(), values.end(), row[axis]) != values.end();
  });
}

class Generator {
 public:
  Generator(const std::vector<std::size_t>& sizes, const std::vector<Exclusion>& exclusions)
      : sizes_(sizes), exclusions_(exclusions), constrained_(sizes.size(), false) {
    std::size_t first = 0;
    for (const std::size_t size : sizes) {
      first_value_.push_back(first);
      first += size;
    }
    values_ = first;
    for (const Exclusion& exclusion : exclusions) {
      for (const auto& [axis, values] : exclusion) constrained_[axis] = true;
    }
    list_pairs();
  }

  std::vector<PairwiseRow> rows() {
    std::vector<PairwiseRow> rows;
    while (left_ > 0) {
      rows.push_back(best_candidate());
      cover(rows.back());
    }
    return rows;
  }

 private:
  std::size_t place(std::size_t axis, std::size_t value) const {
    return first_value_[axis] + value;
  }
  bool is_wanted(std::size_t a, std::size_t b) const { return wanted_[a * values_ + b]; }

  void list_pairs() {
    wanted_.assign(values_ * values_, false);
    for (std::size_t a = 0; a < sizes_.size(); ++a) {
      for (std::size_t b = a + 1; b < sizes_.size(); ++b) {
        for (std::size_t i = 0; i < sizes_[a]; ++i) {
          for (std::size_t j = 0; j < sizes_[b]; ++j) want(a, i, b, j);
        }
      }
    }
  }

  void want(std::size_t a, std::size_t i, std::size_t b, std::size_t j) {
    PairwiseRow row(sizes_.size(), kOpen);
    row[a] = static_cast<std::uint16_t>(i);
    row[b] = static_cast<std::uint16_t>(j);
    if ((constrained_[a] || constrained_[b]) && !can_be_completed(row)) return;
    wanted_[place(a, i) * values_ + place(b, j)] = true;
    wanted_[place(b, j) * values_ + place(a, i)] = true;
    ++left_;
  }

  bool can_be_completed(PairwiseRow row) const {
    std::size_t steps = 0;
    return complete(row, 0, steps);
  }

  /// Only axes that exclusions speak of matter.
  bool complete(PairwiseRow& row, std::size_t axis, std::size_t& steps) const {
    if (++steps > kStepsMax || is_excluded(row, exclusions_)) return false;
    while (axis < sizes_.size() && (row[axis] != kOpen || !constrained_[axis])) ++axis;
    if (axis == sizes_.size()) return true;
    for (std::size_t value = 0; value < sizes_[axis]; ++value) {
      row[axis] = static_cast<std::uint16_t>(value);
      if (complete(row, axis + 1, steps)) return true;
    }
    row[axis] = kOpen;
    return false;
  }

  std::size_t gain(const PairwiseRow& row, std::size_t axis, std::size_t value) const {
    std::size_t gained = 0;
    for (std::size_t other = 0; other < row.size(); ++other) {
      if (other == axis || row[other] == kOpen) continue;
      gained += is_wanted(place(axis, value), place(other, row[other]));
    }
    return gained;
  }

  /// The pair that begins a row: one of a value that has the most pairs left.
  PairwiseRow begin_row() {
    std::size_t best_axis = 0, best_value = 0, most = 0;
    for (std::size_t axis = 0; axis < sizes_.size(); ++axis) {
      for (std::size_t value = 0; value < sizes_[axis]; ++value) {
        const auto* line = &wanted_[place(axis, value) * values_];
        const auto open = static_cast<std::size_t>(std::count(line, line + values_, 1));
        if (open <= most) continue;
        most = open;
        best_axis = axis;
        best_value = value;
      }
    }
    PairwiseRow row(sizes_.size(), kOpen);
    row[best_axis] = static_cast<std::uint16_t>(best_value);
    return row;
  }

  PairwiseRow best_candidate() {
    const PairwiseRow beginning = begin_row();
    PairwiseRow best;
    std::size_t most = 0;
    std::vector<std::size_t> order(sizes_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = 0; i < kCandidates; ++i) {
      shuffler_.shuffle(order);
      PairwiseRow row = beginning;
      const std::size_t gained = fill(row, order);
      if (gained <= most) continue;
      most = gained;
      best = std::move(row);
    }
    return most > 0 ? best : row_of_first_pair();
  }

  /// @return how many wanted pairs the row holds
  std::size_t fill(PairwiseRow& row, const std::vector<std::size_t>& order) {
    std::size_t gained = 0;
    for (const std::size_t axis : order) {
      if (row[axis] != kOpen) continue;
      std::size_t most = 0;
      std::uint16_t best = kOpen;
      const std::size_t start = shuffler_.below(sizes_[axis]);  // so that ties go round
      for (std::size_t i = 0; i < sizes_[axis]; ++i) {
        const std::size_t value = (start + i) % sizes_[axis];
        const std::size_t gains = gain(row, axis, value);
        if (best != kOpen && gains <= most) continue;
        if (!may_take(row, axis, value)) continue;
        best = static_cast<std::uint16_t>(value);
        most = gains;
      }
      row[axis] = best;
      gained += most;
    }
    return gained;
  }

  bool may_take(const PairwiseRow& row, std::size_t axis, std::size_t value) const {
    if (!constrained_[axis]) return true;
    PairwiseRow next = row;
    next[axis] = static_cast<std::uint16_t>(value);
    return can_be_completed(std::move(next));
  }

  /// Where no candidate gains anything: around a pair that is still wanted.
  PairwiseRow row_of_first_pair() {
    PairwiseRow row(sizes_.size(), kOpen);
    for (std::size_t a = 0; a < sizes_.size(); ++a) {
      for (std::size_t i = 0; i < sizes_[a]; ++i) {
        for (std::size_t b = a + 1; b < sizes_.size(); ++b) {
          for (std::size_t j = 0; j < sizes_[b]; ++j) {
            if (!is_wanted(place(a, i), place(b, j))) continue;
            row[a] = static_cast<std::uint16_t>(i);
            row[b] = static_cast<std::uint16_t>(j);
            std::vector<std::size_t> order(sizes_.size());
            std::iota(order.begin(), order.end(), std::size_t{0});
            fill(row, order);
            return row;
          }
        }
      }
    }
    return row;
  }

  void cover(const PairwiseRow& row) {
    for (std::size_t a = 0; a < row.size(); ++a) {
      for (std::size_t b = a + 1; b < row.size(); ++b) {
        const std::size_t first = place(a, row[a]);
        const std::size_t second = place(b, row[b]);
        left_ -= is_wanted(first, second);
        wanted_[first * values_ + second] = false;
        wanted_[second * values_ + first] = false;
      }
    }
  }

  const std::vector<std::size_t>& sizes_;
  const std::vector<Exclusion>& exclusions_;
  std::vector<bool> constrained_;
  std::vector<std::size_t> first_value_;
  std::size_t values_ = 0;
  std::vector<std::uint8_t> wanted_;  // by two places, both ways
  std::size_t left_ = 0;
  Shuffler shuffler_;
};

}  // namespace

bool is_excluded(const PairwiseRow& row, const std::vector<Exclusion>& exclusions) {
  return std::any_of(exclusions.begin(), exclusions.end(),
                     [&](const Exclusion& exclusion) { return matches(row, exclusion); });
}

std::vector<PairwiseRow> pairwise_rows(const std::vector<std::size_t>& sizes,
                                       const std::vector<Exclusion>& exclusions) {
  if (sizes.size() < 2) {
    std::vector<PairwiseRow> rows;
    for (std::size_t value = 0; !sizes.empty() && value < sizes.front(); ++value) {
      rows.push_back({static_cast<std::uint16_t>(value)});
    }
    return rows;
  }
  return Generator(sizes, exclusions).rows();
}

}  // namespace harness
