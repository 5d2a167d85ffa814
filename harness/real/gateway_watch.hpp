// What the gateway on the loopback does that no fake can see: its connects, its deadlines, and
// which of the run's connections is which of its own.
#pragma once

#include <cstdint>
#include <map>

#include "gateway/core/gateway.hpp"
#include "harness/real/surroundings.hpp"

namespace harness {

class GatewayWatch {
 public:
  /// `around` must outlive the watch.
  explicit GatewayWatch(Surroundings& around) : around_(around) {}

  /// To be called before the gateway handles the event, or the action is carried out.
  void before(const gateway::GatewayEvent& event);
  void before(const gateway::GatewayAction& action);

  /// The run's number of a connection of the gateway, also of a past one; 0 if it has none.
  std::uint32_t number_of(gateway::ConnectionId id) const;

 private:
  void on_accepted(const gateway::Accepted& accepted);
  void on_connect_failed(const gateway::ConnectFailed& failed);
  void on_connect(const gateway::Connect& order);

  Surroundings& around_;
  std::map<gateway::ConnectionId, std::uint32_t> numbers_;
};

}  // namespace harness
