// A store that lives as long as the process: for a gateway without database, and for the
// simulation, which can make it fail or let the gateway die at any commit.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <vector>

#include "gateway/store/store.hpp"
#include "gateway/store/stored_tables.hpp"

namespace gateway {

/// The gateway dies here, in the middle of its handling of an event. Nobody but the driver of a
/// simulation catches it; what is handled after it would be handled by a dead man.
class DiedAtCommit : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class MemoryStore final : public Store {
 public:
  enum class Mishap : std::uint8_t {
    Fails,       // "store-write", and nothing is kept
    DiesBefore,  // before anything of it is kept
    DiesAfter,   // all of it is kept, and nobody was told
  };
  /// @param commit  which, counted from the next one, which is 1
  void plan(std::uint64_t commit, Mishap mishap) { planned_ = Plan{commits_ + commit, mishap}; }
  void forget_plan() { planned_.reset(); }
  /// Commits that were asked for, in vain or not.
  std::uint64_t commits() const { return commits_; }

  Result<StoredState> load() override { return tables_.state(); }
  Result<void> commit(const std::vector<StoreChange>& changes) override;

 private:
  struct Plan {
    std::uint64_t commit = 0;
    Mishap mishap = Mishap::Fails;
  };

  StoredTables tables_;
  std::uint64_t commits_ = 0;
  std::optional<Plan> planned_;
};

}  // namespace gateway
