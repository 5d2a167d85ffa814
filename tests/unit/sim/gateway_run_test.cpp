// A whole gateway and whole partners in the simulated world: repetition, shutdown, cost of a run.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/sim/sim_world.hpp"
#include "tests/unit/sim/parties.hpp"

namespace harness::testing {
namespace {

using reports::EntryKind;

bool delivered(const reports::Transcript& transcript) {
  return !transcript.entries.empty() &&
         transcript.entries.back().kind == EntryKind::PartnerDeliver;
}

reports::Transcript one_message(SimResources& resources, const Parties& parties,
                                std::uint64_t seed) {
  SimWorld world(resources, {.seed = seed});
  world.set_zones(Parties::zones());
  add_partner(world, parties.partner());
  EXPECT_TRUE(world.start_gateway(parties.gateway()));
  world.local_stanza(kMessage);
  EXPECT_TRUE(world.run_until(delivered, std::chrono::minutes(1)));
  world.shut_down();
  EXPECT_EQ(world.failure(), "");
  return world.transcript();
}

TEST(GatewayRun, DeliversAMessageAndLeavesNothingOpen) {
  SimResources resources;
  const reports::Transcript transcript = one_message(resources, {}, 1);

  const auto& entries = transcript.entries;
  ASSERT_GE(entries.size(), 2u);
  EXPECT_EQ(entries[entries.size() - 2].node, "gateway");
  EXPECT_EQ(entries[entries.size() - 2].text.find_first_of("123456789"), std::string::npos);
  EXPECT_EQ(entries.back().text, "connections=0 unsettled=0");
}

TEST(GatewayRun, RepeatsOctetByOctet) {
  const Parties parties;
  SimResources resources;
  const std::string first = reports::hash_of(one_message(resources, parties, 1));
  one_message(resources, parties, 2);
  for (int i = 0; i < 50; ++i) {
    ASSERT_EQ(reports::hash_of(one_message(resources, parties, 1)), first) << "run " << i;
  }
  SimResources fresh;
  EXPECT_EQ(reports::hash_of(one_message(fresh, parties, 1)), first);
}

// RSA keys carry their blinding from one use to the next; the handshake of the verification leg
// would show if it drew chance.
TEST(GatewayRun, RepeatsWithRsaCertificates) {
  Parties parties;
  parties.key = fakes::KeyKind::Rsa2048;
  parties.external = false;
  SimResources resources;
  const std::string first = reports::hash_of(one_message(resources, parties, 1));
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(reports::hash_of(one_message(resources, parties, 1)), first) << "run " << i;
  }
}

// What was said to a dead gateway is lost, and nobody holds a connection with it for ever.
TEST(GatewayRun, GoesOnAfterTheGatewayWasKilled) {
  const Parties parties;
  SimResources resources;
  std::string first;
  for (int repetition = 0; repetition < 2; ++repetition) {
    SimWorld world(resources, {});
    world.set_zones(Parties::zones());
    add_partner(world, parties.partner());
    ASSERT_TRUE(world.start_gateway(parties.gateway()));
    world.local_stanza(kMessage);
    ASSERT_TRUE(world.run_until(delivered, std::chrono::minutes(1)));

    world.kill_gateway();
    world.local_stanza(kMessage);
    world.run_for(std::chrono::seconds(2));
    world.local_stanza(kMessage);
    EXPECT_TRUE(world.run_until(
        [count = world.transcript().entries.size()](const reports::Transcript& transcript) {
          return transcript.entries.size() > count && delivered(transcript);
        },
        std::chrono::minutes(1)));
    world.shut_down();

    EXPECT_EQ(world.failure(), "");
    const auto& entries = world.transcript().entries;
    EXPECT_EQ(std::count_if(entries.begin(), entries.end(),
                            [](const auto& entry) {
                              return entry.kind == EntryKind::PartnerDeliver;
                            }),
              2);
    EXPECT_EQ(entries.back().text, "connections=0 unsettled=0");
    const std::string hash = reports::hash_of(world.transcript());
    EXPECT_EQ(first.empty() ? hash : first, hash);
    first = hash;
  }
}

// At every moment of the dialogue: answers to the dead never reach the living.
TEST(GatewayRun, MayBeKilledAtAnyMoment) {
  const Parties parties;
  SimResources resources;
  for (int moment = 0; moment < 30; ++moment) {
    SimWorld world(resources, {});
    world.set_zones(Parties::zones());
    add_partner(world, parties.partner());
    ASSERT_TRUE(world.start_gateway(parties.gateway()));
    world.local_stanza(kMessage);
    world.run_for(gateway::Duration(moment * 1000));
    world.kill_gateway();
    world.run_for(std::chrono::seconds(2));
    world.local_stanza(kMessage);
    EXPECT_TRUE(world.run_until(delivered, std::chrono::minutes(2))) << moment << " ms";
    world.shut_down();
    ASSERT_EQ(world.failure(), "") << moment << " ms";
    EXPECT_EQ(world.transcript().entries.back().text, "connections=0 unsettled=0") << moment;
  }
}

TEST(GatewayRun, RefusesAConfigurationWithoutAMethod) {
  SimResources resources;
  SimWorld world(resources, {});
  GatewayPlan plan = Parties().gateway();
  plan.configuration_yaml += "    tls: not-supported\n    dialback: false\n";
  EXPECT_FALSE(world.start_gateway(plan));
  ASSERT_EQ(world.transcript().entries.size(), 1u);
  EXPECT_EQ(world.transcript().entries[0].kind, EntryKind::ConfigurationRefused);
  EXPECT_NE(world.transcript().entries[0].text.find("error:"), std::string::npos);
}

}  // namespace
}  // namespace harness::testing
