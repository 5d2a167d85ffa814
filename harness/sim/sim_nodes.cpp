// The nodes of a simulated run: events go into their machines, their orders come out.
#include <fmt/format.h>

#include <type_traits>
#include <utility>

#include "harness/sim/sim_world.hpp"
#include "harness/world/resolver.hpp"
#include "harness/world/words.hpp"

namespace harness {
namespace {

using gateway::Duration;
using reports::EntryKind;

constexpr NodeIndex kGatewayNode = 0;

}  // namespace

void SimWorld::tell(NodeEvent&& told) {
  const NodeIndex node = told.node;
  if (node != kGatewayNode) {
    return std::visit([&](auto&& event) { handle(node, fakes::Event(std::move(event))); },
                      std::move(told.event));
  }
  std::visit(
      [&](auto&& event) {
        if constexpr (std::is_same_v<std::decay_t<decltype(event)>, gateway::Accepted>) {
          on_accepted(event);
        } else {
          handle(gateway::GatewayEvent(std::move(event)));
        }
      },
      std::move(told.event));
}

void SimWorld::handle(NodeIndex node, const fakes::Event& event) {
  if (!failure_.empty()) return;
  Node& told = nodes_[node];
  actions_.clear();
  try {
    told.actor->handle(event, now(), actions_);
    told.deadline = told.actor->next_deadline();
  } catch (const std::exception& error) {
    fail(told.name, describe(event), error.what());
  }
  for (fakes::Action& action : actions_) carry_out(node, std::move(action));
}

void SimWorld::on_accepted(const gateway::Accepted& accepted) {
  if (accepted.local == sip_listener_) return handle(gateway::SipAccepted{accepted});
  handle(gateway::StreamAccepted{accepted, listeners_.at(accepted.local)});
}

void SimWorld::handle(const gateway::GatewayEvent& event) {
  if (!gateway_ || !failure_.empty()) return;
  gateway::GatewayActions actions;
  try {
    gateway_->handle(event, now(), actions);
    nodes_[kGatewayNode].deadline = gateway_->next_deadline();
  } catch (const gateway::DiedAtCommit&) {
    return kill_gateway();  // with whatever it was about to do
  } catch (const std::exception& error) {
    fail(kGateway, describe(event), error.what());
  }
  for (gateway::GatewayAction& action : actions) carry_out(std::move(action));
}

void SimWorld::carry_out(NodeIndex node, fakes::Action&& action) {
  std::visit(
      [&](auto&& order) {
        using Order = std::decay_t<decltype(order)>;
        if constexpr (std::is_same_v<Order, fakes::Observed>) {
          const std::uint32_t number = network_.number_of(node, order.connection);
          recorder_.add(nodes_[node].name, std::move(order), number);
        } else if constexpr (std::is_same_v<Order, gateway::DnsQuestion>) {
          ask(node, order);
        } else {
          network_.carry_out(node, std::move(order), now_);
        }
      },
      std::move(action));
}

void SimWorld::carry_out(gateway::GatewayAction&& action) {
  std::visit(
      [&](auto&& order) {
        using Order = std::decay_t<decltype(order)>;
        if constexpr (std::is_same_v<Order, gateway::StateChanged>) {
          recorder_.add(order, network_.number_of(kGatewayNode, order.connection));
          last_state_ = transcript().entries.back().text;
        } else if constexpr (std::is_same_v<Order, gateway::LogEvent> ||
                             std::is_same_v<Order, gateway::KeyLogLine> ||
                             std::is_same_v<Order, gateway::DeliverStanza>) {
          recorder_.add(std::move(order));
        } else if constexpr (std::is_same_v<Order, gateway::DnsQuestion>) {
          ask(kGatewayNode, order);
        } else {
          network_.carry_out(kGatewayNode, std::move(order), now_);
        }
      },
      std::move(action));
}

void SimWorld::ask(NodeIndex node, const gateway::DnsQuestion& question) {
  recorder_.add(nodes_[node].name, question);
  Resolved resolved = resolve(zones_, question);
  agenda_.at(now_ + 2 * plan_.network.latency + resolved.after,
             {Happening::Kind::AnswerArrives, static_cast<std::uint32_t>(answers_.size())});
  answers_.push_back({node, std::move(resolved.answer), life_});
}

void SimWorld::fail(const std::string& node, const std::string& event, const std::string& what) {
  failure_ = fmt::format("{}: {}; at event: {}; last state: {}; at {} us, seed {}", node, what,
                         event, last_state_.empty() ? "none" : last_state_,
                         (now_.time_since_epoch() - Duration(1'000'000)).count(), plan_.seed);
  recorder_.add(EntryKind::Note, node, "run broken: " + failure_);
}

}  // namespace harness
