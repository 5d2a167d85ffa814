#include "gateway/sip/agent.hpp"

#include <algorithm>

#include "gateway/base/assert.hpp"
#include "gateway/sip/agent_state.hpp"

namespace gateway::sip {

Agent::Agent(AgentSettings settings, AgentDependencies dependencies)
    : state_(std::make_unique<State>(std::move(settings), std::move(dependencies))) {
  const AgentDependencies& given = state_->dependencies;
  GATEWAY_ASSERT(state_->settings.transport != Transport::Tls ||
                     (given.client_tls != nullptr && given.server_tls != nullptr),
                 "TLS without a context");
}

Agent::~Agent() = default;

void Agent::handle(const AgentEvent& event, Now now, AgentActions& actions) {
  state_->now = now;
  state_->actions = &actions;
  std::visit([this](const auto& one) { state_->on(one); }, event);
}

void Agent::on_deadline(Now now, AgentActions& actions) {
  state_->now = now;
  state_->actions = &actions;
  for (const Due& due : state_->deadlines.take_due(now.instant)) {
    switch (due.owner) {
      case Due::Owner::Connection:
        if (const auto found = state_->connections.find(due.id);
            found != state_->connections.end()) {
          state_->on_connection_due(found->second);
        }
        break;
      case Due::Owner::Outgoing:
        if (const auto found = state_->outgoing.find(due.id); found != state_->outgoing.end()) {
          state_->on_outgoing_due(found->second);
        }
        break;
      case Due::Owner::Incoming:
        if (const auto found = state_->incoming.find(due.id); found != state_->incoming.end()) {
          state_->on_incoming_due(found->second);
        }
        break;
    }
  }
}

std::optional<Instant> Agent::next_deadline() const { return state_->deadlines.next(); }

std::size_t Agent::connections() const { return state_->connections.size(); }

std::size_t Agent::transactions() const {
  return state_->outgoing.size() + state_->incoming.size();
}

std::size_t Agent::unanswered() const {
  using ClientState = ClientTransaction::State;
  const auto ours = std::ranges::count_if(state_->outgoing, [](const auto& entry) {
    const ClientState state = entry.second.machine.state();
    return state == ClientState::Trying || state == ClientState::Proceeding;
  });
  const auto theirs = std::ranges::count_if(
      state_->incoming, [](const auto& entry) { return entry.second.response.empty(); });
  return static_cast<std::size_t>(ours + theirs);
}

void Agent::State::log(Severity severity, std::string code, std::string stream, std::string text) {
  act(LogEvent{severity, std::move(code), std::move(stream), std::move(text)});
}

void Agent::State::log_stranger(const std::string& who, const std::string& text) {
  if (now.instant < next_stranger_line) {
    ++strangers_untold;
    return;
  }
  next_stranger_line = now.instant + std::chrono::seconds(1);
  const std::string more =
      strangers_untold == 0 ? "" : "; " + std::to_string(strangers_untold) + " more before";
  strangers_untold = 0;
  log(Severity::Warning, "sip-peer-refused", "sip " + who, text + more);
}

}  // namespace gateway::sip
