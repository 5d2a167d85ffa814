// Judging the peer's certificate, reported or enforced. Sources: RFC 8446 4.4.2.4 and 6.2, RFC 5246
// 7.2.2 and 7.4.6, RFC 5280 6, XEP-0178 (serverAuth only), RFC 9325 4 (weak keys).
#include <gmock/gmock.h>

#include "tests/unit/tls/handshake.hpp"

namespace {

using fakes::CertificateKind;
using fakes::CertificateRequest;
using fakes::ChainShape;
using fakes::Issuer;
using gateway::PeerVerification;
using gateway::TlsAlert;
using gateway::TlsState;
using gateway::TlsVersion;
using testing::ElementsAre;
using testing::HasSubstr;
using tls_test::Dialogue;
using tls_test::kToday;
using tls_test::World;

CertificateRequest request_for(const std::string& name) {
  CertificateRequest request;
  request.dns_names = {name};
  return request;
}

/// What the client reports about a server that shows this certificate.
gateway::PeerCertificate reported(const CertificateRequest& request) {
  World world;
  world.server.credentials = world.pki.issue(request);
  const Dialogue dialogue = world.handshake();
  EXPECT_EQ(dialogue.client.state(), TlsState::Established) << dialogue.client.failure();
  EXPECT_EQ(dialogue.server.state(), TlsState::Established) << dialogue.server.failure();
  return dialogue.client.peer_certificate();
}

/// The alert with which an enforcing client refuses it; checked on both sides.
std::string refusal(const CertificateRequest& request, TlsVersion version = TlsVersion::Tls13) {
  World world;
  world.limit_to(version);
  world.client.verification = PeerVerification::Enforce;
  world.client_parameters.expected_name = "fed.example";
  world.server.credentials = world.pki.issue(request);
  const Dialogue dialogue = world.handshake();
  if (!dialogue.client.alert()) return "accepted";
  EXPECT_EQ(dialogue.client.state(), TlsState::Failed);
  EXPECT_EQ(dialogue.client.alert()->direction, TlsAlert::Direction::Sent);
  EXPECT_EQ(dialogue.server.state(), TlsState::Failed);
  EXPECT_EQ(dialogue.server.alert().value().direction, TlsAlert::Direction::Received);
  EXPECT_EQ(dialogue.server.alert().value().name, dialogue.client.alert()->name);
  return dialogue.client.alert()->name;
}

TEST(Report, TellsBothSidesWhatTheOtherPresented) {
  World world;

  const Dialogue dialogue = world.handshake();

  const gateway::PeerCertificate& server = dialogue.client.peer_certificate();
  EXPECT_TRUE(server.presented);
  EXPECT_EQ(server.chain_error, "");
  EXPECT_THAT(server.dns_names, ElementsAre("fed.example", "*.fed.example"));
  EXPECT_THAT(server.subject, HasSubstr("CN=fed.example"));
  EXPECT_THAT(server.issuer, HasSubstr("trusted root"));
  EXPECT_EQ(server.not_before, fakes::kPkiNotBefore);
  EXPECT_EQ(server.not_after, fakes::kPkiNotAfter);
  EXPECT_EQ(server.sha256.size(), 64U);
  EXPECT_THAT(dialogue.server.peer_certificate().dns_names,
              ElementsAre("contoso.example", "*.contoso.example"));
  EXPECT_EQ(dialogue.server.peer_certificate().chain_error, "");
}

TEST(Report, KnowsNothingBeforeTheHandshakeIsComplete) {
  World world;
  Dialogue dialogue = world.dialogue();
  dialogue.start();
  EXPECT_FALSE(dialogue.client.peer_certificate().presented);

  dialogue.exchange();

  EXPECT_TRUE(dialogue.client.peer_certificate().presented);
}

TEST(Report, NamesTheReasonAndLetsTheHandshakeGoOn) {
  CertificateRequest untrusted = request_for("fed.example"), expired = untrusted, early = untrusted,
                     self_signed = untrusted, no_intermediate = untrusted, false_ca = untrusted;
  untrusted.issuer = Issuer::Untrusted;
  self_signed.issuer = Issuer::SelfSigned;
  expired.not_after = kToday - std::chrono::seconds(1);
  early.not_before = kToday + std::chrono::seconds(1);
  no_intermediate.chain = ChainShape::IntermediateMissing;
  false_ca.chain = ChainShape::IntermediateIsNoCa;

  EXPECT_THAT(reported(untrusted).chain_error, HasSubstr("unable to get local issuer"));
  EXPECT_THAT(reported(self_signed).chain_error, HasSubstr("self-signed"));
  EXPECT_THAT(reported(expired).chain_error, HasSubstr("expired"));
  EXPECT_THAT(reported(early).chain_error, HasSubstr("not yet valid"));
  EXPECT_THAT(reported(no_intermediate).chain_error, HasSubstr("unable to get local issuer"));
  EXPECT_THAT(reported(false_ca).chain_error, HasSubstr("CA"));
}

TEST(Report, JudgesAtTheTimeItIsGiven) {
  CertificateRequest request = request_for("fed.example");
  request.not_before = kToday;
  // RFC 5280 4.1.2.5 counts notAfter itself as valid; OpenSSL stops one second earlier.
  request.not_after = kToday + std::chrono::seconds(1);

  EXPECT_EQ(reported(request).chain_error, "");
}

TEST(Report, DistrustsWeakKeysAndDigestsButStillReadsThem) {
  CertificateRequest weak_key = request_for("fed.example"), weak_digest = weak_key;
  weak_key.key = fakes::KeyKind::Rsa1024;
  weak_digest.digest = fakes::Digest::Sha1;

  EXPECT_THAT(reported(weak_key).chain_error, HasSubstr("key too weak"));
  EXPECT_THAT(reported(weak_digest).chain_error, HasSubstr("too weak"));
  EXPECT_THAT(reported(weak_digest).dns_names, ElementsAre("fed.example"));
}

TEST(Report, AcceptsAChainThroughAnIntermediateAndAnRsaKey) {
  CertificateRequest request = request_for("fed.example");
  request.chain = ChainShape::Intermediate;
  request.key = fakes::KeyKind::Rsa2048;

  EXPECT_EQ(reported(request).chain_error, "");
}

TEST(Report, TrustsWhatIsListedSelfSignedOrNot) {
  World world;
  CertificateRequest self_signed = request_for("fed.example");
  self_signed.issuer = Issuer::SelfSigned;
  world.server.credentials = world.pki.issue(self_signed);
  world.client.trust_anchors_pem = world.server.credentials->chain_pem;

  EXPECT_EQ(world.handshake().client.peer_certificate().chain_error, "");
}

TEST(Report, TrustsNothingWithoutAnchors) {
  World world;
  world.client.trust_anchors_pem = "";

  EXPECT_NE(world.handshake().client.peer_certificate().chain_error, "");
}

TEST(Report, AClientWithoutCertificateIsLetIn) {
  for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13}) {
    World world;
    world.limit_to(version);
    world.client.credentials.reset();

    const Dialogue dialogue = world.handshake();

    EXPECT_EQ(dialogue.server.state(), TlsState::Established);
    EXPECT_FALSE(dialogue.server.peer_certificate().presented);
    EXPECT_NE(dialogue.server.peer_certificate().chain_error, "");
  }
}

