// Fakes on real sockets, without a gateway: the same toys as in the simulation, the same
// transcript.
#include "harness/real/loopback_world.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "harness/real/slice_claim.hpp"
#include "harness/sim/sim_world.hpp"
#include "tests/unit/sim/parties.hpp"

namespace harness::testing {
namespace {

using reports::EntryKind;

constexpr auto kHost = "203.0.113.5:15269";
const gateway::Duration kPatience = std::chrono::seconds(3);

std::uint32_t first_slice() { return static_cast<std::uint32_t>(getpid()) * 64; }

bool is_closed(const reports::Transcript& transcript) {
  return transcript.entries.back().kind == EntryKind::ConnectionClosed;
}

// "guest" calls "host", which echoes; then guest finishes, then host.
reports::Transcript conversation(World& world, const std::vector<std::string>& pieces,
                                 const std::shared_ptr<ToyActor::Log>& host,
                                 const std::shared_ptr<ToyActor::Log>& guest) {
  std::string all;
  for (const std::string& piece : pieces) all += piece;
  world.add_actor("host", std::make_unique<ToyActor>(std::vector{endpoint(kHost)}, host, echo()));
  world.add_actor("guest", std::make_unique<ToyActor>(std::vector<gateway::Endpoint>{}, guest,
                                                      caller(kHost, pieces)));
  world.order("guest", fakes::OpenStream{});
  world.run_until([&](const auto&) { return octets_of(*guest) == all; }, kPatience);
  world.order("guest", fakes::CloseStreams{});
  world.run_until(is_closed, kPatience);
  return world.transcript();
}

TEST(LoopbackWorld, WritesTheTranscriptTheSimulationWrites) {
  const auto host = std::make_shared<ToyActor::Log>();
  const auto guest = std::make_shared<ToyActor::Log>();
  LoopbackResources real_resources;
  const SliceClaim claim = SliceClaim::take(first_slice());
  LoopbackWorld real(real_resources, {.slice = claim.slice()});
  const auto on_loopback = conversation(real, {"hello"}, host, guest);
  EXPECT_EQ(octets_of(*guest), "hello");
  EXPECT_EQ(to_string(all_of<gateway::Accepted>(*host).at(0).local), kHost);

  SimResources sim_resources;
  SimWorld sim(sim_resources, {});
  const auto simulated = conversation(sim, {"hello"}, std::make_shared<ToyActor::Log>(),
                                      std::make_shared<ToyActor::Log>());
  const auto without_times = [](reports::Transcript transcript) {
    for (reports::Entry& entry : transcript.entries) entry.at_us = 0;
    return reports::to_text(transcript);
  };
  EXPECT_EQ(without_times(on_loopback), without_times(simulated));
}

bool is_delivered(const reports::Transcript& transcript) {
  return transcript.entries.back().kind == EntryKind::PartnerDeliver;
}

void deliver_one_message(Fragmentation fragmentation) {
  const Parties parties;
  LoopbackResources resources;
  const SliceClaim claim = SliceClaim::take(first_slice());
  LoopbackWorld world(resources,
                      {.slice = claim.slice(), .network = {.fragmentation = fragmentation}});
  world.set_zones(Parties::zones());
  add_partner(world, parties.partner());
  ASSERT_TRUE(world.start_gateway(parties.gateway())) << world.failure();
  world.local_stanza(kMessage);
  EXPECT_TRUE(world.run_until(is_delivered, kPatience));
  world.shut_down();

  EXPECT_EQ(world.failure(), "");
  EXPECT_EQ(world.transcript().entries.back().text, "connections=0 unsettled=0");
  const std::string text = reports::to_text(world.transcript());
  EXPECT_EQ(text.find("127.64."), std::string::npos) << text;
  EXPECT_NE(text.find("SRV _xmpp-server._tcp.fed.example"), std::string::npos) << text;
  EXPECT_NE(text.find("203.0.113.5:15269"), std::string::npos) << text;
}

TEST(LoopbackWorld, RunsAGatewayOverRealSocketsAndRealDns) {
  deliver_one_message(Fragmentation::Whole);
}

TEST(LoopbackWorld, RunsAGatewayWhoseInputComesInPieces) {
  deliver_one_message(Fragmentation::OneByte);
  deliver_one_message(Fragmentation::Coalesced);
}

/// Entries of these kinds that are the gateway's, "Kind connection text" each.
std::vector<std::string> connects_of_gateway(const reports::Transcript& transcript) {
  std::vector<std::string> found;
  for (const reports::Entry& entry : transcript.entries) {
    const bool wanted =
        entry.kind == EntryKind::ConnectAttempt || entry.kind == EntryKind::ConnectionFailed;
    if (!wanted || entry.node != kGateway) continue;
    found.push_back(std::string(to_string(entry.kind)) + " " + std::to_string(entry.connection) +
                    " " + entry.text);
  }
  return found;
}

std::set<std::uint32_t> connections_of(const reports::Transcript& transcript, EntryKind kind) {
  std::set<std::uint32_t> numbers;
  for (const reports::Entry& entry : transcript.entries) {
    if (entry.kind == kind) numbers.insert(entry.connection);
  }
  return numbers;
}

void send_one_message(World& world, const Parties& parties, const fakes::PartnerSettings& partner,
                      const std::string& target, EntryKind last) {
  fakes::Zones zones = Parties::zones();
  zones.sets[{"xmpp.fed.example", gateway::RecordType::A}].records = {
      endpoint(target + ":0").address, endpoint("203.0.113.5:0").address};
  world.set_zones(zones);
  add_partner(world, partner);
  ASSERT_TRUE(world.start_gateway(parties.gateway())) << world.failure();
  world.local_stanza(kMessage);
  EXPECT_TRUE(world.run_until(
      [last](const auto& transcript) { return transcript.entries.back().kind == last; },
      kPatience));
}

TEST(LoopbackWorld, ShowsTheConnectsOfTheGatewayAsTheSimulationDoes) {
  const Parties parties;
  LoopbackResources real_resources;
  const SliceClaim claim = SliceClaim::take(first_slice());
  LoopbackWorld real(real_resources, {.slice = claim.slice()});
  send_one_message(real, parties, parties.partner(), "203.0.113.66", EntryKind::PartnerDeliver);
  SimResources sim_resources;
  SimWorld sim(sim_resources, {});
  send_one_message(sim, parties, parties.partner(), "203.0.113.66", EntryKind::PartnerDeliver);

  EXPECT_EQ(connects_of_gateway(real.transcript()),
            (std::vector<std::string>{"connect-attempt 1 203.0.113.66:15269",
                                      "connection-failed 1 refused",
                                      "connect-attempt 2 203.0.113.5:15269"}));
  EXPECT_EQ(connects_of_gateway(real.transcript()), connects_of_gateway(sim.transcript()));
  EXPECT_EQ(connections_of(real.transcript(), EntryKind::ConnectionOpened),
            std::set<std::uint32_t>{2});
}

TEST(LoopbackWorld, GivesStatesTheNumbersOfTheirConnections) {
  Parties parties;
  parties.external = false;  // a stream of ours, and a verification by the partner
  LoopbackResources real_resources;
  const SliceClaim claim = SliceClaim::take(first_slice());
  LoopbackWorld real(real_resources, {.slice = claim.slice()});
  send_one_message(real, parties, parties.partner(), "203.0.113.5", EntryKind::PartnerDeliver);
  SimResources sim_resources;
  SimWorld sim(sim_resources, {});
  send_one_message(sim, parties, parties.partner(), "203.0.113.5", EntryKind::PartnerDeliver);

  const auto with_states = connections_of(real.transcript(), EntryKind::State);
  EXPECT_EQ(with_states, connections_of(sim.transcript(), EntryKind::State));
  EXPECT_EQ(with_states, (std::set<std::uint32_t>{1, 2}));
}

TEST(LoopbackWorld, ShowsTheDeadlinesOfTheGateway) {
  const Parties parties;
  LoopbackResources resources;
  const SliceClaim claim = SliceClaim::take(first_slice());
  LoopbackWorld world(resources, {.slice = claim.slice()});
  world.set_zones(Parties::zones());
  const auto silent = std::make_shared<ToyActor::Log>();
  world.add_actor("fed.example",
                  std::make_unique<ToyActor>(std::vector{endpoint("203.0.113.5:15269")}, silent));
  GatewayPlan plan = parties.gateway();
  plan.configuration_yaml += "limits:\n  stream_establishment_timeout: 1s\n";
  ASSERT_TRUE(world.start_gateway(plan)) << to_text(world.transcript());
  world.local_stanza(kMessage);

  EXPECT_TRUE(world.run_until(
      [](const auto& transcript) {
        return std::any_of(transcript.entries.begin(), transcript.entries.end(),
                           [](const reports::Entry& entry) {
                             return entry.kind == EntryKind::Deadline && entry.node == kGateway;
                           });
      },
      kPatience));
}

TEST(LoopbackWorld, SettlesWhenNothingHappensAnyMore) {
  const auto host = std::make_shared<ToyActor::Log>();
  const auto guest = std::make_shared<ToyActor::Log>();
  LoopbackResources resources;
  const SliceClaim claim = SliceClaim::take(first_slice());
  LoopbackWorld world(resources, {.slice = claim.slice()});
  world.add_actor("host", std::make_unique<ToyActor>(std::vector{endpoint(kHost)}, host, echo()));
  world.add_actor("guest", std::make_unique<ToyActor>(std::vector<gateway::Endpoint>{}, guest,
                                                      caller(kHost, {"hello"})));
  world.order("guest", fakes::OpenStream{});
  world.settle(std::chrono::milliseconds(5));
  EXPECT_EQ(octets_of(*guest), "hello");
}

TEST(SliceClaim, IsForOneOwnerAtATime) {
  const std::uint32_t first = first_slice();
  const SliceClaim one = SliceClaim::take(first);
  const SliceClaim other = SliceClaim::take(first);
  ASSERT_TRUE(one.is_exclusive());
  ASSERT_TRUE(other.is_exclusive());
  EXPECT_NE(one.slice(), other.slice());
}

TEST(LoopbackWorld, SendsOneOctetAtATimeIfTold) {
  const auto host = std::make_shared<ToyActor::Log>();
  const auto guest = std::make_shared<ToyActor::Log>();
  LoopbackResources resources;
  const SliceClaim claim = SliceClaim::take(first_slice());
  LoopbackWorld world(
      resources, {.slice = claim.slice(), .network = {.fragmentation = Fragmentation::OneByte}});
  conversation(world, {"abcde"}, host, guest);
  EXPECT_EQ(octets_of(*host), "abcde");
  EXPECT_GT(all_of<gateway::Received>(*host).size(), 1u);
}

TEST(LoopbackWorld, TellsRefusedConnectsAndResets) {
  const auto guest = std::make_shared<ToyActor::Log>();
  LoopbackResources resources;
  const SliceClaim claim = SliceClaim::take(first_slice());
  LoopbackWorld world(resources, {.slice = claim.slice()});
  world.add_actor("guest", std::make_unique<ToyActor>(std::vector<gateway::Endpoint>{}, guest,
                                                      caller(kHost, {})));
  world.order("guest", fakes::OpenStream{});
  world.run_until(
      [](const auto& t) { return t.entries.back().kind == EntryKind::ConnectionFailed; },
      kPatience);
  ASSERT_EQ(all_of<gateway::ConnectFailed>(*guest).size(), 1u);
  EXPECT_EQ(all_of<gateway::ConnectFailed>(*guest)[0].error, gateway::ConnectError::Refused);
}

TEST(LoopbackWorld, BreaksConnectionsOff) {
  const auto host = std::make_shared<ToyActor::Log>();
  const auto guest = std::make_shared<ToyActor::Log>();
  LoopbackResources resources;
  const SliceClaim claim = SliceClaim::take(first_slice());
  LoopbackWorld world(resources, {.slice = claim.slice()});
  world.add_actor("host", std::make_unique<ToyActor>(std::vector{endpoint(kHost)}, host, echo()));
  world.add_actor("guest", std::make_unique<ToyActor>(std::vector<gateway::Endpoint>{}, guest,
                                                      caller(kHost, {"x"})));
  world.order("guest", fakes::OpenStream{});
  world.run_until([&](const auto&) { return octets_of(*guest) == "x"; }, kPatience);
  world.order("guest", fakes::BreakConnections{});
  EXPECT_TRUE(world.run_until(is_closed, kPatience));
  EXPECT_EQ(all_of<gateway::ConnectionEnded>(*host).size(), 1u);
  EXPECT_TRUE(all_of<gateway::PeerFinished>(*host).empty());
  EXPECT_EQ(all_of<gateway::ConnectionEnded>(*guest).size(), 1u);
}

TEST(LoopbackWorld, WakesActorsAtTheirDeadlines) {
  const auto log = std::make_shared<ToyActor::Log>();
  LoopbackResources resources;
  const SliceClaim claim = SliceClaim::take(first_slice());
  LoopbackWorld world(resources, {.slice = claim.slice()});
  auto actor = std::make_unique<ToyActor>(std::vector<gateway::Endpoint>{}, log);
  ToyActor* toy = actor.get();
  world.add_actor("toy", std::move(actor));
  toy->deadline = world.now().instant + std::chrono::milliseconds(20);
  world.order("toy", fakes::OpenStream{});
  world.run_for(std::chrono::milliseconds(60));
  EXPECT_EQ(all_of<fakes::Wake>(*log).size(), 1u);
}

}  // namespace
}  // namespace harness::testing
