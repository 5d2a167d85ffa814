// The two kinds of worlds.
#include "harness/run/workshop.hpp"

#include <unistd.h>

#include "harness/real/loopback_world.hpp"
#include "harness/real/slice_claim.hpp"
#include "harness/sim/sim_world.hpp"

namespace harness {
namespace {

class SimWorkshop final : public Workshop {
 public:
  const WorldMaker& world_maker() const override { return maker_; }

 private:
  SimResources resources_;
  WorldMaker maker_ = [this](const NetworkPlan& network, std::uint64_t seed) {
    SimPlan plan;
    plan.seed = seed;
    plan.network = network;
    return std::make_unique<SimWorld>(resources_, std::move(plan));
  };
};

/// Real sockets know no seed: what chance decides differs from run to run.
class LoopbackWorkshop final : public Workshop {
 public:
  explicit LoopbackWorkshop(std::uint32_t first_slice) : claim_(SliceClaim::take(first_slice)) {}

  const WorldMaker& world_maker() const override { return maker_; }

 private:
  SliceClaim claim_;
  LoopbackResources resources_;
  WorldMaker maker_ = [this](const NetworkPlan& network, std::uint64_t) {
    LoopbackPlan plan;
    plan.slice = claim_.slice();
    plan.network = network;
    return std::make_unique<LoopbackWorld>(resources_, std::move(plan));
  };
};

// Where a worker begins to look for a free slice: far from other processes, by their numbers, so
// that what one has just left (connections in TIME-WAIT) is not met by the next.
constexpr std::uint32_t kWorkers = 64;

std::uint32_t first_slice(std::size_t worker) {
  return static_cast<std::uint32_t>(getpid()) * kWorkers + static_cast<std::uint32_t>(worker);
}

}  // namespace

std::unique_ptr<Workshop> make_workshop(Backend backend, std::size_t worker) {
  if (backend == Backend::Sim) return std::make_unique<SimWorkshop>();
  return std::make_unique<LoopbackWorkshop>(first_slice(worker));
}

}  // namespace harness
