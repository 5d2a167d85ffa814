// Handshake, data, closing and ALPN. Sources: RFC 8446 6.1, RFC 7301 3.2, RFC 6066 3, RFC 9325 3.
#include "gateway/tls/tls_engine.hpp"

#include <gmock/gmock.h>

#include "tests/unit/tls/handshake.hpp"

namespace {

using gateway::TlsAlert;
using gateway::TlsState;
using gateway::TlsVersion;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using tls_test::Dialogue;
using tls_test::kToday;
using tls_test::World;

TEST(TlsEngine, EstablishesWithTheNewestVersionBothKnow) {
  World world;

  const Dialogue dialogue = world.handshake();

  EXPECT_EQ(dialogue.client.state(), TlsState::Established);
  EXPECT_EQ(dialogue.server.state(), TlsState::Established);
  EXPECT_EQ(dialogue.client.version(), "TLSv1.3");
  EXPECT_EQ(dialogue.client.cipher(), "TLS_AES_256_GCM_SHA384");
  EXPECT_EQ(dialogue.server.cipher(), "TLS_AES_256_GCM_SHA384");
}

TEST(TlsEngine, EstablishesWithTls12AndForwardSecrecy) {
  World world;
  world.client.version_max = TlsVersion::Tls12;

  const Dialogue dialogue = world.handshake();

  EXPECT_EQ(dialogue.server.version(), "TLSv1.2");
  EXPECT_EQ(dialogue.client.cipher(), "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
  EXPECT_EQ(dialogue.client.state(), TlsState::Established);
}

TEST(TlsEngine, RefusesAnOlderVersionThanItsOwnMinimum) {
  World world;
  world.client.version_max = TlsVersion::Tls12;
  world.server.version_min = TlsVersion::Tls13;

  const Dialogue dialogue = world.handshake();

  EXPECT_EQ(dialogue.client.state(), TlsState::Failed);
  EXPECT_EQ(dialogue.server.state(), TlsState::Failed);
  EXPECT_EQ(dialogue.server.alert().value().name, "protocol_version");
  EXPECT_EQ(dialogue.client.alert().value().direction, TlsAlert::Direction::Received);
}

TEST(TlsEngine, ReadsTheSameHoweverTheOctetsAreCut) {
  for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13}) {
    World whole, cut;
    whole.limit_to(version);
    cut.limit_to(version);

    const Dialogue a = whole.handshake();
    const Dialogue b = cut.handshake(1);

    EXPECT_EQ(b.client.state(), TlsState::Established);
    EXPECT_EQ(a.client.peer_certificate().sha256, b.client.peer_certificate().sha256);
    // Both ends wrote the same octets, though the interleaving of flights may differ.
    EXPECT_EQ(a.transcript.size(), b.transcript.size());
  }
}

TEST(TlsEngine, KeepsWhatIsSentTooEarlyUntilItIsEstablished) {
  World world;
  Dialogue dialogue = world.dialogue();
  dialogue.client.send("<stream:stream>");

  dialogue.start();
  dialogue.exchange();

  EXPECT_EQ(dialogue.server.take_plaintext(), "<stream:stream>");
  EXPECT_EQ(dialogue.transcript.find("<stream:stream>"), std::string::npos);
}

TEST(TlsEngine, FailsWhenTooMuchIsSentTooEarly) {
  World world;
  Dialogue dialogue = world.dialogue();
  dialogue.start();

  dialogue.client.send(std::string(64 * 1024, 'x'));
  EXPECT_EQ(dialogue.client.state(), TlsState::Handshaking);
  dialogue.client.send("x");

  EXPECT_EQ(dialogue.client.state(), TlsState::Failed);
  EXPECT_THAT(dialogue.client.failure(), HasSubstr("too much"));
}

