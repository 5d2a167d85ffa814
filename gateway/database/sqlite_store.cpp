// Opening, committing, and what is said when that fails. What rows mean is in rows.cpp.
#include "gateway/database/sqlite_store.hpp"

#include <utility>

#include "gateway/database/connection.hpp"
#include "gateway/database/rows.hpp"
#include "gateway/database/schema.hpp"

namespace gateway::database {
namespace {

Error opening_failed(const std::string& file, const Error& cause) {
  const std::string subject = "the store " + file;
  if (cause.code == kBusy) {
    return {"store-in-use",
            subject + " is in use by another process; each gateway needs a file of its own"};
  }
  if (cause.code == "store-too-new") {
    return {cause.code, subject + " was written by a newer gateway: " + cause.what +
                            "; run that one, or name another file"};
  }
  const std::string advice =
      cause.code == kCorrupt
          ? "; move it and its -wal away and put a backup in their place, or start without"
          : "; look at its name, its folder and their permissions";
  return {"store-unreadable", subject + " cannot be used: " + cause.what + advice};
}

/// The lock is for life: in exclusive mode no other process gets in between two transactions.
/// FULL: the log is on disk before a commit returns (synchronous; sqlite.org/pragma.html).
constexpr const char* kPragmas =
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
    "PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF";

Result<void> prepare_file(Connection& connection, const SqliteOptions& options) {
  if (const auto set = connection.execute(kPragmas); set.has_error()) return set;
  if (options.pages_max != 0) {
    const std::string limit = "PRAGMA max_page_count = " + std::to_string(options.pages_max);
    if (const auto set = connection.execute(limit); set.has_error()) return set;
  }
  if (const auto migrated = migrate(connection, migrations()); migrated.has_error()) {
    return migrated;
  }
  const auto health = connection.text("PRAGMA quick_check(1)");
  if (health.has_error()) return health.error();
  if (health.value() == "ok") return {};
  return make_error(std::string(kCorrupt), health.value());
}

}  // namespace

struct SqliteStore::State {
  std::string file;
  Connection connection;
  Rows rows;
};

SqliteStore::SqliteStore(std::unique_ptr<State> state) : state_(std::move(state)) {}

SqliteStore::~SqliteStore() = default;

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& file,
                                                       SqliteOptions options) {
  Result<Connection> connection = Connection::open(file);
  if (connection.has_error()) return opening_failed(file, connection.error());
  if (const auto ready = prepare_file(connection.value(), options); ready.has_error()) {
    return opening_failed(file, ready.error());
  }
  Result<Rows> rows = Rows::prepare(connection.value());
  if (rows.has_error()) return opening_failed(file, rows.error());
  return std::unique_ptr<SqliteStore>(new SqliteStore(std::make_unique<State>(
      State{file, std::move(connection.value()), std::move(rows.value())})));
}

Result<StoredState> SqliteStore::load() {
  Result<StoredState> loaded = state_->rows.load();
  if (loaded.has_error()) return opening_failed(state_->file, loaded.error());
  return loaded;
}

Result<void> SqliteStore::commit(const std::vector<StoreChange>& changes) {
  if (changes.empty()) return {};
  const auto failed = [this](const Error& cause) -> Result<void> {
    (void)state_->connection.execute("ROLLBACK");  // SQLite may have done so itself
    const std::string advice = cause.code == kFull ? "; make room on the disk" : "";
    return make_error("store-write",
                      "cannot write to the store " + state_->file + ": " + cause.what + advice);
  };
  if (const auto begun = state_->connection.execute("BEGIN IMMEDIATE"); begun.has_error()) {
    return failed(begun.error());
  }
  for (const StoreChange& change : changes) {
    if (const auto applied = state_->rows.apply(change); applied.has_error()) {
      return failed(applied.error());
    }
  }
  if (const auto done = state_->connection.execute("COMMIT"); done.has_error()) {
    return failed(done.error());
  }
  return {};
}

}  // namespace gateway::database
