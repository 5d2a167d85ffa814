// Writes the entries that the simulated network writes of the gateway.
#include "harness/real/gateway_watch.hpp"

#include <string>
#include <variant>

namespace harness {

using reports::EntryKind;

void GatewayWatch::before(const gateway::GatewayEvent& event) {
  if (const auto* accepted = std::get_if<gateway::StreamAccepted>(&event)) {
    on_accepted(accepted->connection);
  } else if (const auto* by_pool = std::get_if<gateway::SipAccepted>(&event)) {
    on_accepted(by_pool->connection);
  } else if (const auto* failed = std::get_if<gateway::ConnectFailed>(&event)) {
    on_connect_failed(*failed);
  } else if (std::holds_alternative<gateway::DeadlineReached>(event)) {
    around_.recorder.add(EntryKind::Deadline, kGateway, {});
  }
}

void GatewayWatch::before(const gateway::GatewayAction& action) {
  if (const auto* connect = std::get_if<gateway::Connect>(&action)) on_connect(*connect);
}

std::uint32_t GatewayWatch::number_of(gateway::ConnectionId id) const {
  const auto found = numbers_.find(id);
  return found == numbers_.end() ? 0 : found->second;
}

void GatewayWatch::on_accepted(const gateway::Accepted& accepted) {
  numbers_[accepted.connection] = around_.connections.number_from(accepted.peer);
}

void GatewayWatch::on_connect_failed(const gateway::ConnectFailed& failed) {
  const std::uint32_t number = number_of(failed.connection);
  around_.connections.abandon(number);
  around_.recorder.add(EntryKind::ConnectionFailed, kGateway,
                       std::string(gateway::to_string(failed.error)), number);
}

void GatewayWatch::on_connect(const gateway::Connect& order) {
  const gateway::Endpoint peer{around_.addresses.virtual_of(order.peer.address), order.peer.port};
  const std::uint32_t number = around_.connections.attempt(peer);
  numbers_[order.connection] = number;
  around_.recorder.add(EntryKind::ConnectAttempt, kGateway, to_string(peer), number);
}

}  // namespace harness
