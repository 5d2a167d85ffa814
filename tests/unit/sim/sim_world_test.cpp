// Time, DNS, repetition and failure in the simulated world.
#include "harness/sim/sim_world.hpp"

#include <gtest/gtest.h>

#include "gateway/base/assert.hpp"
#include "gateway/tls/tls_engine.hpp"
#include "tests/unit/sim/toy_actors.hpp"

namespace harness::testing {
namespace {

using gateway::Duration;
using reports::EntryKind;

struct Toy {
  std::shared_ptr<ToyActor::Log> log = std::make_shared<ToyActor::Log>();
  ToyActor* add_to(SimWorld& world, const std::string& name, ToyActor::React react = {},
                   std::vector<gateway::Endpoint> endpoints = {}) const {
    auto actor = std::make_unique<ToyActor>(std::move(endpoints), log, std::move(react));
    ToyActor* made = actor.get();
    world.add_actor(name, std::move(actor));
    return made;
  }
};

TEST(SimWorld, JumpsToADeadline) {
  SimResources resources;
  SimWorld world(resources, {});
  const Toy toy;
  ToyActor* actor = toy.add_to(world, "toy");
  const gateway::Now start = world.now();
  actor->deadline = start.instant + std::chrono::hours(2);
  world.order("toy", fakes::OpenStream{});  // its deadline is asked for after every event

  EXPECT_FALSE(world.run_until(kNever, std::chrono::hours(3)));

  ASSERT_EQ(all_of<fakes::Wake>(*toy.log).size(), 1u);
  EXPECT_EQ(toy.log->back().at - start.instant, std::chrono::hours(2));
  EXPECT_EQ(world.now().wall - start.wall, std::chrono::hours(2));
  EXPECT_EQ(world.transcript().entries.back().kind, EntryKind::Deadline);
  EXPECT_EQ(world.transcript().entries.back().at_us, Duration(std::chrono::hours(2)).count());
}

TEST(SimWorld, StopsAtTheLimitAndGoesOnFromThere) {
  SimResources resources;
  SimWorld world(resources, {});
  const Toy toy;
  ToyActor* actor = toy.add_to(world, "toy");
  const gateway::Instant start = world.now().instant;
  actor->deadline = start + Duration(100);
  world.order("toy", fakes::OpenStream{});

  world.run_until(kNever, Duration(99));
  EXPECT_EQ(world.now().instant - start, Duration(99));
  EXPECT_TRUE(all_of<fakes::Wake>(*toy.log).empty());
  world.run_for(Duration(1));
  EXPECT_EQ(all_of<fakes::Wake>(*toy.log).size(), 1u);
}

TEST(SimWorld, EndsEarlyWhenNothingCanHappen) {
  SimResources resources;
  SimWorld world(resources, {});
  const gateway::Instant start = world.now().instant;
  EXPECT_FALSE(world.run_until(kNever, std::chrono::hours(1)));
  EXPECT_EQ(world.now().instant, start);
}

TEST(SimWorld, AnswersQuestionsFromTheZones) {
  SimResources resources;
  SimWorld world(resources, {});
  fakes::Zones zones;
  zones.sets[{"_xmpp-server._tcp.fed.example", gateway::RecordType::Srv}] = {
      .records = {gateway::SrvRecord{10, 0, 5269, "xmpp.fed.example"}},
      .mood = fakes::DnsMood::Normal,
      .delay = Duration(700)};
  zones.sets[{"silent.example", gateway::RecordType::A}].mood = fakes::DnsMood::Silent;
  world.set_zones(zones);
  const Toy toy;
  toy.add_to(world, "toy", [](const fakes::Event& event, gateway::Now, fakes::Actions& actions) {
    if (!std::holds_alternative<fakes::OpenStream>(event)) return;
    actions.push_back(
        gateway::DnsQuestion{4, "_xmpp-server._tcp.fed.example", gateway::RecordType::Srv});
    actions.push_back(gateway::DnsQuestion{5, "silent.example", gateway::RecordType::A});
  });
  world.order("toy", fakes::OpenStream{});
  world.run_until(kNever, std::chrono::minutes(1));

  const auto answers = all_of<gateway::DnsAnswer>(*toy.log);
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0].id, 4u);
  EXPECT_EQ(answers[0].records.size(), 1u);
  EXPECT_EQ(answers[1].status, gateway::DnsStatus::Timeout);
  const auto& entries = world.transcript().entries;
  EXPECT_EQ(entries[0].text, "SRV _xmpp-server._tcp.fed.example");
  EXPECT_EQ(entries[2].text, "ok 10 0 5269 xmpp.fed.example");
  EXPECT_EQ(entries[2].at_us, 2000 + 700);
}

