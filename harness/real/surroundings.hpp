// What the fakes of one loopback world share: the io_context, the clock, the names of things.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fakes/dns/zone.hpp"
#include "gateway/net/clock.hpp"
#include "harness/real/address_map.hpp"
#include "harness/world/recorder.hpp"
#include "harness/world/world.hpp"

namespace harness {

/// Numbers the connections of a run, and joins the two ends of one where both are ours.
class ConnectionBook {
 public:
  struct Opened {
    std::uint32_t number = 0;
    std::string initiator;
  };

  std::uint32_t open() { return ++last_; }
  /// A fake connects from `source` (a real endpoint).
  void announce(const gateway::Endpoint& source, Opened opened) { sources_[source] = opened; }
  void withdraw(const gateway::Endpoint& source) { sources_.erase(source); }
  /// Who connected from there, if it was a fake: then the connection has two ends of ours.
  std::optional<Opened> claim(const gateway::Endpoint& source) {
    const auto found = sources_.find(source);
    if (found == sources_.end()) return std::nullopt;
    ++further_ends_[found->second.number];
    return found->second;
  }
  /// The number of what came from there; 0 if no fake announced it. Claims nothing.
  std::uint32_t number_from(const gateway::Endpoint& source) const {
    const auto found = sources_.find(source);
    return found == sources_.end() ? 0 : found->second.number;
  }

  /// The gateway connects to `peer` (an endpoint of the scenario): whoever listens there accepts
  /// its attempts in the order they were made.
  std::uint32_t attempt(const gateway::Endpoint& peer) {
    attempts_[peer].push_back(open());
    return last_;
  }
  void abandon(std::uint32_t number) {
    for (auto& [peer, numbers] : attempts_) std::erase(numbers, number);
  }
  /// @return 0 if the gateway made no attempt
  std::uint32_t accept_attempt(const gateway::Endpoint& peer) {
    std::deque<std::uint32_t>& numbers = attempts_[peer];
    if (numbers.empty()) return 0;
    const std::uint32_t number = numbers.front();
    numbers.pop_front();
    return number;
  }

  /// One of our ends is over. @return whether the connection is
  bool close(std::uint32_t number) { return further_ends_[number]-- == 0; }

 private:
  std::uint32_t last_ = 0;
  std::map<gateway::Endpoint, Opened> sources_;
  std::map<gateway::Endpoint, std::deque<std::uint32_t>> attempts_;
  std::map<std::uint32_t, int> further_ends_;
};

struct Surroundings {
  boost::asio::io_context& io;
  gateway::net::Clock clock;
  Recorder& recorder;
  AddressMap addresses;
  NetworkPlan network;
  fakes::Zones zones;
  ConnectionBook connections;
  std::vector<gateway::Endpoint> gateway_endpoints;  // of the scenario
  std::optional<gateway::Endpoint> gateway_datagrams;  // the same; absent: it sends none
};

}  // namespace harness
