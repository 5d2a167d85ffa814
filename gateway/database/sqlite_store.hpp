// The store in a file: SQLite with a write-ahead log, on disk when commit() returns. One gateway a
// file: whoever opens it keeps it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "gateway/base/result.hpp"
#include "gateway/store/store.hpp"

namespace gateway::database {

struct SqliteOptions {
  std::uint32_t pages_max = 0;  // 0: as many as the disk holds; else of 4096 octets
};

class SqliteStore final : public Store {
 public:
  /// @return "store-in-use" (by another gateway), "store-too-new", "store-unreadable", each with
  /// the
  ///         name of the file and what to do
  static Result<std::unique_ptr<SqliteStore>> open(const std::string& file,
                                                   SqliteOptions options = {});
  ~SqliteStore() override;
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;

  Result<StoredState> load() override;
  Result<void> commit(const std::vector<StoreChange>& changes) override;

 private:
  struct State;
  explicit SqliteStore(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace gateway::database
