// The smallest world two actors can live in: a queue of events, two listeners, one DNS. Only for
// tests of the fakes themselves; the simulation proper is harness/sim.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "fakes/actor.hpp"
#include "fakes/dns/zone.hpp"

namespace fakes::testing {

struct Seen {
  std::string node;
  Observed what;
};

class SmallWorld {
 public:
  enum class Pieces : std::uint8_t { Whole, OneByte };
  explicit SmallWorld(Pieces pieces = Pieces::Whole) : pieces_(pieces) {}

  void add(const std::string& name, Actor& actor) { actors_[name] = &actor; }
  Zones& zones() { return zones_; }
  void order(const std::string& name, Event event) { handle(name, event); }
  /// Until nothing happens any more, or `limit` has passed.
  void run(gateway::Duration limit);

  gateway::Duration elapsed() const { return now_.time_since_epoch(); }
  std::size_t connections() const { return far_end_.size() / 2; }
  std::size_t connects() const { return connects_; }
  const std::vector<Seen>& seen() const { return seen_; }

  std::vector<std::string> texts(const std::string& node, Observation kind) const;
  bool saw(const std::string& node, Observation kind, const std::string& part) const;
  /// Was anything with `part` in it ever sent outside TLS?
  bool in_clear(const std::string& part) const;

 private:
  using End = std::pair<std::string, gateway::ConnectionId>;
  void handle(const std::string& name, const Event& event);
  void later(const std::string& name, Event event, gateway::Duration delay = kLatency);
  void carry_out(const std::string& name, const Action& action);
  void connect(const std::string& name, const gateway::Connect& order);
  void deliver(const std::string& name, const gateway::Send& order);
  void finish(const End& end);
  void end(const End& end);
  bool step(gateway::Instant limit);

  static constexpr gateway::Duration kLatency{1000};
  Pieces pieces_;
  gateway::Instant now_{};
  std::uint64_t sequence_ = 0;
  gateway::ConnectionId last_accepted_ = 1;
  std::size_t connects_ = 0;
  std::map<std::string, Actor*> actors_;
  Zones zones_;
  std::map<std::pair<gateway::Instant, std::uint64_t>, std::pair<std::string, Event>> queue_;
  std::map<End, End> far_end_;
  std::map<End, bool> finished_;
  std::vector<Seen> seen_;
};

}  // namespace fakes::testing
