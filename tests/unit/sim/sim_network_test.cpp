// The simulated TCP, seen by two toy actors.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/sim/sim_world.hpp"
#include "tests/unit/sim/toy_actors.hpp"

namespace harness::testing {
namespace {

using gateway::Duration;
using reports::EntryKind;

constexpr auto kHost = "203.0.113.5:5269";

class SimNetwork : public ::testing::Test {
 protected:
  SimWorld& world(SimPlan plan = {}) {
    world_ = std::make_unique<SimWorld>(resources_, std::move(plan));
    return *world_;
  }
  // "host" echoes, "guest" sends the pieces when told to open.
  SimWorld& echo_and_caller(std::vector<std::string> pieces, SimPlan plan = {}) {
    SimWorld& made = world(std::move(plan));
    made.add_actor("host", std::make_unique<ToyActor>(std::vector{endpoint(kHost)}, host_, echo()));
    made.add_actor("guest", std::make_unique<ToyActor>(std::vector<gateway::Endpoint>{}, guest_,
                                                       caller(kHost, std::move(pieces))));
    made.order("guest", fakes::OpenStream{});
    return made;
  }
  void run(Duration limit = Duration(60'000'000)) { world_->run_until(kNever, limit); }
  std::vector<EntryKind> kinds_of(std::uint32_t connection) const {
    std::vector<EntryKind> kinds;
    for (const reports::Entry& entry : world_->transcript().entries) {
      if (entry.connection == connection) kinds.push_back(entry.kind);
    }
    return kinds;
  }

