#include "gateway/store/memory_store.hpp"

namespace gateway {

Result<void> MemoryStore::commit(const std::vector<StoreChange>& changes) {
  ++commits_;
  const bool strikes = planned_ && planned_->commit == commits_;
  if (strikes && planned_->mishap == Mishap::Fails) {
    return make_error("store-write", "the store was told to fail");
  }
  if (strikes && planned_->mishap == Mishap::DiesBefore) throw DiedAtCommit("before a commit");
  for (const StoreChange& change : changes) tables_.apply(change);
  if (strikes) throw DiedAtCommit("after a commit");
  return {};
}

}  // namespace gateway
