// See small_world.hpp.
#include "tests/unit/fakes/small_world.hpp"

#include <algorithm>

namespace fakes::testing {
namespace {

constexpr gateway::WallTime kWallStart = std::chrono::sys_days{std::chrono::year{2030} / 6 / 1};

}  // namespace

void SmallWorld::run(gateway::Duration limit) {
  const gateway::Instant end_of_run = now_ + limit;
  while (step(end_of_run)) {
  }
  now_ = end_of_run;
}

bool SmallWorld::step(gateway::Instant limit) {
  std::string due_actor;
  gateway::Instant due = limit;
  for (const auto& [name, actor] : actors_) {
    const auto deadline = actor->next_deadline();
    if (deadline && *deadline < due) {
      due = *deadline;
      due_actor = name;
    }
  }
  if (!queue_.empty() && queue_.begin()->first.first <= due) {
    auto node = queue_.extract(queue_.begin());
    now_ = node.key().first;
    handle(node.mapped().first, node.mapped().second);
    return true;
  }
  if (due_actor.empty()) return false;
  now_ = std::max(now_, due);
  handle(due_actor, Wake{});
  return true;
}

void SmallWorld::handle(const std::string& name, const Event& event) {
  Actions actions;
  const gateway::Now now{now_, kWallStart + std::chrono::floor<std::chrono::seconds>(elapsed())};
  actors_.at(name)->handle(event, now, actions);
  for (const Action& action : actions) carry_out(name, action);
}

void SmallWorld::later(const std::string& name, Event event, gateway::Duration delay) {
  queue_.emplace(std::pair{now_ + delay, ++sequence_}, std::pair{name, std::move(event)});
}

void SmallWorld::carry_out(const std::string& name, const Action& action) {
  if (const auto* observed = std::get_if<Observed>(&action)) seen_.push_back({name, *observed});
  if (const auto* order = std::get_if<gateway::Connect>(&action)) connect(name, *order);
  if (const auto* order = std::get_if<gateway::Send>(&action)) deliver(name, *order);
  if (const auto* order = std::get_if<gateway::Finish>(&action)) finish({name, order->connection});
  if (const auto* order = std::get_if<gateway::Abort>(&action)) end({name, order->connection});
  if (const auto* question = std::get_if<gateway::DnsQuestion>(&action)) {
    const TimedAnswer answer = answer_of(zones_, *question);
    if (answer.answers) later(name, answer.answer, kLatency + answer.delay);
  }
}

void SmallWorld::connect(const std::string& name, const gateway::Connect& order) {
  ++connects_;
  for (const auto& [other, actor] : actors_) {
    const std::vector<gateway::Endpoint> listens = actor->endpoints();
    if (std::ranges::find(listens, order.peer) == listens.end()) continue;
    last_accepted_ += 2;
    const End here{name, order.connection};
    const End there{other, last_accepted_};
    far_end_[here] = there;
    far_end_[there] = here;
    later(other, gateway::Accepted{last_accepted_, order.peer, {}});
    return later(name, gateway::Connected{order.connection}, 2 * kLatency);
  }
  later(name, gateway::ConnectFailed{order.connection, gateway::ConnectError::Refused});
}

void SmallWorld::deliver(const std::string& name, const gateway::Send& order) {
  const auto there = far_end_.find({name, order.connection});
  if (there == far_end_.end()) return;
  const auto& [other, id] = there->second;
  if (pieces_ == Pieces::Whole) return later(other, gateway::Received{id, order.bytes});
  for (const char c : order.bytes) later(other, gateway::Received{id, std::string(1, c)});
}

void SmallWorld::finish(const End& here) {
  const auto there = far_end_.find(here);
  if (there == far_end_.end()) return;
  finished_[here] = true;
  later(there->second.first, gateway::PeerFinished{there->second.second});
  if (finished_[there->second]) end(here);
}

void SmallWorld::end(const End& here) {
  const auto found = far_end_.find(here);
  if (found == far_end_.end()) return;
  const End there = found->second;
  later(here.first, gateway::ConnectionEnded{here.second});
  later(there.first, gateway::ConnectionEnded{there.second});
  far_end_.erase(here);
  far_end_.erase(there);
}

std::vector<std::string> SmallWorld::texts(const std::string& node, Observation kind) const {
  std::vector<std::string> result;
  for (const Seen& entry : seen_) {
    if (entry.node == node && entry.what.kind == kind) result.push_back(entry.what.text);
  }
  return result;
}

bool SmallWorld::saw(const std::string& node, Observation kind, const std::string& part) const {
  const std::vector<std::string> all = texts(node, kind);
  return std::ranges::any_of(
      all, [&](const std::string& text) { return text.find(part) != std::string::npos; });
}

bool SmallWorld::in_clear(const std::string& part) const {
  return std::ranges::any_of(seen_, [&](const Seen& entry) {
    const bool says = entry.what.kind == Observation::XmlSent ||
                      entry.what.kind == Observation::SipSent;
    return says && !entry.what.protected_by_tls &&
           entry.what.text.find(part) != std::string::npos;
  });
}

}  // namespace fakes::testing
