// What the parts of a pool are given with every event; lives for that event only.
#pragma once

#include <string>
#include <utility>

#include "fakes/actor.hpp"
#include "fakes/pool/settings.hpp"

namespace fakes {

class SipExchange;

struct PoolSurroundings {
  const PoolSettings& settings;
  PoolDeviations& deviations;
  const PoolDependencies& dependencies;
  SipExchange& exchange;
  gateway::Now now;
  Actions& out;

  void observe(Observation kind, std::string text, gateway::ConnectionId connection = 0,
               bool protected_by_tls = false) {
    out.push_back(Observed{kind, connection, protected_by_tls, std::move(text)});
  }
  void note(std::string text, gateway::ConnectionId connection = 0) {
    observe(Observation::Note, std::move(text), connection);
  }
  void wrong(std::string text, gateway::ConnectionId connection = 0) {
    observe(Observation::SipWrong, std::move(text), connection);
  }
  std::string token(std::size_t octets = 6) {
    return gateway::random_hex(dependencies.entropy, octets);
  }
};

}  // namespace fakes