TEST(SimWorld, FailsTheRunWithStateEventAndSeedWhenAMachineAsserts) {
  SimResources resources;
  SimWorld world(resources, {.seed = 4711});
  const Toy toy;
  toy.add_to(world, "toy", [](const fakes::Event&, gateway::Now, fakes::Actions&) {
    GATEWAY_ASSERT(1 + 1 == 3, "arithmetic");
  });
  world.order("toy", fakes::SendRaw{"x"});

  EXPECT_NE(world.failure().find("arithmetic"), std::string::npos);
  EXPECT_NE(world.failure().find("SendRaw"), std::string::npos);
  EXPECT_NE(world.failure().find("seed 4711"), std::string::npos);
  EXPECT_FALSE(world.run_until([](const auto&) { return true; }, Duration(1)));
}

TEST(SimWorld, FailsTheRunWhenADeadlineNeverMovesOn) {
  SimResources resources;
  SimWorld world(resources, {});
  const Toy toy;
  ToyActor* actor = nullptr;
  actor = toy.add_to(world, "toy", [&](const fakes::Event&, gateway::Now now, fakes::Actions&) {
    actor->deadline = now.instant;
  });
  world.order("toy", fakes::OpenStream{});
  EXPECT_FALSE(world.run_until(kNever, Duration(1000)));
  EXPECT_NE(world.failure().find("does not move on"), std::string::npos);
}

TEST(SimWorld, WritesWhatIsLeftWhenItShutsDown) {
  SimResources resources;
  SimWorld world(resources, {});
  const Toy host;
  const Toy guest;
  host.add_to(world, "host", {}, {endpoint("203.0.113.5:5269")});  // never finishes
  guest.add_to(world, "guest", caller("203.0.113.5:5269", {"x"}));
  world.order("guest", fakes::OpenStream{});
  world.shut_down();

  const reports::Entry& last = world.transcript().entries.back();
  EXPECT_EQ(last.kind, EntryKind::Resources);
  EXPECT_EQ(last.node, "world");
  EXPECT_EQ(last.text, "connections=1 unsettled=0");
}

// A conversation with chance in it, from the world and from OpenSSL.
std::string hash_of_run(SimResources& resources, std::uint64_t seed) {
  SimWorld world(resources, {.seed = seed});
  const auto chatter = [&](const fakes::Event& event, gateway::Now, fakes::Actions& actions) {
    if (const auto* received = std::get_if<gateway::Received>(&event)) {
      if (received->bytes.size() > 60) return;
      actions.push_back(gateway::Send{received->connection,
                                      received->bytes +
                                          gateway::random_hex(world.entropy("host"), 8)});
    }
  };
  const Toy host;
  const Toy guest;
  host.add_to(world, "host", chatter, {endpoint("203.0.113.5:5269")});
  gateway::TlsSettings settings;
  auto context = world.tls_context("partner", settings).value();
  gateway::TlsParameters parameters;
  parameters.server_name = "fed.example";
  gateway::TlsEngine tls(context, parameters);
  tls.start();
  guest.add_to(world, "guest", caller("203.0.113.5:5269", {tls.take_ciphertext(), "hello"}));
  world.order("guest", fakes::OpenStream{});
  world.run_until(kNever, std::chrono::minutes(1));
  world.shut_down();
  return reports::hash_of(world.transcript());
}

TEST(SimWorld, RepeatsARunOctetByOctet) {
  SimResources resources;
  const std::string first = hash_of_run(resources, 42);
  EXPECT_EQ(hash_of_run(resources, 42), first);
  hash_of_run(resources, 43);
  EXPECT_EQ(hash_of_run(resources, 42), first);

  SimResources fresh;  // nothing cached
  EXPECT_EQ(hash_of_run(fresh, 42), first);
}

TEST(SimWorld, RunsDifferentlyWithAnotherSeed) {
  SimResources resources;
  EXPECT_NE(hash_of_run(resources, 42), hash_of_run(resources, 43));
}

}  // namespace
}  // namespace harness::testing