TEST(TlsEngine, CarriesDataOfManyRecordsBothWays) {
  World world;
  Dialogue dialogue = world.handshake();
  const std::string long_text(100'000, 'a');

  dialogue.client.send(long_text);
  dialogue.server.send("reply");
  dialogue.exchange();

  EXPECT_EQ(dialogue.server.take_plaintext(), long_text);
  EXPECT_EQ(dialogue.client.take_plaintext(), "reply");
  EXPECT_EQ(dialogue.client.take_plaintext(), "");
}

TEST(TlsEngine, AfterCloseNotifyTheOtherDirectionStillWorks) {
  for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13}) {
    World world;
    world.limit_to(version);
    Dialogue dialogue = world.handshake();

    dialogue.client.send("</stream:stream>");
    dialogue.client.close();
    dialogue.exchange();
    EXPECT_EQ(dialogue.server.state(), TlsState::PeerClosed);
    EXPECT_EQ(dialogue.server.take_plaintext(), "</stream:stream>");

    dialogue.server.send("bye");
    dialogue.server.close();
    dialogue.exchange();
    EXPECT_EQ(dialogue.client.take_plaintext(), "bye");
    EXPECT_EQ(dialogue.client.state(), TlsState::PeerClosed);
    EXPECT_FALSE(dialogue.client.alert());
    EXPECT_FALSE(dialogue.server.alert());
  }
}

TEST(TlsEngine, SendsNothingAfterClose) {
  World world;
  Dialogue dialogue = world.handshake();
  dialogue.client.close();
  dialogue.client.send("late");
  dialogue.client.close();

  dialogue.exchange();

  EXPECT_EQ(dialogue.server.take_plaintext(), "");
  EXPECT_EQ(dialogue.server.state(), TlsState::PeerClosed);
}

TEST(TlsEngine, ClosedBeforeItIsEstablishedClosesWhenItIs) {
  World world;
  Dialogue dialogue = world.dialogue();
  dialogue.start();
  dialogue.client.send("last words");
  dialogue.client.close();

  dialogue.exchange();

  EXPECT_EQ(dialogue.server.take_plaintext(), "last words");
  EXPECT_EQ(dialogue.server.state(), TlsState::PeerClosed);
}

TEST(TlsEngine, FailsOnOctetsThatAreNotTls) {
  World world;
  Dialogue dialogue = world.dialogue();

  dialogue.server.receive("<?xml version='1.0'?><stream:stream xmlns='jabber:server'>");

  EXPECT_EQ(dialogue.server.state(), TlsState::Failed);
  EXPECT_NE(dialogue.server.failure(), "");
  dialogue.server.send("anybody?");
  dialogue.server.receive("more");
  EXPECT_EQ(dialogue.server.take_plaintext(), "");
}

TEST(TlsEngine, ATamperedRecordEndsTheConnectionWithBadRecordMac) {
  World world;
  Dialogue dialogue = world.handshake();
  dialogue.client.send("to be tampered with");
  std::string record = dialogue.client.take_ciphertext();
  record.back() = static_cast<char>(record.back() ^ 1);

  dialogue.server.receive(record);
  dialogue.exchange();

  EXPECT_EQ(dialogue.server.state(), TlsState::Failed);
  EXPECT_EQ(dialogue.server.alert().value().name, "bad_record_mac");
  EXPECT_EQ(dialogue.server.alert().value().direction, TlsAlert::Direction::Sent);
  EXPECT_EQ(dialogue.client.state(), TlsState::Failed);
  EXPECT_EQ(dialogue.client.alert().value().code, 20);
  EXPECT_EQ(dialogue.client.alert().value().direction, TlsAlert::Direction::Received);
}

TEST(TlsEngine, TellsTheServerWhichNameTheClientWants) {
  for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13}) {
    World world;
    world.limit_to(version);
    EXPECT_EQ(world.handshake().server.server_name(), "fed.example");

    world.client_parameters.server_name = "";
    EXPECT_EQ(world.handshake().server.server_name(), "");
  }
}

TEST(TlsEngine, AgreesOnAnApplicationProtocolBothName) {
  World world;
  world.client.alpn = {"h2", "xmpp-server"};
  world.server.alpn = {"xmpp-server"};

  const Dialogue dialogue = world.handshake();

  EXPECT_EQ(dialogue.client.application_protocol(), "xmpp-server");
  EXPECT_EQ(dialogue.server.application_protocol(), "xmpp-server");
}

TEST(TlsEngine, AnswersNoApplicationProtocolWhenNoneIsCommon) {
  World world;
  world.client.alpn = {"xmpp-client"};
  world.server.alpn = {"xmpp-server"};

  const Dialogue dialogue = world.handshake();

  EXPECT_EQ(dialogue.server.alert().value().name, "no_application_protocol");
  EXPECT_EQ(dialogue.client.alert().value().code, 120);
  EXPECT_EQ(dialogue.client.state(), TlsState::Failed);
}

