// The agent and the service behind the two doors of parts.hpp.
#include <utility>

#include "gateway/core/local_parts.hpp"

namespace gateway {
namespace {

class RealSipSide final : public SipSide {
 public:
  RealSipSide(sip::AgentSettings settings, sip::AgentDependencies dependencies)
      : agent_(std::move(settings), std::move(dependencies)) {}
  void handle(const sip::AgentEvent& event, Now now, sip::AgentActions& actions) override {
    agent_.handle(event, now, actions);
  }
  void on_deadline(Now now, sip::AgentActions& actions) override {
    agent_.on_deadline(now, actions);
  }
  std::optional<Instant> next_deadline() const override { return agent_.next_deadline(); }
  std::size_t connections() const override { return agent_.connections(); }
  std::size_t transactions() const override { return agent_.unanswered(); }

 private:
  sip::Agent agent_;
};

class RealService final : public LocalService {
 public:
  RealService(Settings settings, std::vector<UserChanged> users,
              InterworkingDependencies dependencies)
      : interworking_(std::move(settings), std::move(users), std::move(dependencies)) {}
  Result<void> begin(Now now, InterworkingActions& actions) override {
    return interworking_.begin(now, actions);
  }
  void handle(const InterworkingEvent& event, Now now, InterworkingActions& actions) override {
    interworking_.handle(event, now, actions);
  }
  void on_deadline(Now now, InterworkingActions& actions) override {
    interworking_.on_deadline(now, actions);
  }
  std::optional<Instant> next_deadline() const override { return interworking_.next_deadline(); }

 private:
  Interworking interworking_;
};

}  // namespace

LocalParts make_local_parts(const Settings& settings, const sip::AgentSettings& pool,
                            std::vector<UserChanged> users, LocalDependencies dependencies) {
  sip::AgentDependencies of_agent{.entropy = dependencies.entropy,
                                  .server_tls = std::move(dependencies.server_tls),
                                  .client_tls = std::move(dependencies.client_tls),
                                  .first_connection = kFirstSipConnection};
  InterworkingDependencies of_service{.entropy = dependencies.entropy,
                                      .store = dependencies.store,
                                      .sip_contact = sip_contact_of(pool),
                                      .datagrams = pool.transport == sip::Transport::Udp};
  return {std::make_unique<RealSipSide>(pool, std::move(of_agent)),
          std::make_unique<RealService>(settings, std::move(users), std::move(of_service))};
}

}  // namespace gateway
