// Stapled OCSP responses and lists of revoked certificates: what is believed, and what comes of it.
// Sources: RFC 6960 3.2 and 4.2.2.2, RFC 5280 6.3, RFC 7633, RFC 6120 13.7.2.3.
#include <gmock/gmock.h>

#include "tests/unit/tls/handshake.hpp"

namespace {

using fakes::CertificateRequest;
using fakes::ListKind;
using fakes::StatusKind;
using gateway::PeerVerification;
using gateway::TlsState;
using gateway::TlsVersion;
using testing::HasSubstr;
using tls_test::Dialogue;
using tls_test::kToday;
using tls_test::World;

/// What a client reports about a server that staples this, or nothing.
gateway::PeerCertificate stapled(std::optional<StatusKind> kind, CertificateRequest request = {},
                                 TlsVersion version = TlsVersion::Tls13) {
  World world;
  world.limit_to(version);
  request.dns_names = {"fed.example"};
  world.server.credentials = world.pki.issue(request);
  if (kind) world.server.ocsp_response = world.pki.ocsp_response(*world.server.credentials, *kind);
  const Dialogue dialogue = world.handshake();
  EXPECT_EQ(dialogue.client.state(), TlsState::Established) << dialogue.client.failure();
  return dialogue.client.peer_certificate();
}

std::string fault(StatusKind kind) { return stapled(kind).chain_error; }

TEST(StapledStatus, IsBelievedWhereItIsGood) {
  for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13}) {
    EXPECT_EQ(stapled(StatusKind::Good, {}, version).chain_error, "");
    EXPECT_EQ(stapled(StatusKind::GoodByDelegate, {}, version).chain_error, "");
  }
}

TEST(StapledStatus, LeavesACertificateThatProvesNothingWhereItIsNot) {
  EXPECT_THAT(fault(StatusKind::Revoked), HasSubstr("revoked"));
  EXPECT_THAT(stapled(StatusKind::Revoked, {}, TlsVersion::Tls12).chain_error,
              HasSubstr("revoked"));
  EXPECT_THAT(fault(StatusKind::Unknown), HasSubstr("does not know"));
  EXPECT_THAT(fault(StatusKind::Expired), HasSubstr("has expired"));
  EXPECT_THAT(fault(StatusKind::NotYetValid), HasSubstr("not valid yet"));
  EXPECT_THAT(fault(StatusKind::GoodOfOther), HasSubstr("another certificate"));
  EXPECT_THAT(fault(StatusKind::Malformed), HasSubstr("malformed"));
}

TEST(StapledStatus, CountsOnlyFromWhomTheAuthorityNamed) {
  EXPECT_THAT(fault(StatusKind::GoodByStranger), HasSubstr("not signed"));
  EXPECT_THAT(fault(StatusKind::GoodByWrongDelegate), HasSubstr("not signed"));
}

TEST(StapledStatus, DecidesNothingWhereThereIsNone) {
  EXPECT_EQ(stapled(std::nullopt).chain_error, "");
  EXPECT_EQ(fault(StatusKind::TryLater), "");
}

TEST(StapledStatus, IsDemandedByACertificateThatAsksForIt) {
  CertificateRequest request;
  request.must_staple = true;

  EXPECT_THAT(stapled(std::nullopt, request).chain_error, HasSubstr("must-staple"));
  EXPECT_THAT(stapled(StatusKind::TryLater, request).chain_error, HasSubstr("must-staple"));
  EXPECT_EQ(stapled(StatusKind::Good, request).chain_error, "");
}

TEST(StapledStatus, EndsTheHandshakeOfWhoEnforces) {
  World world;
  world.client.verification = PeerVerification::Enforce;
  world.server.ocsp_response =
      world.pki.ocsp_response(*world.server.credentials, StatusKind::Revoked);

  const Dialogue dialogue = world.handshake();

  ASSERT_TRUE(dialogue.client.alert());
  EXPECT_EQ(dialogue.client.alert()->name, "bad_certificate_status_response");
}

TEST(PeerCertificate, IsValidUntilTheFirstOfItsChainOrItsStatusExpires) {
  CertificateRequest chained;
  chained.chain = fakes::ChainShape::IntermediateExpiresShortly;

  EXPECT_EQ(stapled(std::nullopt).valid_until, fakes::kPkiNotAfter);
  EXPECT_EQ(stapled(std::nullopt, chained).valid_until, fakes::kPkiShortly);
  EXPECT_EQ(stapled(StatusKind::GoodUntilShortly).valid_until, fakes::kPkiShortly);
}

