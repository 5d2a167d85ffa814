// Small actors with which the worlds are tried: what they saw can be asked afterwards.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fakes/actor.hpp"
#include "harness/world/world.hpp"

namespace harness::testing {

inline gateway::Endpoint endpoint(const std::string& text) {
  return gateway::parse_endpoint(text).value();
}

/// Does what `react` says; keeps every event for the test.
class ToyActor final : public fakes::Actor {
 public:
  using React = std::function<void(const fakes::Event&, gateway::Now, fakes::Actions&)>;
  struct Seen {
    gateway::Instant at;
    fakes::Event event;
  };
  using Log = std::vector<Seen>;

  ToyActor(std::vector<gateway::Endpoint> endpoints, std::shared_ptr<Log> log, React react = {})
      : endpoints_(std::move(endpoints)), log_(std::move(log)), react_(std::move(react)) {}

  std::vector<gateway::Endpoint> endpoints() const override { return endpoints_; }
  std::vector<gateway::Endpoint> datagram_endpoints() const override { return datagrams; }
  void handle(const fakes::Event& event, gateway::Now now, fakes::Actions& actions) override {
    log_->push_back({now.instant, event});
    if (std::holds_alternative<fakes::Wake>(event) && deadline && *deadline <= now.instant) {
      deadline.reset();
    }
    if (react_) react_(event, now, actions);
  }
  std::optional<gateway::Instant> next_deadline() const override { return deadline; }
  bool settled() const override { return true; }

  std::optional<gateway::Instant> deadline;
  std::vector<gateway::Endpoint> datagrams;

 private:
  std::vector<gateway::Endpoint> endpoints_;
  std::shared_ptr<Log> log_;
  React react_;
};

/// Returns what it receives and ends when the other side does.
inline ToyActor::React echo() {
  return [](const fakes::Event& event, gateway::Now, fakes::Actions& actions) {
    if (const auto* received = std::get_if<gateway::Received>(&event)) {
      actions.push_back(gateway::Send{received->connection, received->bytes});
    }
    if (const auto* finished = std::get_if<gateway::PeerFinished>(&event)) {
      actions.push_back(gateway::Finish{finished->connection});
    }
  };
}

/// Connects to `peer` (its connection 2) when told OpenStream, and sends each of `pieces` as soon
/// as it is connected.
inline ToyActor::React caller(const std::string& peer, std::vector<std::string> pieces) {
  return [peer, pieces = std::move(pieces)](const fakes::Event& event, gateway::Now,
                                            fakes::Actions& actions) {
    if (std::holds_alternative<fakes::OpenStream>(event)) {
      actions.push_back(gateway::Connect{2, endpoint(peer)});
    }
    if (std::holds_alternative<gateway::Connected>(event)) {
      for (const std::string& piece : pieces) actions.push_back(gateway::Send{2, piece});
    }
    if (std::holds_alternative<fakes::CloseStreams>(event)) actions.push_back(gateway::Finish{2});
    if (std::holds_alternative<fakes::BreakConnections>(event)) {
      actions.push_back(gateway::Abort{2});
    }
  };
}

/// Sends each of `pieces` from `here` to `there` when told OpenStream.
inline ToyActor::React datagram_sender(const std::string& here, const std::string& there,
                                       std::vector<std::string> pieces) {
  return [here, there, pieces = std::move(pieces)](const fakes::Event& event, gateway::Now,
                                                   fakes::Actions& actions) {
    if (!std::holds_alternative<fakes::OpenStream>(event)) return;
    for (const std::string& piece : pieces) {
      actions.push_back(gateway::SendDatagram{endpoint(here), endpoint(there), piece});
    }
  };
}

template <class Event>
std::vector<Event> all_of(const ToyActor::Log& log) {
  std::vector<Event> events;
  for (const ToyActor::Seen& seen : log) {
    if (const auto* event = std::get_if<Event>(&seen.event)) events.push_back(*event);
  }
  return events;
}

inline std::string octets_of(const ToyActor::Log& log) {
  std::string octets;
  for (const auto& received : all_of<gateway::Received>(log)) octets += received.bytes;
  return octets;
}

inline const Predicate kNever = [](const reports::Transcript&) { return false; };

}  // namespace harness::testing