TEST(Report, AServerThatDoesNotAskSeesNoCertificate) {
  World world;
  world.server.request_client_certificate = false;

  EXPECT_FALSE(world.handshake().server.peer_certificate().presented);
}

TEST(Report, AcceptsFromAClientACertificateForServersOnly) {
  World world;
  CertificateRequest request = request_for("contoso.example");
  request.purposes = {fakes::Purpose::ServerAuth};
  world.client.credentials = world.pki.issue(request);
  world.server.verification = PeerVerification::Enforce;

  const Dialogue dialogue = world.handshake();

  EXPECT_EQ(dialogue.server.state(), TlsState::Established);
  EXPECT_EQ(dialogue.server.peer_certificate().chain_error, "");
}

TEST(Report, AcceptsACertificateWithoutPurposes) {
  CertificateRequest request = request_for("fed.example");
  request.purposes = {};

  EXPECT_EQ(reported(request).chain_error, "");
}

TEST(Report, DistrustsACertificateForAnotherPurpose) {
  CertificateRequest code = request_for("fed.example"), client_only = code;
  code.purposes = {fakes::Purpose::CodeSigning};
  client_only.purposes = {fakes::Purpose::ClientAuth};

  EXPECT_THAT(reported(code).chain_error, HasSubstr("purpose"));
  EXPECT_THAT(reported(client_only).chain_error, HasSubstr("purpose"));  // of a server
}

TEST(Report, DistrustsAClientsCertificateForAnotherPurpose) {
  for (const bool for_clients : {true, false}) {
    World world;
    CertificateRequest request = request_for("contoso.example");
    request.purposes = {for_clients ? fakes::Purpose::ClientAuth : fakes::Purpose::CodeSigning};
    world.client.credentials = world.pki.issue(request);

    EXPECT_EQ(world.handshake().server.peer_certificate().chain_error.empty(), for_clients);
  }
}

// RFC 6120 13.7.2, step 4, with 13.7.1.1.
TEST(Report, DistrustsALeafThatIsAnAuthority) {
  CertificateRequest request = request_for("fed.example");
  request.is_ca = true;

  EXPECT_THAT(reported(request).chain_error, HasSubstr("non-CA"));
}

TEST(Report, TrustsAListedCertificateThatSaysItIsAnAuthority) {
  World world;
  CertificateRequest request = request_for("fed.example");
  request.issuer = Issuer::SelfSigned;
  request.is_ca = true;
  world.server.credentials = world.pki.issue(request);
  world.client.trust_anchors_pem = world.server.credentials->chain_pem;

  EXPECT_EQ(world.handshake().client.peer_certificate().chain_error, "");
}

