// From files of older schema versions to the present one, and files that must be left alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "gateway/database/schema.hpp"
#include "gateway/database/sqlite_store.hpp"
#include "tests/unit/database/folder.hpp"

namespace gateway::database {
namespace {

using testing::HasSubstr;

Connection connection_to(const std::string& file) {
  auto connection = Connection::open(file);
  EXPECT_TRUE(connection);
  return std::move(connection.value());
}

std::int64_t number(Connection& connection, const std::string& sql) {
  const auto value = connection.integer(sql);
  EXPECT_TRUE(value) << sql << ": " << value.error().what;
  return value.value();
}

constexpr std::array<std::string_view, 3> kSteps = {
    "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (7)", "ALTER TABLE a ADD COLUMN y INTEGER",
    "UPDATE a SET y = x + 1"};

TEST(Migration, TakesEveryStepOnceFromWhereverAFileStands) {
  for (std::size_t reached = 0; reached <= kSteps.size(); ++reached) {
    const Folder folder;
    Connection connection = connection_to(folder.file());
    ASSERT_TRUE(migrate(connection, std::span(kSteps).first(reached)));
    EXPECT_EQ(number(connection, "PRAGMA user_version"), static_cast<std::int64_t>(reached));

    ASSERT_TRUE(migrate(connection, kSteps));
    ASSERT_TRUE(migrate(connection, kSteps));

    EXPECT_EQ(number(connection, "SELECT count(*) FROM a"), 1);
    EXPECT_EQ(number(connection, "SELECT y FROM a"), 8);
    EXPECT_EQ(number(connection, "PRAGMA user_version"), 3);
  }
}

TEST(Migration, ThatFailsLeavesTheFileAsItWas) {
  const Folder folder;
  Connection connection = connection_to(folder.file());
  ASSERT_TRUE(migrate(connection, std::span(kSteps).first(1)));
  const std::array<std::string_view, 3> broken = {kSteps[0], kSteps[1], "UPDATE nowhere SET y = 1"};

  EXPECT_FALSE(migrate(connection, broken));

  EXPECT_EQ(number(connection, "PRAGMA user_version"), 1);
  EXPECT_EQ(number(connection, "SELECT count(*) FROM pragma_table_info('a')"), 1);
  EXPECT_TRUE(migrate(connection, kSteps));
}

// What was written by the first version that was released; never to be changed.
TEST(Migration, ReadsAFileOfSchemaOne) {
  const Folder folder;
  {
    Connection connection = connection_to(folder.file());
    const std::string dump = octets_of(S2SPEC_SOURCE_DIR "/tests/unit/database/schema-1.sql");
    ASSERT_FALSE(dump.empty());
    const auto made = connection.execute(dump);
    ASSERT_TRUE(made) << made.error().what;
    ASSERT_EQ(number(connection, "PRAGMA user_version"), 1);
  }

  auto store = SqliteStore::open(folder.file());
  ASSERT_TRUE(store) << store.error().what;
  const StoredState state = store.value()->load().value();

  ASSERT_EQ(state.contacts.size(), 1U);
  EXPECT_TRUE(state.contacts[0].standing.added);
  ASSERT_EQ(state.subscriptions.size(), 1U);
  EXPECT_EQ(state.subscriptions[0].subscription, (Subscription{SubscriptionState::Both, false}));
  ASSERT_EQ(state.presences.size(), 1U);
  EXPECT_EQ(state.presences[0].resource.text(), "romeo@fed.example/orchard");
  EXPECT_EQ(state.presences[0].state->show, Show::DoNotDisturb);
  EXPECT_EQ(state.presences[0].state->notes.at(0).text, "wooing");
  ASSERT_EQ(state.messages.size(), 1U);
  EXPECT_EQ(state.messages[0].stage, StoredMessage::Stage::Leaving);
  EXPECT_EQ(state.next_message_id, 42U);
}

TEST(Migration, LeavesAFileOfANewerGatewayAlone) {
  const Folder folder;
  { ASSERT_TRUE(SqliteStore::open(folder.file())); }
  {
    Connection connection = connection_to(folder.file());
    ASSERT_TRUE(connection.execute("PRAGMA user_version = 1000"));
  }

  const auto store = SqliteStore::open(folder.file());

  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, "store-too-new");
  EXPECT_THAT(store.error().what, HasSubstr("1000"));
  EXPECT_THAT(store.error().what, HasSubstr(folder.file()));
  Connection connection = connection_to(folder.file());
  EXPECT_EQ(number(connection, "PRAGMA user_version"), 1000);
}

TEST(Migration, LeavesADatabaseOfSomethingElseAlone) {
  const Folder folder;
  {
    Connection connection = connection_to(folder.file());
    ASSERT_TRUE(connection.execute("CREATE TABLE addresses (name TEXT)"));
  }

  const auto store = SqliteStore::open(folder.file());

  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, "store-unreadable");
  EXPECT_THAT(store.error().what, HasSubstr("some other program"));
  Connection connection = connection_to(folder.file());
  EXPECT_EQ(number(connection, "SELECT count(*) FROM sqlite_schema"), 1);
}

}  // namespace
}  // namespace gateway::database
