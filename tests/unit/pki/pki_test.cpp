// The test authority: the same seed mints the same, and what it mints says what was asked for.
#include "fakes/pki/pki.hpp"

#include <gmock/gmock.h>

#include "fakes/pki/seeded_entropy.hpp"
#include "gateway/tls/certificate_reader.hpp"
#include "gateway/tls/pem.hpp"

namespace {

using fakes::CertificateKind;
using fakes::CertificateRequest;
using fakes::ChainShape;
using fakes::Issuer;
using fakes::Pki;
using fakes::SeededEntropy;
using testing::ElementsAre;
using testing::HasSubstr;

CertificateRequest request_for(const std::string& name) {
  CertificateRequest request;
  request.dns_names = {name};
  return request;
}

int certificates_in(const std::string& pem) {
  const auto stack = gateway::read_certificates(nullptr, pem);
  return stack ? sk_X509_num(stack->get()) : -1;
}

gateway::PeerCertificate leaf_of(const gateway::Credentials& credentials) {
  const auto stack = gateway::read_certificates(nullptr, credentials.chain_pem);
  return gateway::read_certificate(sk_X509_value(stack->get(), 0));
}

std::string draw(SeededEntropy& entropy, std::size_t count) {
  std::string octets(count, '\0');
  entropy.fill({reinterpret_cast<std::uint8_t*>(octets.data()), octets.size()});
  return octets;
}

TEST(Pki, MintsTheSameForTheSameSeedInAnyOrder) {
  CertificateRequest rsa = request_for("rsa.example"), chained = request_for("chain.example");
  rsa.key = fakes::KeyKind::Rsa1024;
  chained.chain = ChainShape::Intermediate;
  const Pki one(1), two(1);

  const auto rsa_first = one.issue(rsa);
  const auto chained_second = one.issue(chained);
  const auto chained_first = two.issue(chained);
  const auto rsa_second = two.issue(rsa);

  EXPECT_EQ(one.trusted_root_pem(), two.trusted_root_pem());
  EXPECT_EQ(one.untrusted_root_pem(), two.untrusted_root_pem());
  EXPECT_EQ(rsa_first, rsa_second);
  EXPECT_EQ(chained_first, chained_second);
}

TEST(Pki, MintsOtherKeysForAnotherSeedOrRequest) {
  const Pki one(1), two(2);

  EXPECT_NE(one.trusted_root_pem(), two.trusted_root_pem());
  EXPECT_NE(one.issue(request_for("a.example")).private_key_pem,
            two.issue(request_for("a.example")).private_key_pem);
  EXPECT_NE(one.issue(request_for("a.example")).private_key_pem,
            one.issue(request_for("b.example")).private_key_pem);
}

TEST(Pki, GivesTheRightNamesForEveryKind) {
  const Pki pki(1);

  EXPECT_FALSE(pki.credentials(CertificateKind::None, "fed.example"));
  const auto valid = leaf_of(pki.credentials(CertificateKind::Valid, "fed.example").value());
  const auto invalid = leaf_of(pki.credentials(CertificateKind::Invalid, "fed.example").value());
  EXPECT_THAT(valid.dns_names, ElementsAre("fed.example", "*.fed.example"));
  EXPECT_THAT(invalid.dns_names, ElementsAre("fed.example", "*.fed.example"));
  EXPECT_THAT(valid.issuer, HasSubstr("CN=trusted root"));
  EXPECT_THAT(invalid.issuer, HasSubstr("CN=untrusted root"));
}

TEST(Pki, SendsTheIntermediateOrKeepsItBack) {
  const Pki pki(1);
  CertificateRequest with = request_for("fed.example"), without = with;
  with.chain = ChainShape::Intermediate;
  without.chain = ChainShape::IntermediateMissing;

  EXPECT_EQ(certificates_in(pki.issue(request_for("fed.example")).chain_pem), 1);
  EXPECT_EQ(certificates_in(pki.issue(with).chain_pem), 2);
  EXPECT_EQ(certificates_in(pki.issue(without).chain_pem), 1);
  EXPECT_EQ(leaf_of(pki.issue(with)).issuer, leaf_of(pki.issue(without)).issuer);
}

TEST(Pki, WritesWhatWasAskedFor) {
  const Pki pki(1);
  CertificateRequest request = request_for("fed.example");
  request.common_name = "Federation";
  request.issuer = Issuer::SelfSigned;
  request.srv_names = {"_xmpp-server.fed.example"};
  request.not_before = fakes::kPkiNotBefore + std::chrono::hours(24);
  request.not_after = fakes::kPkiNotBefore + std::chrono::hours(48);

  const auto leaf = leaf_of(pki.issue(request));

  EXPECT_EQ(leaf.subject, leaf.issuer);
  EXPECT_THAT(leaf.subject, HasSubstr("CN=Federation"));
  EXPECT_THAT(leaf.srv_names, ElementsAre("_xmpp-server.fed.example"));
  EXPECT_EQ(leaf.not_before, request.not_before);
  EXPECT_EQ(leaf.not_after, request.not_after);
}

TEST(SeededEntropy, RepeatsForASeedAndDiffersBetweenStreams) {
  SeededEntropy a(5), same(5), other_seed(6), other_stream(5, "partner");

  const std::string octets = draw(a, 32);

  EXPECT_EQ(octets, draw(same, 32));
  EXPECT_NE(octets, draw(other_seed, 32));
  EXPECT_NE(octets, draw(other_stream, 32));
}

TEST(SeededEntropy, GivesTheSameOctetsHoweverTheyAreAskedFor) {
  SeededEntropy whole(5), parts(5);

  const std::string octets = draw(whole, 21);

  std::string joined;
  for (const std::size_t count : {3U, 1U, 17U}) joined += draw(parts, count);
  EXPECT_EQ(octets, joined);
}

TEST(SeededEntropy, ACopyGoesOnFromWhereTheOriginalStands) {
  SeededEntropy original(5);
  draw(original, 11);

  SeededEntropy copy = original;

  EXPECT_EQ(draw(original, 20), draw(copy, 20));
}

}  // namespace
