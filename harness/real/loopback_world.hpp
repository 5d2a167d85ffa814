// The real world in small: the gateway's own net layer, real DNS and TCP on 127.0.0.0/8, fakes on
// sockets beside it; one thread, one io_context, real time. The transcript shows the scenario's
// addresses, so that it reads like a simulated one.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gateway/net/service.hpp"
#include "gateway/net/system_entropy.hpp"
#include "harness/real/dns_server.hpp"
#include "harness/real/fake_host.hpp"
#include "harness/real/gateway_watch.hpp"
#include "harness/real/surroundings.hpp"
#include "harness/world/tls_context_cache.hpp"
#include "harness/world/world.hpp"

namespace harness {

struct LoopbackPlan {
  std::uint32_t slice = 0;  // of 127.64.0.0/10; no two worlds at a time may share one
  NetworkPlan network{};    // latency and addresses that fail hold for the fakes only
  bool keylog = false;
};

/// What worlds on one thread share.
struct LoopbackResources {
  std::shared_ptr<gateway::CryptoContext> crypto = gateway::CryptoContext::with_system_randomness();
  TlsContextCache tls_contexts{};
};

class LoopbackWorld final : public World {
 public:
  /// `resources` must outlive the world.
  LoopbackWorld(LoopbackResources& resources, LoopbackPlan plan);
  ~LoopbackWorld() override;

  void add_actor(const std::string& name, std::unique_ptr<fakes::Actor> actor) override;
  void set_zones(fakes::Zones zones) override { around_.zones = std::move(zones); }
  gateway::Entropy& entropy(const std::string&) override { return entropy_; }
  gateway::Result<std::shared_ptr<const gateway::TlsContext>> tls_context(
      const std::string& role, const gateway::TlsSettings& settings) override {
    return resources_.tls_contexts.get(role, resources_.crypto, settings);
  }

  bool start_gateway(const GatewayPlan& plan) override;
  void stop_gateway() override;
  void local_stanza(const std::string& xml) override;
  void order(const std::string& actor, fakes::Event order) override;
  void note(reports::EntryKind kind, std::string_view text) override;

  /// `limit` is cut at 30 s: who wants to wait longer wants the simulation.
  bool run_until(const Predicate& done, gateway::Duration limit) override;
  void run_for(gateway::Duration duration) override;
  void settle(gateway::Duration quiet) override;
  void begin_shutdown() override;
  void shut_down() override;

  const reports::Transcript& transcript() const override { return recorder_.transcript(); }
  reports::Transcript take_transcript() override { return recorder_.take_transcript(); }
  gateway::Now now() const { return around_.clock.now(); }

 private:
  void tell_gateway(const gateway::UserChanged& change) override;
  void tell_gateway(const gateway::ContactChanged& change) override;
  void tell_gateway(const gateway::PartnersChanged& change) override;
  using Question = std::pair<std::string, gateway::RecordType>;

  gateway::Result<gateway::Endpoint> start_dns();
  fakes::TimedAnswer answer(const gateway::DnsQuestion& question);
  void record_dns(const gateway::DnsQuestion& question);
  gateway::net::ServiceObserver observer();
  std::size_t open_connections() const;
  /// One handler, or none until `end`. @return whether one ran
  bool run_one(std::chrono::steady_clock::time_point end);
  void fail(const std::string& where, const std::string& what);

  LoopbackResources& resources_;
  LoopbackPlan plan_;
  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  gateway::net::SystemEntropy entropy_;
  Recorder recorder_;
  Surroundings around_;
  GatewayWatch watch_;
  std::set<Question> asked_;  // answer not written yet: the resolver may ask again
  std::unique_ptr<DnsServer> dns_;
  std::vector<std::unique_ptr<FakeHost>> hosts_;
  std::unique_ptr<gateway::net::Service> service_;
  bool shutting_down_ = false;
  bool stopped_ = false;
};

}  // namespace harness
