// A process with the store open is killed (SIGKILL) at some moment: what it was told is kept is
// there, no commit is there by half, and the file can be used at once.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "gateway/database/sqlite_store.hpp"
#include "tests/unit/database/folder.hpp"
#include "tests/unit/store/store_contract.hpp"

namespace gateway::database {
namespace {

constexpr int kLives = 25;

/// Commits message after message, each with a contact of its own, and tells of each by an octet.
[[noreturn]] void live(const std::string& file, int told) {
  auto store = SqliteStore::open(file);
  if (!store) ::_exit(2);
  const Result<StoredState> state = store.value()->load();
  if (!state) ::_exit(3);
  for (std::uint64_t id = state.value().next_message_id;; ++id) {
    const std::string contact = "c" + std::to_string(id) + "@fed.example";
    const auto done = store.value()->commit(
        {message(id), StoredContact{pair_of("alice@contoso.example", contact), {.added = true}}});
    if (!done || ::write(told, "x", 1) != 1) ::_exit(4);
  }
}

/// @return how many commits it was told of
std::uint64_t live_until_killed(const std::string& file, std::uint64_t commits_wanted,
                                ::useconds_t then_wait) {
  int ends[2] = {};
  EXPECT_EQ(::pipe(ends), 0);
  const ::pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    live(file, ends[1]);
  }
  ::close(ends[1]);
  std::uint64_t told = 0;
  char octet = 0;
  while (told < commits_wanted && ::read(ends[0], &octet, 1) == 1) ++told;
  ::usleep(then_wait);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "it ended by itself: " << WEXITSTATUS(status);
  while (::read(ends[0], &octet, 1) == 1) ++told;
  ::close(ends[0]);
  return told;
}

TEST(SuddenEnd, LosesNothingThatWasCommittedAndKeepsNothingByHalf) {
  const Folder folder;
  std::uint64_t told = 0;

  for (int life = 0; life < kLives; ++life) {
    told += live_until_killed(folder.file(), 1 + static_cast<std::uint64_t>(life) % 4,
                              static_cast<::useconds_t>(life * 37));

    auto store = SqliteStore::open(folder.file());
    ASSERT_TRUE(store) << store.error().what;
    const StoredState state = store.value()->load().value();
    ASSERT_GE(state.messages.size(), told);
    ASSERT_LE(state.messages.size(), told + static_cast<std::uint64_t>(life) + 1);
    ASSERT_EQ(state.contacts.size(), state.messages.size());
    ASSERT_EQ(state.next_message_id, state.messages.size() + 1);
    told = state.messages.size();
  }
}

TEST(SuddenEnd, LeavesTheFileToTheNextGatewayAndToNoneBefore) {
  const Folder folder;
  int ends[2] = {};
  ASSERT_EQ(::pipe(ends), 0);
  const ::pid_t child = ::fork();
  if (child == 0) live(folder.file(), ends[1]);
  char octet = 0;
  ASSERT_EQ(::read(ends[0], &octet, 1), 1);

  const auto second = SqliteStore::open(folder.file());
  EXPECT_TRUE(second.has_error() && second.error().code == "store-in-use");

  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(ends[0]);
  ::close(ends[1]);
  EXPECT_TRUE(SqliteStore::open(folder.file()));
}

}  // namespace
}  // namespace gateway::database