TEST(TlsEngine, GoesOnWithoutAlpnWhenOneSideHasNone) {
  World offers, accepts;
  offers.client.alpn = {"xmpp-server"};
  accepts.server.alpn = {"xmpp-server"};

  EXPECT_EQ(offers.handshake().client.state(), TlsState::Established);
  EXPECT_EQ(offers.handshake().client.application_protocol(), "");
  EXPECT_EQ(accepts.handshake().server.state(), TlsState::Established);
}

TEST(TlsEngine, HandsOutTheSecretsOfTheConnectionInNssFormat) {
  World world;
  std::vector<std::string> lines;
  world.client_parameters.keylog = [&](std::string_view line) { lines.emplace_back(line); };

  world.handshake();

  EXPECT_THAT(lines, testing::UnorderedElementsAre(StartsWith("CLIENT_HANDSHAKE_TRAFFIC_SECRET "),
                                                   StartsWith("SERVER_HANDSHAKE_TRAFFIC_SECRET "),
                                                   StartsWith("CLIENT_TRAFFIC_SECRET_0 "),
                                                   StartsWith("SERVER_TRAFFIC_SECRET_0 "),
                                                   StartsWith("EXPORTER_SECRET ")));
}

TEST(TlsEngine, SendsNoSessionTicket) {
  // RFC 8446 4.6.1: a ticket would be a flight of the server after the client's Finished.
  World world;
  Dialogue dialogue = world.dialogue();
  dialogue.start();
  dialogue.server.receive(dialogue.client.take_ciphertext());
  dialogue.client.receive(dialogue.server.take_ciphertext());
  dialogue.server.receive(dialogue.client.take_ciphertext());

  EXPECT_EQ(dialogue.server.state(), TlsState::Established);
  EXPECT_EQ(dialogue.server.take_ciphertext(), "");
}

TEST(TlsEngine, MayBeMovedWhileTheHandshakeRuns) {
  World world;
  Dialogue first = world.dialogue();
  first.start();

  Dialogue second{std::move(first.client), std::move(first.server), {}};
  second.exchange();

  EXPECT_EQ(second.client.state(), TlsState::Established);
  EXPECT_TRUE(second.client.peer_certificate().presented);
}

TEST(TlsContext, SaysWhatIsWrongWithItsSettings) {
  World world;
  const auto code_of = [&](const gateway::TlsSettings& settings) {
    const auto context = gateway::TlsContext::create(world.crypto, settings);
    return context.has_value() ? "created" : context.error().code;
  };
  gateway::TlsSettings no_certificate = world.server, no_key = world.server,
                       other_key = world.server, no_anchors = world.server,
                       server_without = world.server, broken = world.server,
                       empty_alpn = world.server;
  no_certificate.credentials->chain_pem = "no PEM at all";
  broken.credentials->chain_pem.replace(100, 4, "####");
  no_key.credentials->private_key_pem = "";
  other_key.credentials->private_key_pem = world.client.credentials->private_key_pem;
  no_anchors.trust_anchors_pem = "no PEM at all";
  server_without.credentials.reset();
  empty_alpn.alpn = {""};

  EXPECT_EQ(code_of(world.server), "created");
  EXPECT_EQ(code_of(no_certificate), "bad-certificate");
  EXPECT_EQ(code_of(broken), "bad-certificate");
  EXPECT_EQ(code_of(no_key), "bad-private-key");
  EXPECT_EQ(code_of(other_key), "key-mismatch");
  EXPECT_EQ(code_of(no_anchors), "bad-trust-anchors");
  EXPECT_EQ(code_of(server_without), "bad-certificate");
  EXPECT_EQ(code_of(empty_alpn), "bad-alpn");
}

TEST(TlsContext, WorksWithSystemRandomness) {
  World world;
  world.crypto = gateway::CryptoContext::with_system_randomness();

  const Dialogue first = world.handshake();
  const Dialogue second = world.handshake();

  EXPECT_EQ(first.client.state(), TlsState::Established);
  EXPECT_NE(first.transcript, second.transcript);
}

}  // namespace