/// What a server reports about a client, and a client about a server, that stands on such a list.
std::vector<std::string> listed(ListKind kind) {
  World world;
  const std::string list =
      world.pki.revocation_list({*world.client.credentials, *world.server.credentials}, kind);
  world.client.revocation_lists = world.server.revocation_lists = {list};
  const Dialogue dialogue = world.handshake();
  return {dialogue.client.peer_certificate().chain_error,
          dialogue.server.peer_certificate().chain_error};
}

TEST(RevocationList, RevokesInBothDirections) {
  EXPECT_THAT(listed(ListKind::Current), testing::Each(HasSubstr("revoked")));
}

TEST(RevocationList, GoesOnRevokingWhenItIsOutOfDate) {
  EXPECT_THAT(listed(ListKind::Expired), testing::Each(HasSubstr("revoked")));
}

TEST(RevocationList, SaysNothingIfItsAuthorityDidNotSignIt) {
  EXPECT_THAT(listed(ListKind::Forged), testing::Each(testing::IsEmpty()));
}

TEST(RevocationList, LeavesAloneWhoIsNotOnIt) {
  for (const ListKind kind : {ListKind::Current, ListKind::Expired, ListKind::Forged}) {
    World world;
    world.client.revocation_lists = {world.pki.revocation_list({}, kind)};
    const Dialogue dialogue = world.handshake();
    EXPECT_EQ(dialogue.client.peer_certificate().chain_error, "");
  }
}

TEST(RevocationList, OfAnotherAuthorityDecidesNothing) {
  World world;
  world.client.trust_anchors_pem += world.pki.untrusted_root_pem();
  CertificateRequest request;
  request.dns_names = {"fed.example"};
  request.issuer = fakes::Issuer::Untrusted;
  world.server.credentials = world.pki.issue(request);
  world.client.revocation_lists = {world.pki.revocation_list({}, ListKind::Current)};

  const Dialogue dialogue = world.handshake();

  EXPECT_EQ(dialogue.client.peer_certificate().chain_error, "");
}

TEST(RevocationList, ThatCannotBeReadIsAnError) {
  World world;
  world.client.revocation_lists = {"no list"};
  EXPECT_EQ(gateway::check_pem(world.client).error().code, "bad-revocation-list");
  world.client.revocation_lists = {"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n"};
  EXPECT_EQ(gateway::check_pem(world.client).error().code, "bad-revocation-list");
  EXPECT_EQ(gateway::TlsContext::create(world.crypto, world.client).error().code,
            "bad-revocation-list");
}

TEST(ServerName, OfAnotherHostEndsTheHandshake) {
  World world;
  world.server.server_names = {"other.example"};

  const Dialogue dialogue = world.handshake();

  ASSERT_TRUE(dialogue.client.alert());
  EXPECT_EQ(dialogue.client.alert()->name, "unrecognized_name");
}

TEST(ServerName, IsComparedWithoutCaseAndMayBeMissing) {
  for (const char* const asked : {"FED.example", ""}) {
    World world;
    world.server.server_names = {"other.example", "fed.example"};
    world.client_parameters.server_name = asked;
    EXPECT_EQ(world.handshake().client.state(), TlsState::Established);
  }
}

TEST(Renegotiation, EndsTheConnectionWhoeverTries) {
  for (const bool by_client : {true, false}) {
    World world;
    world.limit_to(TlsVersion::Tls12);
    Dialogue dialogue = world.handshake();
    gateway::TlsEngine& trying = by_client ? dialogue.client : dialogue.server;
    const gateway::TlsEngine& refusing = by_client ? dialogue.server : dialogue.client;

    trying.renegotiate();
    dialogue.exchange();

    EXPECT_EQ(refusing.state(), TlsState::Failed);
    EXPECT_THAT(refusing.failure(), HasSubstr("renegotiate"));
  }
}

TEST(Messages, PassBeforeWhoeverWatches) {
  World world;
  std::string types;
  world.client_parameters.on_message = [&](const gateway::TlsMessage& message) {
    if (!message.is_alert) types += std::to_string(static_cast<int>(message.octets[0])) + " ";
  };

  world.handshake();

  EXPECT_EQ(types, "1 2 8 13 11 15 20 11 15 20 ");  // RFC 8446 4: hello to finished, both ways
}

}  // namespace
