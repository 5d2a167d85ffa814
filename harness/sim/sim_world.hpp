// The simulated world: one thread, virtual time, every order and every chance decided by the seed.
// Two runs of one scenario with one seed have the same transcript, TLS records included.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fakes/pki/seeded_entropy.hpp"
#include "gateway/core/gateway.hpp"
#include "gateway/store/memory_store.hpp"
#include "harness/sim/network.hpp"
#include "harness/sim/sim_resources.hpp"
#include "harness/world/recorder.hpp"
#include "harness/world/world.hpp"

namespace harness {

struct SimPlan {
  std::uint64_t seed = 1;
  NetworkPlan network{};
  FaultRule fault{};  // may be empty
  bool keylog = false;
  /// A killed gateway stays away for so long.
  gateway::Duration restart_after{1'000'000};
};

class SimWorld final : public World {
 public:
  /// `resources` must outlive the world; one world at a time uses it.
  SimWorld(SimResources& resources, SimPlan plan);
  ~SimWorld() override;

  void add_actor(const std::string& name, std::unique_ptr<fakes::Actor> actor) override;
  void set_zones(fakes::Zones zones) override { zones_ = std::move(zones); }
  gateway::Entropy& entropy(const std::string& name) override;
  gateway::Result<std::shared_ptr<const gateway::TlsContext>> tls_context(
      const std::string& role, const gateway::TlsSettings& settings) override {
    return resources_.tls_context(role, settings);
  }

  bool start_gateway(const GatewayPlan& plan) override;
  void stop_gateway() override;
  void local_stanza(const std::string& xml) override;
  void order(const std::string& actor, fakes::Event order) override;
  void note(reports::EntryKind kind, std::string_view text) override;

  /// The gateway dies without a word (SIGKILL), and is started again later with what it stored.
  void kill_gateway();
  /// Its store survives it; may be told to fail, or to let it die at a commit.
  gateway::MemoryStore& store() { return store_; }
  /// How often a gateway was started or killed.
  std::uint32_t lives() const { return life_; }

  /// Ends early, without `done`, when nothing is left that could happen.
  bool run_until(const Predicate& done, gateway::Duration limit) override;
  void run_for(gateway::Duration duration) override;
  void begin_shutdown() override;
  void settle(gateway::Duration quiet) override;
  void shut_down() override;

  const reports::Transcript& transcript() const override { return recorder_.transcript(); }
  reports::Transcript take_transcript() override { return recorder_.take_transcript(); }
  gateway::Now now() const;

 private:
  void tell_gateway(const gateway::UserChanged& change) override { handle(change); }
  void tell_gateway(const gateway::ContactChanged& change) override { handle(change); }
  void tell_gateway(const gateway::PartnersChanged& change) override { handle(change); }

  struct Node {
    std::string name;
    std::unique_ptr<fakes::Actor> actor;     // null: the gateway
    std::optional<gateway::Instant> deadline;
  };
  struct Answer {
    NodeIndex node = 0;
    gateway::DnsAnswer answer;
    std::uint32_t life = 0;  // of the gateway, if it asked
  };

  std::optional<NodeIndex> node_of(const std::string& name) const;
  std::optional<NodeIndex> next_to_wake() const;
  std::optional<gateway::Instant> next_instant() const;
  void advance_to(gateway::Instant instant);
  void step();
  void wake(NodeIndex node);
  void happen(const Happening& happening);
  void tell(NodeEvent&& event);
  void handle(NodeIndex node, const fakes::Event& event);
  void on_accepted(const gateway::Accepted& accepted);
  void handle(const gateway::GatewayEvent& event);
  void carry_out(NodeIndex node, fakes::Action&& action);
  void carry_out(gateway::GatewayAction&& action);
  gateway::LocalParts local_parts(const PreparedGateway& prepared);
  void listen_for_pool(const gateway::sip::AgentSettings& pool);
  bool begin_gateway(const gateway::Configuration& configuration);
  void ask(NodeIndex node, const gateway::DnsQuestion& question);
  void fail(const std::string& node, const std::string& event, const std::string& what);

  SimResources& resources_;
  SimPlan plan_;
  gateway::Instant now_;
  Recorder recorder_;
  Agenda agenda_;
  Network network_;
  fakes::Zones zones_;
  std::map<std::string, fakes::SeededEntropy> entropies_;
  std::vector<Node> nodes_;  // the first is the gateway, whether it runs or not
  std::map<gateway::Endpoint, gateway::ListenerKind> listeners_;
  std::optional<gateway::Endpoint> sip_listener_;
  gateway::MemoryStore store_;  // outlives the gateway, as a file would
  std::unique_ptr<gateway::Gateway> gateway_;
  GatewayPlan gateway_plan_;  // of the one that runs, or comes again
  std::uint32_t life_ = 0;    // of the gateway
  std::string last_state_;
  std::vector<Answer> answers_;
  std::vector<NodeEvent> events_;  // scratch
  fakes::Actions actions_;
  std::uint32_t wakes_at_this_instant_ = 0;
  bool shutting_down_ = false;
};

}  // namespace harness
