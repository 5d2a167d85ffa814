// The store that lives as long as the process, and its mishaps.
#include "gateway/store/memory_store.hpp"

#include "tests/unit/store/store_contract.hpp"

namespace gateway {
namespace {

/// Hands the one store out again and again: it survives the gateway, not the process.
class Lent final : public Store {
 public:
  explicit Lent(MemoryStore& store) : store_(store) {}
  Result<StoredState> load() override { return store_.load(); }
  Result<void> commit(const std::vector<StoreChange>& changes) override {
    return store_.commit(changes);
  }

 private:
  MemoryStore& store_;
};

struct InMemory {
  std::unique_ptr<Store> open() { return std::make_unique<Lent>(store); }
  MemoryStore store;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreContract, InMemory);

TEST(MemoryStore, FailsWhenItIsToldTo) {
  MemoryStore store;
  store.plan(2, MemoryStore::Mishap::Fails);

  EXPECT_TRUE(store.commit({message(1)}));
  EXPECT_EQ(store.commit({message(2)}).error().code, "store-write");
  EXPECT_TRUE(store.commit({message(3)}));

  EXPECT_EQ(ids_of(store.load().value()), (std::vector<std::uint64_t>{1, 3}));
  EXPECT_EQ(store.commits(), 3U);
}

TEST(MemoryStore, DiesBeforeOrAfterACommit) {
  MemoryStore store;
  ASSERT_TRUE(store.commit({message(1)}));
  store.plan(1, MemoryStore::Mishap::DiesBefore);
  EXPECT_THROW((void)store.commit({message(2)}), DiedAtCommit);
  EXPECT_EQ(ids_of(store.load().value()), (std::vector<std::uint64_t>{1}));

  store.plan(1, MemoryStore::Mishap::DiesAfter);
  EXPECT_THROW((void)store.commit({message(2)}), DiedAtCommit);
  EXPECT_EQ(ids_of(store.load().value()), (std::vector<std::uint64_t>{1, 2}));
}

TEST(MemoryStore, ForgetsWhatWasPlanned) {
  MemoryStore store;
  store.plan(1, MemoryStore::Mishap::DiesBefore);
  store.forget_plan();

  EXPECT_TRUE(store.commit({message(1)}));
}

}  // namespace
}  // namespace gateway