  SimResources resources_;
  std::unique_ptr<SimWorld> world_;
  std::shared_ptr<ToyActor::Log> host_ = std::make_shared<ToyActor::Log>();
  std::shared_ptr<ToyActor::Log> guest_ = std::make_shared<ToyActor::Log>();
};

TEST_F(SimNetwork, CarriesOctetsThereAndBackInOrder) {
  echo_and_caller({"one", "two", "three"});
  run();

  ASSERT_EQ(all_of<gateway::Received>(*host_).size(), 3u);
  EXPECT_EQ(all_of<gateway::Received>(*host_)[1].bytes, "two");
  EXPECT_EQ(octets_of(*guest_), "onetwothree");
}

TEST_F(SimNetwork, NumbersAcceptedConnectionsOddAndTellsWhereTheyCameIn) {
  echo_and_caller({});
  run();

  const auto accepted = all_of<gateway::Accepted>(*host_);
  ASSERT_EQ(accepted.size(), 1u);
  EXPECT_EQ(accepted[0].connection % 2, 1u);
  EXPECT_EQ(to_string(accepted[0].local), kHost);
}

TEST_F(SimNetwork, TakesOneLatencyForOctetsAndTwoForAConnect) {
  echo_and_caller({"x"}, {.network = {.latency = Duration(500)}});
  run();

  const gateway::Instant start = guest_->front().at;
  EXPECT_EQ((*guest_)[1].at - start, Duration(1000));  // Connected
  EXPECT_EQ((*host_)[1].at - start, Duration(1500));   // Received
}

TEST_F(SimNetwork, RefusesWhereNobodyListens) {
  world().add_actor("guest", std::make_unique<ToyActor>(std::vector<gateway::Endpoint>{}, guest_,
                                                        caller(kHost, {})));
  world_->order("guest", fakes::OpenStream{});
  run();

  const auto failures = all_of<gateway::ConnectFailed>(*guest_);
  ASSERT_EQ(failures.size(), 1u);
  EXPECT_EQ(failures[0].error, gateway::ConnectError::Refused);
  EXPECT_EQ(world_->transcript().entries.back().kind, EntryKind::ConnectionFailed);
  EXPECT_EQ(world_->transcript().entries.back().text, "refused");
}

TEST_F(SimNetwork, KnowsUnreachableAddressesAndBlackHoles) {
  const gateway::IpAddress address = endpoint(kHost).address;
  echo_and_caller({}, {.network = {.unreachable = {address}}});
  run();
  EXPECT_EQ(all_of<gateway::ConnectFailed>(*guest_).at(0).error,
            gateway::ConnectError::Unreachable);

  guest_->clear();
  echo_and_caller({}, {.network = {.black_holes = {address}}});
  run();
  EXPECT_EQ(all_of<gateway::ConnectFailed>(*guest_).at(0).error, gateway::ConnectError::TimedOut);
  EXPECT_GE(guest_->back().at - guest_->front().at, Duration(1'000'000));
  EXPECT_TRUE(all_of<gateway::Accepted>(*host_).empty());
}

TEST_F(SimNetwork, EndsBothSidesOnceBothHaveFinished) {
  SimWorld& made = echo_and_caller({"x"});
  run();
  made.order("guest", fakes::CloseStreams{});
  run();

  EXPECT_EQ(all_of<gateway::PeerFinished>(*host_).size(), 1u);
  EXPECT_EQ(all_of<gateway::ConnectionEnded>(*host_).size(), 1u);
  EXPECT_EQ(all_of<gateway::PeerFinished>(*guest_).size(), 1u);
  EXPECT_TRUE(std::holds_alternative<gateway::ConnectionEnded>(guest_->back().event));
  EXPECT_EQ(kinds_of(1),
            (std::vector{EntryKind::ConnectAttempt, EntryKind::ConnectionOpened, EntryKind::Wire,
                         EntryKind::Wire, EntryKind::ConnectionFinished,
                         EntryKind::ConnectionFinished, EntryKind::ConnectionClosed}));
}

TEST_F(SimNetwork, KeepsTheOtherDirectionOpenAfterAFin) {
  SimWorld& made = world();
  const auto late_answer = [](const fakes::Event& event, gateway::Now, fakes::Actions& actions) {
    if (std::holds_alternative<gateway::PeerFinished>(event)) {
      actions.push_back(gateway::Send{1, "late"});
      actions.push_back(gateway::Finish{1});
    }
  };
  made.add_actor("host",
                 std::make_unique<ToyActor>(std::vector{endpoint(kHost)}, host_, late_answer));
  made.add_actor("guest", std::make_unique<ToyActor>(std::vector<gateway::Endpoint>{}, guest_,
                                                     caller(kHost, {})));
  made.order("guest", fakes::OpenStream{});
  run();
  made.order("guest", fakes::CloseStreams{});
  run();

  EXPECT_EQ(octets_of(*guest_), "late");
  EXPECT_EQ(kinds_of(1).back(), EntryKind::ConnectionClosed);
}

TEST_F(SimNetwork, TellsBothSidesOfAReset) {
  SimWorld& made = echo_and_caller({"x"});
  run();
  made.order("guest", fakes::BreakConnections{});
  run();

  EXPECT_EQ(all_of<gateway::ConnectionEnded>(*host_).size(), 1u);
  EXPECT_TRUE(all_of<gateway::PeerFinished>(*host_).empty());
  EXPECT_EQ(all_of<gateway::ConnectionEnded>(*guest_).size(), 1u);
  const auto kinds = kinds_of(1);
  EXPECT_EQ(std::count(kinds.begin(), kinds.end(), EntryKind::ConnectionReset), 1);
  EXPECT_EQ(kinds.back(), EntryKind::ConnectionClosed);
}

TEST_F(SimNetwork, LetsAConnectBeGivenUpBeforeItIsDecided) {
  SimWorld& made = echo_and_caller({});
  made.order("guest", fakes::BreakConnections{});
  run();

  EXPECT_TRUE(all_of<gateway::Accepted>(*host_).empty());
  EXPECT_TRUE(all_of<gateway::Connected>(*guest_).empty());
  EXPECT_EQ(all_of<gateway::ConnectionEnded>(*guest_).size(), 1u);
}

TEST_F(SimNetwork, DeliversOneOctetAtATimeIfTold) {
  echo_and_caller({"abc", "de"}, {.network = {.fragmentation = Fragmentation::OneByte}});
  run();

  EXPECT_EQ(octets_of(*host_), "abcde");
  EXPECT_EQ(all_of<gateway::Received>(*host_).size(), 5u);
  EXPECT_EQ(octets_of(*guest_), "abcde");
}

TEST_F(SimNetwork, JoinsSeveralSendsIfTold) {
  echo_and_caller({"abc", "de", "f"}, {.network = {.fragmentation = Fragmentation::Coalesced}});
  run();

  ASSERT_EQ(all_of<gateway::Received>(*host_).size(), 1u);
  EXPECT_EQ(octets_of(*host_), "abcdef");
  const auto kinds = kinds_of(1);
  EXPECT_EQ(std::count(kinds.begin(), kinds.end(), EntryKind::Wire), 4);  // as sent, not as joined
}

TEST_F(SimNetwork, DelaysWithoutOvertaking) {
  const FaultRule delay_first = [](const Transmission& sent) {
    return sent.ordinal == 1 ? Fault{.kind = Fault::Kind::Delay, .delay = Duration(5000)} : Fault{};
  };
  echo_and_caller({"one", "two"}, {.fault = delay_first});
  run();

  EXPECT_EQ(octets_of(*host_), "onetwo");
  EXPECT_EQ((*host_)[1].at - host_->front().at, Duration(1000 + 1000 + 5000));
}

TEST_F(SimNetwork, SplitsDropsAndResetsAsTheRuleSays) {
  const auto second_suffers = [](Fault fault) -> FaultRule {
    return [fault](const Transmission& sent) { return sent.ordinal == 2 ? fault : Fault{}; };
  };
  echo_and_caller({"one", "two", "three"},
                  {.fault = second_suffers({.kind = Fault::Kind::Split, .split_at = 1})});
  run();
  ASSERT_EQ(all_of<gateway::Received>(*host_).size(), 4u);
  EXPECT_EQ(all_of<gateway::Received>(*host_)[1].bytes, "t");
  EXPECT_EQ(octets_of(*host_), "onetwothree");

  host_->clear();
  echo_and_caller({"one", "two", "three"}, {.fault = second_suffers({.kind = Fault::Kind::Drop})});
  run();
  EXPECT_EQ(octets_of(*host_), "one");

  host_->clear();
  guest_->clear();
  echo_and_caller({"one", "two", "three"}, {.fault = second_suffers({.kind = Fault::Kind::Reset})});
  run();
  EXPECT_EQ(octets_of(*host_), "one");
  EXPECT_EQ(all_of<gateway::ConnectionEnded>(*host_).size(), 1u);
  EXPECT_EQ(all_of<gateway::ConnectionEnded>(*guest_).size(), 1u);
}

constexpr auto kSocket = "203.0.113.5:5060";
constexpr auto kFarSocket = "198.51.100.1:5060";

class SimDatagrams : public SimNetwork {
 protected:
  /// "host" has a socket; "guest" sends one, two, three to `to`.
  void send(const FaultRule& fault = {}, const std::string& to = kSocket) {
    SimWorld& made = world({.fault = fault});
    auto host = std::make_unique<ToyActor>(std::vector<gateway::Endpoint>{}, host_);
    host->datagrams = {endpoint(kSocket)};
    made.add_actor("host", std::move(host));
    made.add_actor("guest", std::make_unique<ToyActor>(
                                std::vector<gateway::Endpoint>{}, guest_,
                                datagram_sender(kFarSocket, to, {"one", "two", "three"})));
    made.order("guest", fakes::OpenStream{});
    run();
  }
  std::vector<std::string> arrived() const {
    std::vector<std::string> octets;
    for (const auto& datagram : all_of<gateway::DatagramReceived>(*host_)) {
      octets.push_back(datagram.bytes);
    }
    return octets;
  }
  static FaultRule second_suffers(Fault fault) {
    return [fault](const Transmission& sent) {
      return sent.is_datagram && sent.ordinal == 2 ? fault : Fault{};
    };
  }
};

TEST_F(SimDatagrams, ArriveWholeAndTellWhereTheyCameFrom) {
  send();

  EXPECT_EQ(arrived(), (std::vector<std::string>{"one", "two", "three"}));
  const auto first = all_of<gateway::DatagramReceived>(*host_).at(0);
  EXPECT_EQ(first.local, endpoint(kSocket));
  EXPECT_EQ(first.peer, endpoint(kFarSocket));
}

TEST_F(SimDatagrams, GoNowhereWhereNobodyHasASocket) {
  send({}, "203.0.113.6:5060");

  EXPECT_TRUE(arrived().empty());
}

TEST_F(SimDatagrams, GetLostAloneAndArriveTwiceAndLate) {
  using Octets = std::vector<std::string>;
  send(second_suffers({.kind = Fault::Kind::Drop}));
  EXPECT_EQ(arrived(), (Octets{"one", "three"}));

  host_->clear();
  send(second_suffers({.kind = Fault::Kind::Double, .delay = Duration(500'000)}));
  EXPECT_EQ(arrived(), (Octets{"one", "two", "three", "two"}));

  host_->clear();
  send(second_suffers({.kind = Fault::Kind::Delay, .delay = Duration(500'000)}));
  EXPECT_EQ(arrived(), (Octets{"one", "three", "two"}));
}

}  // namespace
}  // namespace harness::testing
