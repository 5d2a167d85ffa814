// A run that starts with the same entropy state repeats byte for byte, whatever ran before in the
// same objects. This is what the simulation stands on.
#include <gmock/gmock.h>

#include <optional>
#include <string>
#include <thread>

#include "tests/unit/tls/handshake.hpp"

namespace {

using fakes::SeededEntropy;
using gateway::TlsEngine;
using gateway::TlsState;
using gateway::TlsVersion;
using tls_test::Dialogue;
using tls_test::World;

struct Setting {
  TlsVersion version = TlsVersion::Tls13;
  fakes::KeyKind key = fakes::KeyKind::P256;
};

/// Contexts that may be used for many runs.
struct Node {
  World world;
  std::shared_ptr<const gateway::TlsContext> client;
  std::shared_ptr<const gateway::TlsContext> server;

  explicit Node(const Setting& setting) {
    world.limit_to(setting.version);
    fakes::CertificateRequest request;
    request.dns_names = {"fed.example"};
    request.key = setting.key;
    world.client.credentials = world.server.credentials = world.pki.issue(request);
    client = world.context(world.client);
    server = world.context(world.server);
  }

  /// Everything that crosses the wire in a run: handshake, data both ways, closing.
  std::string run(std::uint64_t seed) {
    SeededEntropy entropy(seed);
    world.crypto->use_entropy(entropy);
    Dialogue dialogue{
        TlsEngine(client, world.client_parameters), TlsEngine(server, world.server_parameters), {}};
    dialogue.start();
    dialogue.exchange();
    EXPECT_EQ(dialogue.client.state(), TlsState::Established);
    dialogue.client.send("ping");
    dialogue.exchange();
    dialogue.server.send("pong");
    dialogue.server.close();
    dialogue.exchange();
    world.crypto->use_entropy(world.entropy);
    return dialogue.transcript;
  }
};

class Repeats : public testing::TestWithParam<Setting> {};

TEST_P(Repeats, TheFirstAndTheFiftiethRunInTheSameContexts) {
  Node node(GetParam());

  const std::string first = node.run(1);
  std::string last;
  for (int i = 0; i < 49; ++i) last = node.run(1);

  EXPECT_EQ(first, last);
}

TEST_P(Repeats, AfterOtherRunsInBetween) {
  Node node(GetParam());

  const std::string first = node.run(1);
  const std::string other = node.run(2);
  const std::string again = node.run(1);

  EXPECT_NE(first, other);
  EXPECT_EQ(first, again);
}

TEST_P(Repeats, InAFreshLibraryContext) {
  Node used(GetParam()), fresh(GetParam());
  used.run(3);

  EXPECT_EQ(used.run(1), fresh.run(1));
}

TEST_P(Repeats, InAnotherThread) {
  Node here(GetParam());
  const std::string first = here.run(1);

  std::string there_same_node;
  std::string there_own_node;
  std::thread([&] {
    there_same_node = here.run(1);
    there_own_node = Node(GetParam()).run(1);
  }).join();

  EXPECT_EQ(first, there_same_node);
  EXPECT_EQ(first, there_own_node);
}

INSTANTIATE_TEST_SUITE_P(VersionsAndKeys, Repeats,
                         testing::Values(Setting{TlsVersion::Tls13, fakes::KeyKind::P256},
                                         Setting{TlsVersion::Tls12, fakes::KeyKind::P256},
                                         Setting{TlsVersion::Tls13, fakes::KeyKind::Rsa2048},
                                         Setting{TlsVersion::Tls12, fakes::KeyKind::Rsa2048}));

TEST(InjectedRandomness, MakingAContextTakesNothingFromTheEntropy) {
  World world;
  const SeededEntropy before = world.entropy;

  world.context(world.server);
  world.context(world.client);

  EXPECT_EQ(world.entropy, before);
}

TEST(InjectedRandomness, TwoLibraryContextsDoNotDisturbEachOther) {
  Node alone({}), beside({}), disturber({});
  const std::string expected = alone.run(1);

  SeededEntropy entropy(1);
  beside.world.crypto->use_entropy(entropy);
  Dialogue dialogue{TlsEngine(beside.client, beside.world.client_parameters),
                    TlsEngine(beside.server, beside.world.server_parameters),
                    {}};
  dialogue.start();
  disturber.run(2);
  dialogue.exchange();

  EXPECT_EQ(expected.substr(0, dialogue.transcript.size()), dialogue.transcript);
}

TEST(InjectedRandomness, WithoutEntropyAHandshakeFailsInsteadOfBeingPredictable) {
  World world;
  world.crypto = gateway::CryptoContext::with_injected_randomness();

  const Dialogue dialogue = world.handshake();

  EXPECT_EQ(dialogue.client.state(), TlsState::Failed);
  EXPECT_EQ(dialogue.client.alert().value().name, "internal_error");
}

}  // namespace
