// Fakes on real sockets, without a gateway: the same toys as in the simulation, the same transcript.
#include "harness/real/loopback_world.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/sim/sim_world.hpp"
#include "tests/unit/sim/parties.hpp"

namespace harness::testing {
namespace {

using reports::EntryKind;

constexpr auto kHost = "203.0.113.5:15269";
const gateway::Duration kPatience = std::chrono::seconds(3);

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
  LoopbackWorld real(real_resources, {.slice = 16000});
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

void deliver_one_message(std::uint32_t slice, Fragmentation fragmentation) {
  const Parties parties;
  LoopbackResources resources;
  LoopbackWorld world(resources, {.slice = slice, .network = {.fragmentation = fragmentation}});
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
  deliver_one_message(16005, Fragmentation::Whole);
}

TEST(LoopbackWorld, RunsAGatewayWhoseInputComesInPieces) {
  deliver_one_message(16006, Fragmentation::OneByte);
  deliver_one_message(16006, Fragmentation::Coalesced);
}

TEST(LoopbackWorld, SendsOneOctetAtATimeIfTold) {
  const auto host = std::make_shared<ToyActor::Log>();
  const auto guest = std::make_shared<ToyActor::Log>();
  LoopbackResources resources;
  LoopbackWorld world(resources,
                      {.slice = 16001, .network = {.fragmentation = Fragmentation::OneByte}});
  conversation(world, {"abcde"}, host, guest);
  EXPECT_EQ(octets_of(*host), "abcde");
  EXPECT_GT(all_of<gateway::Received>(*host).size(), 1u);
}

TEST(LoopbackWorld, TellsRefusedConnectsAndResets) {
  const auto guest = std::make_shared<ToyActor::Log>();
  LoopbackResources resources;
  LoopbackWorld world(resources, {.slice = 16002});
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
  LoopbackWorld world(resources, {.slice = 16003});
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
  LoopbackWorld world(resources, {.slice = 16004});
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
