// The course of a simulated run: what is next, who is told, when it ends.
#include "harness/sim/sim_world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gateway/core/local_parts.hpp"
#include "harness/world/gateway_plan.hpp"
#include "harness/world/words.hpp"

namespace harness {
namespace {

using gateway::Duration;
using gateway::Instant;
using reports::EntryKind;

constexpr Instant kStart{Duration(1'000'000)};
constexpr gateway::WallTime kWallStart{std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)};
constexpr NodeIndex kGatewayNode = 0;
constexpr Duration kShutdownLimit{120'000'000};
// A machine that asks to be woken again and again at the same instant never lets time pass.
constexpr std::uint32_t kWakesAtOneInstantMax = 10'000;

}  // namespace

SimWorld::SimWorld(SimResources& resources, SimPlan plan)
    : resources_(resources),
      plan_(std::move(plan)),
      now_(kStart),
      network_(agenda_, recorder_, plan_.network, plan_.fault) {
  resources_.begin_run(plan_.seed);
  nodes_.push_back({kGateway, nullptr, std::nullopt});
  network_.add_node(kGateway);
}

SimWorld::~SimWorld() = default;

gateway::Now SimWorld::now() const {
  return {now_, kWallStart + std::chrono::floor<std::chrono::seconds>(now_ - kStart)};
}

gateway::Entropy& SimWorld::entropy(const std::string& name) {
  return entropies_.try_emplace(name, plan_.seed, name).first->second;
}

void SimWorld::add_actor(const std::string& name, std::unique_ptr<fakes::Actor> actor) {
  const NodeIndex node = network_.add_node(name);
  for (const gateway::Endpoint& endpoint : actor->endpoints()) network_.listen(node, endpoint);
  for (const gateway::Endpoint& endpoint : actor->datagram_endpoints()) {
    network_.bind_datagrams(node, endpoint);
  }
  const std::optional<Instant> deadline = actor->next_deadline();
  nodes_.push_back({name, std::move(actor), deadline});
}

bool SimWorld::start_gateway(const GatewayPlan& plan) {
  gateway_plan_ = plan;
  ++life_;
  const PreparedGateway& prepared = resources_.gateway(plan);
  if (!prepared.usable) {
    recorder_.add(EntryKind::ConfigurationRefused, kGateway, prepared.codes);
    return false;
  }
  recorder_.add(EntryKind::ConfigurationAccepted, kGateway, prepared.codes);
  const gateway::Configuration& configuration = *prepared.loaded.configuration;
  gateway_ = std::make_unique<gateway::Gateway>(
      configuration.settings,
      gateway::EngineDependencies{.entropy = entropy(kGateway),
                                  .server_tls = prepared.server_tls,
                                  .client_tls = prepared.client_tls,
                                  .emit_keylog = plan_.keylog},
      local_parts(prepared));
  partners_ = configuration.settings.partners;
  network_.set_connect_timeout(kGatewayNode, configuration.settings.limits.connect_timeout);
  for (const gateway::Listener& listener : configuration.listeners) {
    listeners_.emplace(listener.endpoint, listener.kind);
    network_.listen(kGatewayNode, listener.endpoint);
  }
  if (configuration.pool) listen_for_pool(*configuration.pool);
  return begin_gateway(configuration);
}

gateway::LocalParts SimWorld::local_parts(const PreparedGateway& prepared) {
  const gateway::Configuration& configuration = *prepared.loaded.configuration;
  if (!configuration.pool) return {};
  return gateway::make_local_parts(configuration.settings, *configuration.pool,
                                   configuration.users,
                                   {.entropy = entropy(kGateway),
                                    .store = store_,
                                    .server_tls = prepared.sip_server_tls,
                                    .client_tls = prepared.sip_client_tls});
}

void SimWorld::listen_for_pool(const gateway::sip::AgentSettings& pool) {
  sip_listener_ = pool.local;
  network_.listen(kGatewayNode, pool.local);  // with UDP too (RFC 3261 18.2.1)
  if (pool.transport == gateway::sip::Transport::Udp) {
    network_.bind_datagrams(kGatewayNode, pool.local);
  }
}

bool SimWorld::begin_gateway(const gateway::Configuration& configuration) {
  const auto stored = store_.load();
  gateway::GatewayActions actions;
  const auto changes = gateway::changes_to(stored->contacts, configuration.contact_lists);
  try {
    if (const auto begun = gateway_->begin(changes, now(), actions); !begun) {
      fail(kGateway, "begin", begun.error().what);
      return false;
    }
  } catch (const gateway::DiedAtCommit&) {
    kill_gateway();
    return true;
  }
  nodes_[kGatewayNode].deadline = gateway_->next_deadline();
  for (gateway::GatewayAction& action : actions) carry_out(std::move(action));
  return true;
}

void SimWorld::stop_gateway() {
  if (!gateway_ || !failure_.empty()) return;
  begin_shutdown();
  const auto holds_nothing = [this](const reports::Transcript&) {
    return !gateway_ || gateway_->resources().none();
  };
  run_until(holds_nothing, kShutdownLimit);
  if (gateway_) recorder_.add(gateway_->resources());
  network_.stop_listening(kGatewayNode);
  gateway_.reset();
  sip_listener_.reset();
  shutting_down_ = false;
  nodes_[kGatewayNode].deadline.reset();
}

