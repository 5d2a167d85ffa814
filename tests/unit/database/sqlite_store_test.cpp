// The store in a file: the contract, and what may be wrong with a file.
#include "gateway/database/sqlite_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "gateway/database/connection.hpp"
#include "tests/unit/database/folder.hpp"
#include "tests/unit/store/store_contract.hpp"

namespace gateway {
namespace {

struct InFile {
  std::unique_ptr<Store> open() {
    auto store = database::SqliteStore::open(folder.file());
    EXPECT_TRUE(store) << store.error().what;
    return std::move(store.value());
  }
  database::Folder folder;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreContract, InFile);

}  // namespace
}  // namespace gateway

namespace gateway::database {
namespace {

using testing::HasSubstr;

std::unique_ptr<SqliteStore> opened(const std::string& file, SqliteOptions options = {}) {
  auto store = SqliteStore::open(file, options);
  EXPECT_TRUE(store) << store.error().what;
  return std::move(store.value());
}

std::string refusal_of(const std::string& file) {
  const auto store = SqliteStore::open(file);
  if (store) return "none";
  EXPECT_THAT(store.error().what, HasSubstr(file));
  EXPECT_THAT(store.error().what, HasSubstr("; "));  // what to do
  return store.error().code;
}

TEST(SqliteStore, RefusesAFileThatAnotherOneHas) {
  const Folder folder;
  auto first = opened(folder.file());
  EXPECT_EQ(refusal_of(folder.file()), "store-in-use");
  ASSERT_TRUE(first->commit({message(1)}));
  EXPECT_EQ(refusal_of(folder.file()), "store-in-use");

  first.reset();

  EXPECT_EQ(ids_of(opened(folder.file())->load().value()), (std::vector<std::uint64_t>{1}));
}

TEST(SqliteStore, KeepsItsFilesToItself) {
  const Folder folder;
  const auto store = opened(folder.file());
  ASSERT_TRUE(store->commit({message(1)}));

  for (const char* name : {"gateway.db", "gateway.db-wal"}) {
    struct stat status {};
    ASSERT_EQ(::stat(folder.file(name).c_str(), &status), 0) << name;
    EXPECT_EQ(status.st_mode & 0777, 0600U) << name;
  }
}

TEST(SqliteStore, SaysWhyAFileCannotBeUsed) {
  const Folder folder;

  EXPECT_EQ(refusal_of(folder.file("no/such/folder/gateway.db")), "store-unreadable");
  EXPECT_EQ(refusal_of(std::filesystem::path(folder.file()).parent_path()), "store-unreadable");
  write_octets(folder.file(), std::string(5000, 'x'));
  EXPECT_EQ(refusal_of(folder.file()), "store-unreadable");
}

TEST(SqliteStore, RefusesADamagedFile) {
  const Folder folder;
  {
    const auto store = opened(folder.file());
    for (std::uint64_t id = 1; id <= 200; ++id) ASSERT_TRUE(store->commit({message(id)}));
  }
  const std::string whole = octets_of(folder.file());
  ASSERT_GT(whole.size(), 5U * 4096U);

  // Every page but the first; what SQLite does not miss, no gateway misses either.
  int refused = 0;
  for (std::size_t page = 1; page * 4096 < whole.size(); ++page) {
    std::string damaged = whole;
    damaged.replace(page * 4096, 4096, 4096, '\x5a');
    write_octets(folder.file(), damaged);
    refused += refusal_of(folder.file()) == "store-unreadable";
  }
  EXPECT_EQ(static_cast<std::size_t>(refused), whole.size() / 4096 - 1);

  write_octets(folder.file(), whole);
  EXPECT_EQ(refusal_of(folder.file()), "none");
}

TEST(SqliteStore, RefusesValuesThatNoGatewayWrote) {
  const Folder folder;
  { opened(folder.file()); }
  {
    auto connection = Connection::open(folder.file());
    ASSERT_TRUE(connection);
    ASSERT_TRUE(connection.value().execute(
        "INSERT INTO subscriptions VALUES ('a@contoso.example', 'b@fed.example', 'perhaps', 0)"));
  }
  const auto loaded = opened(folder.file())->load();

  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, "store-unreadable");
  EXPECT_THAT(loaded.error().what, HasSubstr("perhaps"));
}

TEST(SqliteStore, ReportsAFullDiskAndGoesOn) {
  const Folder folder;
  auto store = opened(folder.file(), {.pages_max = 24});
  std::uint64_t kept = 0;
  Result<void> last{};
  while (kept < 1000) {
    last = store->commit({message(kept + 1, std::string(1000, 'x'))});
    if (last.has_error()) break;
    ++kept;
  }
  ASSERT_TRUE(last.has_error());
  EXPECT_EQ(last.error().code, "store-write");
  EXPECT_THAT(last.error().what, HasSubstr(folder.file()));
  EXPECT_THAT(last.error().what, HasSubstr("room"));
  EXPECT_GT(kept, 5U);

  EXPECT_EQ(store->load().value().messages.size(), kept);
  ASSERT_TRUE(store->commit({MessageDone{1}, MessageDone{2}, MessageDone{3}, MessageDone{4}}));
  EXPECT_TRUE(store->commit({message(kept + 1, std::string(1000, 'y'))}));
  store.reset();
  EXPECT_EQ(opened(folder.file())->load().value().messages.size(), kept - 3);
}

// All of them or none, though the first would have had room.
TEST(SqliteStore, KeepsNothingOfACommitThatFails) {
  const Folder folder;
  auto store = opened(folder.file(), {.pages_max = 24});
  std::vector<StoreChange> changes = {message(1)};
  for (std::uint64_t id = 2; id < 200; ++id)
    changes.emplace_back(message(id, std::string(1000, 'x')));

  ASSERT_FALSE(store->commit(changes));

  EXPECT_TRUE(store->load().value().messages.empty());
  EXPECT_EQ(store->load().value().next_message_id, 1U);
}

}  // namespace
}  // namespace gateway::database
