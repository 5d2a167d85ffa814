#include "gateway/database/schema.hpp"

#include <array>
#include <string>

namespace gateway::database {
namespace {

// "xgw1": what file(1) shows, and how a database of something else is told from an empty one.
constexpr std::int64_t kApplicationId = 0x78677731;

constexpr std::array<std::string_view, 1> kMigrations = {R"sql(
CREATE TABLE contacts (
  user TEXT NOT NULL,
  contact TEXT NOT NULL,
  added INTEGER NOT NULL,
  blocked INTEGER NOT NULL,
  PRIMARY KEY (user, contact)
) STRICT, WITHOUT ROWID;

CREATE TABLE subscriptions (
  user TEXT NOT NULL,
  contact TEXT NOT NULL,
  state TEXT NOT NULL,  -- in the words of RFC 6121 A.1
  pre_approved INTEGER NOT NULL,
  PRIMARY KEY (user, contact)
) STRICT, WITHOUT ROWID;

CREATE TABLE presences (
  resource TEXT NOT NULL PRIMARY KEY,
  since INTEGER NOT NULL,  -- seconds of POSIX time
  available INTEGER NOT NULL,
  show TEXT NOT NULL,
  priority INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE notes (
  resource TEXT NOT NULL,
  position INTEGER NOT NULL,
  language TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (resource, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
  id INTEGER NOT NULL PRIMARY KEY,
  leaving INTEGER NOT NULL,
  towards_partner INTEGER NOT NULL,
  since INTEGER NOT NULL,
  stanza TEXT NOT NULL
) STRICT;

CREATE TABLE numbers (
  name TEXT NOT NULL PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql"};

Result<void> check_owner(Connection& connection) {
  const auto id = connection.integer("PRAGMA application_id");
  if (id.has_error()) return id.error();
  if (id.value() == kApplicationId) return {};
  const auto tables = connection.integer("SELECT count(*) FROM sqlite_schema");
  if (tables.has_error()) return tables.error();
  if (id.value() == 0 && tables.value() == 0) return {};
  return make_error("store-unreadable", "it is the database of some other program");
}

Result<void> run_steps(Connection& connection, std::span<const std::string_view> steps) {
  for (const std::string_view step : steps) {
    if (const auto done = connection.execute(std::string(step)); done.has_error()) return done;
  }
  return {};
}

}  // namespace

std::span<const std::string_view> migrations() { return kMigrations; }

Result<void> migrate(Connection& connection, std::span<const std::string_view> steps) {
  // The lock first: what is read then is still true when it is written.
  if (const auto begun = connection.execute("BEGIN EXCLUSIVE"); begun.has_error()) return begun;
  const auto give_up = [&connection](Error error) -> Result<void> {
    (void)connection.execute("ROLLBACK");
    return error;
  };
  if (const auto ours = check_owner(connection); ours.has_error()) return give_up(ours.error());
  const auto version = connection.integer("PRAGMA user_version");
  if (version.has_error()) return give_up(version.error());
  const auto wanted = static_cast<std::int64_t>(steps.size());
  if (version.value() < 0 || version.value() > wanted) {
    return give_up({"store-too-new", "it has schema version " + std::to_string(version.value()) +
                                         ", and this gateway knows versions up to " +
                                         std::to_string(wanted)});
  }
  const auto done = run_steps(connection, steps.subspan(static_cast<std::size_t>(version.value())));
  if (done.has_error()) return give_up(done.error());
  const auto marked =
      connection.execute("PRAGMA application_id = " + std::to_string(kApplicationId) +
                         "; PRAGMA user_version = " + std::to_string(wanted) + "; COMMIT");
  if (marked.has_error()) return give_up(marked.error());
  return {};
}

}  // namespace gateway::database