TEST(Report, DistrustsWhatItsIntermediateMayNotSay) {
  CertificateRequest expired = request_for("fed.example"), constrained = expired,
                     permitted = request_for("chat.elsewhere.example");
  expired.chain = ChainShape::IntermediateExpired;
  constrained.chain = ChainShape::IntermediateConstrained;
  permitted.chain = ChainShape::IntermediateConstrained;

  EXPECT_THAT(reported(expired).chain_error, HasSubstr("expired"));
  EXPECT_THAT(reported(constrained).chain_error, HasSubstr("permitted subtree"));
  EXPECT_EQ(reported(permitted).chain_error, "");
}

TEST(Report, ReadsEveryKindOfNameAndKeepsANul) {
  using namespace std::string_literals;
  CertificateRequest request = request_for("fed.example\0.evil.example"s);
  request.srv_names = {"_xmpp-server.fed.example", "_xmpp-client.fed.example"};
  request.xmpp_addresses = {
      "b\xc3\xbc"
      "cher.example"};
  request.other_names = {{"1.3.6.1.4.1.311.20.2.3", "user@fed.example"}};
  request.uris = {"sip:fed.example"};

  const gateway::PeerCertificate certificate = reported(request);

  EXPECT_THAT(certificate.dns_names, ElementsAre("fed.example\0.evil.example"s));
  EXPECT_THAT(certificate.uris, ElementsAre("sip:fed.example"));
  EXPECT_THAT(certificate.srv_names,
              ElementsAre("_xmpp-server.fed.example", "_xmpp-client.fed.example"));
  EXPECT_THAT(certificate.xmpp_addresses, ElementsAre("b\xc3\xbc"
                                                      "cher.example"));
}

TEST(Enforce, AcceptsACertificateThatIsRight) {
  EXPECT_EQ(refusal(request_for("fed.example")), "accepted");
  EXPECT_EQ(refusal(request_for("fed.example"), TlsVersion::Tls12), "accepted");
}

TEST(Enforce, AcceptsAWildcardForOneLabelOnly) {
  World world;
  world.server.credentials = world.pki.issue(request_for("*.fed.example"));
  world.client.verification = PeerVerification::Enforce;

  world.client_parameters.expected_name = "chat.fed.example";
  EXPECT_EQ(world.handshake().client.state(), TlsState::Established);
  world.client_parameters.expected_name = "a.chat.fed.example";
  EXPECT_EQ(world.handshake().client.alert().value().name, "bad_certificate");
}

TEST(Enforce, SendsTheAlertThatFits) {
  for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13}) {
    CertificateRequest untrusted = request_for("fed.example"), expired = untrusted,
                       self_signed = untrusted, other_name = request_for("other.example"),
                       name_in_cn = other_name, code_signing = untrusted;
    code_signing.purposes = {fakes::Purpose::CodeSigning};
    untrusted.issuer = Issuer::Untrusted;
    self_signed.issuer = Issuer::SelfSigned;
    expired.not_after = kToday - std::chrono::seconds(1);
    name_in_cn.dns_names.clear();
    name_in_cn.common_name = "fed.example";

    EXPECT_EQ(refusal(untrusted, version), "unknown_ca");
    EXPECT_EQ(refusal(self_signed, version), "unknown_ca");
    EXPECT_EQ(refusal(expired, version), "certificate_expired");
    EXPECT_EQ(refusal(other_name, version), "bad_certificate");
    EXPECT_EQ(refusal(name_in_cn, version), "bad_certificate");
    EXPECT_EQ(refusal(code_signing, version), "unsupported_certificate");
  }
}

TEST(Enforce, RefusesAClientWithoutCertificate) {
  World world;
  world.client.credentials.reset();
  world.server.verification = PeerVerification::Enforce;

  const Dialogue newer = world.handshake();
  world.limit_to(TlsVersion::Tls12);
  const Dialogue older = world.handshake();

  EXPECT_EQ(newer.server.alert().value().name, "certificate_required");  // RFC 8446 4.4.2.4
  EXPECT_EQ(newer.server.alert()->direction, TlsAlert::Direction::Sent);
  EXPECT_EQ(newer.client.state(), TlsState::Failed);
  EXPECT_EQ(newer.client.alert().value().code, 116);
  EXPECT_EQ(older.server.alert().value().name, "handshake_failure");  // RFC 5246 7.4.6
}

TEST(Enforce, RefusesAClientNobodyVouchesFor) {
  World world;
  world.client.credentials = world.pki.credentials(CertificateKind::Invalid, "contoso.example");
  world.server.verification = PeerVerification::Enforce;

  const Dialogue dialogue = world.handshake();

  EXPECT_EQ(dialogue.server.alert().value().name, "unknown_ca");
  EXPECT_EQ(dialogue.client.alert().value().name, "unknown_ca");
  EXPECT_EQ(dialogue.client.alert()->direction, TlsAlert::Direction::Received);
}

TEST(Enforce, ChecksTheNameOfAClientIfOneIsExpected) {
  World world;
  world.server.verification = PeerVerification::Enforce;
  world.server_parameters.expected_name = "contoso.example";
  EXPECT_EQ(world.handshake().server.state(), TlsState::Established);

  world.server_parameters.expected_name = "fabrikam.example";
  EXPECT_EQ(world.handshake().server.alert().value().name, "bad_certificate");
}

}  // namespace
