// A client that was given TLSA records. Sources: RFC 6698 2.1 and 4.1, RFC 7671 5, RFC 7673 4.2.
#include <gtest/gtest.h>

#include "fakes/pki/tlsa.hpp"
#include "tests/unit/tls/handshake.hpp"

namespace {

using fakes::CertificateRequest;
using fakes::Issuer;
using gateway::DaneMatch;
using gateway::TlsaRecord;
using gateway::TlsState;
using gateway::TlsVersion;
using tls_test::Dialogue;
using tls_test::World;

TlsaRecord record(int usage, int selector, int type, const std::string& pem) {
  return {
      static_cast<std::uint8_t>(usage), static_cast<std::uint8_t>(selector),
      static_cast<std::uint8_t>(type),
      fakes::tlsa_data(pem, static_cast<std::uint8_t>(selector), static_cast<std::uint8_t>(type))};
}

CertificateRequest expired_of_nobody() {
  CertificateRequest request;
  request.dns_names = {"elsewhere.example"};
  request.issuer = Issuer::SelfSigned;
  request.not_after = fakes::kPkiExpired;
  request.purposes = {fakes::Purpose::CodeSigning};
  return request;
}

TEST(Dane, AnEndEntityRecordIsAllTheProofThereIs) {
  for (const int selector : {0, 1}) {
    for (const int type : {0, 1, 2}) {
      World world;
      world.server.credentials = world.pki.issue(expired_of_nobody());
      const std::string& pem = world.server.credentials->chain_pem;
      world.client_parameters.tlsa = {record(3, selector, type, pem)};

      const Dialogue dialogue = world.handshake();

      EXPECT_EQ(dialogue.client.state(), TlsState::Established) << selector << type;
      EXPECT_EQ(dialogue.client.peer_certificate().dane, DaneMatch::EndEntity);
    }
  }
}

TEST(Dane, AChainRecordLeavesTheNameToOthers) {
  for (const int usage : {0, 1, 2}) {
    World world;
    const bool of_issuer = usage != 1;
    const std::string pem =
        of_issuer ? world.pki.trusted_root_pem() : world.server.credentials->chain_pem;
    world.client_parameters.tlsa = {record(usage, 0, 0, pem)};

    const Dialogue dialogue = world.handshake();

    EXPECT_EQ(dialogue.client.state(), TlsState::Established) << dialogue.client.failure();
    EXPECT_EQ(dialogue.client.peer_certificate().dane, DaneMatch::Chain) << usage;
    EXPECT_EQ(dialogue.client.peer_certificate().chain_error, "");
  }
}

TEST(Dane, WithoutAMatchTheHandshakeIsAbortedThoughOnlyReportsWereAskedFor) {
  for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13}) {
    World world;
    world.limit_to(version);
    const auto other = world.pki.credentials(fakes::CertificateKind::Valid, "other.example");
    world.client_parameters.tlsa = {record(3, 1, 1, other->chain_pem)};

    const Dialogue dialogue = world.handshake();

    EXPECT_EQ(dialogue.client.state(), TlsState::Failed);
    ASSERT_TRUE(dialogue.client.alert());
    EXPECT_EQ(dialogue.client.alert()->direction, gateway::TlsAlert::Direction::Sent);
    EXPECT_NE(dialogue.client.dane_refusal(), "");
    EXPECT_EQ(dialogue.server.state(), TlsState::Failed);
  }
}

TEST(Dane, OneOfSeveralRecordsIsEnough) {
  World world;
  const auto other = world.pki.credentials(fakes::CertificateKind::Valid, "other.example");
  world.client_parameters.tlsa = {record(3, 1, 1, other->chain_pem),
                                  record(3, 1, 1, world.server.credentials->chain_pem)};

  EXPECT_EQ(world.handshake().client.state(), TlsState::Established);
}

TEST(Dane, DataThatIsNoCertificateIsAsGoodAsNoRecord) {
  World world;
  world.server.credentials = world.pki.issue(expired_of_nobody());
  world.client_parameters.tlsa = {{3, 0, 0, "no certificate at all"}};

  const Dialogue dialogue = world.handshake();

  EXPECT_EQ(dialogue.client.state(), TlsState::Established);
  EXPECT_EQ(dialogue.client.peer_certificate().dane, DaneMatch::NotAsked);
  EXPECT_NE(dialogue.client.peer_certificate().chain_error, "");
}

}  // namespace
