// The course of a run in real time; what the fakes do is in fake_host.cpp.
#include "harness/real/loopback_world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "harness/world/gateway_plan.hpp"
#include "harness/world/resolver.hpp"
#include "harness/world/words.hpp"

namespace harness {
namespace {

using gateway::Duration;
using reports::EntryKind;
using SteadyClock = std::chrono::steady_clock;

constexpr Duration kLimitMax{30'000'000};
constexpr Duration kShutdownLimit{8'000'000};
constexpr Duration kSettleLimit{1'000'000};

// Outside every documentation block, so that no scenario uses it.
constexpr gateway::IpAddress kDnsAddress{gateway::AddressFamily::V4, {192, 0, 0, 53}};

}  // namespace

LoopbackWorld::LoopbackWorld(LoopbackResources& resources, LoopbackPlan plan)
    : resources_(resources),
      plan_(std::move(plan)),
      work_(io_.get_executor()),
      recorder_([this] { return around_.clock.now().instant.time_since_epoch(); }),
      around_{.io = io_,
              .clock = {},
              .recorder = recorder_,
              .addresses = AddressMap(plan_.slice),
              .network = plan_.network,
              .zones = {},
              .connections = {},
              .gateway_endpoints = {},
              .gateway_datagrams = {}},
      watch_(around_) {}

LoopbackWorld::~LoopbackWorld() = default;

void LoopbackWorld::add_actor(const std::string& name, std::unique_ptr<fakes::Actor> actor) {
  auto host = std::make_unique<FakeHost>(around_, name, std::move(actor), hosts_.size() + 1);
  if (const auto started = host->start(); !started) fail(name, started.error().what);
  hosts_.push_back(std::move(host));
}

bool LoopbackWorld::start_gateway(const GatewayPlan& plan) {
  gateway::LoadedConfiguration loaded = load(plan);
  std::string codes = codes_of(loaded.diagnostics);
  if (!loaded.configuration) {
    recorder_.add(EntryKind::ConfigurationRefused, kGateway, std::move(codes));
    return false;
  }
  gateway::Configuration configuration = std::move(*loaded.configuration);
  for (gateway::Listener& listener : configuration.listeners) {
    around_.gateway_endpoints.push_back(listener.endpoint);
    listener.endpoint = around_.addresses.bound_of(listener.endpoint);
  }
  if (configuration.pool) {
    const bool datagrams = configuration.pool->transport == gateway::sip::Transport::Udp;
    if (datagrams) around_.gateway_datagrams = configuration.pool->local;
    around_.gateway_endpoints.push_back(configuration.pool->local);
    configuration.pool->pool = around_.addresses.real_of(configuration.pool->pool);
    configuration.pool->local = around_.addresses.bound_of(configuration.pool->local);
  }
  const auto dns = start_dns();
  if (!dns) {
    fail("dns", dns.error().what);
    return false;
  }
  configuration.dns_servers = {*dns};

  partners_ = configuration.settings.partners;
  service_ = std::make_unique<gateway::net::Service>(io_, std::move(configuration), observer());
  if (const auto started = service_->start(); !started) {
    const gateway::Error& error = started.error();
    if (error.code == "listen-failed") fail(kGateway, error.what);
    codes += (codes.empty() ? "error:" : " error:") + error.code;
    recorder_.add(EntryKind::ConfigurationRefused, kGateway, std::move(codes));
    service_.reset();
    return false;
  }
  recorder_.add(EntryKind::ConfigurationAccepted, kGateway, std::move(codes));
  for (const gateway::Endpoint& endpoint : around_.gateway_endpoints) {
    recorder_.add(EntryKind::Listening, kGateway, to_string(endpoint));
  }
  if (const auto& socket = around_.gateway_datagrams) {
    recorder_.add(EntryKind::Listening, kGateway, to_string(*socket) + " (datagrams)");
  }
  return true;
}

// A second service would need the sockets of the first at once; such scenarios are simulated.
void LoopbackWorld::stop_gateway() { fail(kGateway, "no restart over real sockets"); }

gateway::Result<gateway::Endpoint> LoopbackWorld::start_dns() {
  DnsAnswering answering;
  answering.answer = [this](const gateway::DnsQuestion& question) { return answer(question); };
  answering.truncates = [this](const gateway::DnsQuestion& question) {
    const auto found = around_.zones.sets.find({question.name, question.type});
    return found != around_.zones.sets.end() && found->second.mood == fakes::DnsMood::Truncated;
  };
  auto server = DnsServer::start(io_, around_.addresses.real_of(kDnsAddress), std::move(answering));
  if (!server) return server.error();
  dns_ = std::move(*server);
  return dns_->endpoint();
}

fakes::TimedAnswer LoopbackWorld::answer(const gateway::DnsQuestion& question) {
  record_dns(question);
  fakes::TimedAnswer timed = fakes::answer_of(around_.zones, question);
  for (gateway::DnsRecord& record : timed.answer.records) {
    auto* address = std::get_if<gateway::IpAddress>(&record);
    if (address) *address = around_.addresses.real_of(*address);
  }
  return timed;
}

void LoopbackWorld::record_dns(const gateway::DnsQuestion& question) {
  if (!asked_.insert({question.name, question.type}).second) return;
  recorder_.add(kGateway, question);
  Resolved resolved = resolve(around_.zones, question);
  if (resolved.after <= Duration(0)) {
    asked_.erase({question.name, question.type});
    return recorder_.add(kGateway, resolved.answer);
  }
  const auto timer = std::make_shared<boost::asio::steady_timer>(io_, resolved.after);
  timer->async_wait([this, timer, question,
                     answer = std::move(resolved.answer)](const boost::system::error_code& error) {
    if (error) return;
    asked_.erase({question.name, question.type});
    recorder_.add(kGateway, answer);
  });
}

gateway::net::ServiceObserver LoopbackWorld::observer() {
  gateway::net::ServiceObserver observer;
  observer.deliver_stanza = [this](const gateway::xml::Element& stanza) {
    recorder_.add(gateway::DeliverStanza{stanza});
  };
  observer.log = [this](const gateway::LogEvent& event) {
    gateway::LogEvent shown = event;
    shown.text = around_.addresses.virtual_text(std::move(shown.text));
    recorder_.add(shown);
    if (event.code == "internal-error") fail(kGateway, event.text);
  };
  observer.state_changed = [this](const gateway::StateChanged& change) {
    recorder_.add(change, watch_.number_of(change.connection));
  };
  observer.before_event = [this](const gateway::GatewayEvent& event) { watch_.before(event); };
  observer.before_action = [this](const gateway::GatewayAction& action) { watch_.before(action); };
  if (plan_.keylog) {
    observer.keylog = [this](std::string_view line) {
      recorder_.add(gateway::KeyLogLine{std::string(line)});
    };
  }
  return observer;
}

void LoopbackWorld::local_stanza(const std::string& xml) {
  recorder_.add(EntryKind::LocalSend, kGateway, xml);
  if (!service_) return;
  auto stanza = parse_stanza(xml);
  if (!stanza) return fail(kGateway, stanza.error().what);
  service_->send_local(std::move(*stanza));
}

void LoopbackWorld::tell_gateway(const gateway::UserChanged& change) {
  if (service_) service_->tell(change);
}

void LoopbackWorld::tell_gateway(const gateway::ContactChanged& change) {
  if (service_) service_->tell(change);
}

void LoopbackWorld::tell_gateway(const gateway::PartnersChanged& change) {
  if (service_) service_->tell(change);
}

void LoopbackWorld::order(const std::string& actor, fakes::Event order) {
  for (const auto& host : hosts_) {
    if (host->name() == actor) return host->handle(order);
  }
  fail(actor, "there is no such fake; at event: " + describe(order));
}

void LoopbackWorld::note(EntryKind kind, std::string_view text) {
  recorder_.add(kind, {}, std::string(text));
}

bool LoopbackWorld::run_until(const Predicate& done, Duration limit) {
  const auto end = SteadyClock::now() + std::min(limit, kLimitMax);
  while (failure_.empty()) {
    if (done(transcript())) return true;
    if (SteadyClock::now() >= end) return false;
    run_one(end);
  }
  return false;
}

bool LoopbackWorld::run_one(SteadyClock::time_point end) {
  try {
    return io_.run_one_until(end) > 0;
  } catch (const std::exception& error) {
    fail("io", error.what());
  }
  return true;
}

void LoopbackWorld::run_for(Duration duration) {
  run_until([](const reports::Transcript&) { return false; }, duration);
}

// Everything that happens here happens in this process: what is under way makes some handler ready.
void LoopbackWorld::settle(Duration quiet) {
  const Duration idle = std::max(quiet, 4 * plan_.network.latency);
  const auto end = SteadyClock::now() + kSettleLimit;
  while (failure_.empty() && SteadyClock::now() < end) {
    if (!run_one(SteadyClock::now() + idle)) return;
  }
}

void LoopbackWorld::begin_shutdown() {
  if (std::exchange(shutting_down_, true)) return;
  stopped_ = !service_;
  if (service_) service_->shutdown([this] { stopped_ = true; });
}

void LoopbackWorld::shut_down() {
  begin_shutdown();
  for (const auto& host : hosts_) host->handle(fakes::CloseStreams{});
  const auto end = SteadyClock::now() + kShutdownLimit;
  while (failure_.empty() && (!stopped_ || open_connections() > 0) && run_one(end)) {
  }
  if (service_) recorder_.add(service_->resources());
  const auto unsettled = std::count_if(hosts_.begin(), hosts_.end(),
                                       [](const auto& host) { return !host->settled(); });
  recorder_.add(EntryKind::Resources, "world",
                fmt::format("connections={} unsettled={}", open_connections(), unsettled));
}

std::size_t LoopbackWorld::open_connections() const {
  std::size_t open = 0;
  for (const auto& host : hosts_) open += host->open_connections();
  return open;
}

void LoopbackWorld::fail(const std::string& where, const std::string& what) {
  if (!failure_.empty()) return;
  failure_ = where + ": " + what;
  recorder_.add(EntryKind::Note, where, "run broken: " + failure_);
}

}  // namespace harness