void SimWorld::kill_gateway() {
  if (!gateway_ || !failure_.empty()) return;
  recorder_.add(EntryKind::Note, kGateway, "killed");
  ++life_;  // answers to this one's questions reach nobody
  network_.lose(kGatewayNode, now_);
  gateway_.reset();
  listeners_.clear();
  sip_listener_.reset();
  shutting_down_ = false;
  nodes_[kGatewayNode].deadline = now_ + plan_.restart_after;
}

void SimWorld::local_stanza(const std::string& xml) {
  recorder_.add(EntryKind::LocalSend, kGateway, xml);
  if (!gateway_) return;
  auto stanza = parse_stanza(xml);
  if (!stanza) return fail(kGateway, "LocalStanza", stanza.error().what);
  handle(gateway::LocalStanza{std::move(*stanza)});
}

void SimWorld::order(const std::string& actor, fakes::Event order) {
  const auto node = node_of(actor);
  if (!node) return fail(actor, describe(order), "there is no such fake");
  handle(*node, order);
}

void SimWorld::note(EntryKind kind, std::string_view text) {
  recorder_.add(kind, {}, std::string(text));
}

bool SimWorld::run_until(const Predicate& done, Duration limit) {
  const Instant end = now_ + limit;
  while (failure_.empty()) {
    if (done(transcript())) return true;
    const auto next = next_instant();
    if (!next) return false;
    if (*next > end) {
      advance_to(end);
      return false;
    }
    step();
  }
  return false;
}

void SimWorld::run_for(Duration duration) {
  const Instant end = now_ + duration;
  run_until([](const reports::Transcript&) { return false; }, duration);
  if (failure_.empty()) advance_to(end);
}

void SimWorld::begin_shutdown() {
  if (!gateway_ || !failure_.empty() || std::exchange(shutting_down_, true)) return;
  // Not where the pool comes in: users sign out, and the pool's answers are waited for.
  for (const auto& [endpoint, kind] : listeners_) network_.stop_listening(endpoint);
  handle(gateway::ShutdownRequested{});
}

// What was said last must have arrived, and so must the answer.
void SimWorld::settle(Duration quiet) { run_for(std::max(quiet, 4 * plan_.network.latency)); }

void SimWorld::shut_down() {
  begin_shutdown();
  for (NodeIndex node = 1; node < nodes_.size(); ++node) handle(node, fakes::CloseStreams{});
  run_until([](const reports::Transcript&) { return false; }, kShutdownLimit);
  if (gateway_) recorder_.add(gateway_->resources());
  const auto unsettled = std::count_if(nodes_.begin(), nodes_.end(), [](const Node& node) {
    return node.actor && !node.actor->settled();
  });
  recorder_.add(EntryKind::Resources, "world",
                fmt::format("connections={} unsettled={}", network_.open_connections(), unsettled));
}

std::optional<NodeIndex> SimWorld::node_of(const std::string& name) const {
  for (NodeIndex node = 1; node < nodes_.size(); ++node) {
    if (nodes_[node].name == name) return node;
  }
  return std::nullopt;
}

// The earliest deadline; of equal ones that of the node that was added first.
std::optional<NodeIndex> SimWorld::next_to_wake() const {
  std::optional<NodeIndex> earliest;
  for (NodeIndex node = 0; node < nodes_.size(); ++node) {
    if (!nodes_[node].deadline) continue;
    if (!earliest || *nodes_[node].deadline < *nodes_[*earliest].deadline) earliest = node;
  }
  return earliest;
}

std::optional<Instant> SimWorld::next_instant() const {
  std::optional<Instant> next = agenda_.next();
  const auto node = next_to_wake();
  if (node && (!next || *nodes_[*node].deadline < *next)) next = nodes_[*node].deadline;
  if (next) next = std::max(*next, now_);  // an overdue deadline is due now
  return next;
}

void SimWorld::advance_to(Instant instant) {
  if (instant <= now_) return;
  now_ = instant;
  wakes_at_this_instant_ = 0;
  recorder_.advance_to(now_ - kStart);
}

// At one instant the network comes before the timers: what arrives in time is in time.
void SimWorld::step() {
  const auto happening_at = agenda_.next();
  advance_to(*next_instant());
  if (happening_at && *happening_at <= now_) return happen(agenda_.take());
  if (const auto node = next_to_wake()) wake(*node);
}

void SimWorld::wake(NodeIndex node) {
  if (++wakes_at_this_instant_ > kWakesAtOneInstantMax) {
    return fail(nodes_[node].name, "deadline", "its deadline does not move on");
  }
  if (node == kGatewayNode && !gateway_) {
    nodes_[node].deadline.reset();
    start_gateway(GatewayPlan(gateway_plan_));
    return;
  }
  recorder_.add(EntryKind::Deadline, nodes_[node].name, {});
  if (node == kGatewayNode) return handle(gateway::DeadlineReached{});
  handle(node, fakes::Wake{});
}

void SimWorld::happen(const Happening& happening) {
  if (happening.kind == Happening::Kind::AnswerArrives) {
    Answer& due = answers_[happening.index];
    if (due.node == kGatewayNode && due.life != life_) return;  // asked by one that is dead
    recorder_.add(nodes_[due.node].name, due.answer);
    if (due.node == kGatewayNode) return handle(std::move(due.answer));
    return handle(due.node, std::move(due.answer));
  }
  events_.clear();
  network_.happen(happening, now_, events_);
  for (NodeEvent& event : events_) tell(std::move(event));
}

}  // namespace harness
