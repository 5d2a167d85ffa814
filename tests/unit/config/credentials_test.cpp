// The keys certificate, private_key, trust_anchors and revocation_lists.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/pki/pki.hpp"
#include "gateway/base/encoding.hpp"
#include "tests/unit/config/load.hpp"

namespace gateway {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class CredentialsOf : public testing::Test {
 protected:
  const fakes::Pki pki_{1};
  const Credentials ours_ =
      pki_.credentials(fakes::CertificateKind::Valid, "contoso.example").value();
  Files files_ = {{"chain.pem", ours_.chain_pem},
                  {"key.pem", ours_.private_key_pem},
                  {"ca.pem", pki_.trusted_root_pem()},
                  {"junk.pem", "this is not PEM"}};

  LoadedConfiguration load_with(const std::string& lines) {
    return load(
        "domains: [contoso.example]\n"
        "listen: [{address: \"127.0.0.1:5270\", direct_tls: true}]\n" +
            lines,
        files_);
  }
};

TEST_F(CredentialsOf, TheGatewayAreReadFromTheirFiles) {
  const LoadedConfiguration loaded =
      load_with("certificate: chain.pem\nprivate_key: key.pem\ntrust_anchors: ca.pem\n");

  EXPECT_THAT(found(loaded), IsEmpty());
  ASSERT_TRUE(loaded.configuration);
  EXPECT_EQ(loaded.configuration->credentials, ours_);
  EXPECT_EQ(loaded.configuration->trust_anchors_pem, pki_.trusted_root_pem());
  ASSERT_EQ(loaded.configuration->listeners.size(), 1U);
  EXPECT_EQ(loaded.configuration->listeners[0].kind, ListenerKind::DirectTls);
}

TEST_F(CredentialsOf, OneHalfIsAnError) {
  EXPECT_THAT(found(load_with("certificate: chain.pem\n")), ElementsAre("3:14 missing-key"));
  EXPECT_THAT(found(load_with("private_key: key.pem\n")), ElementsAre("3:14 missing-key"));
}

TEST_F(CredentialsOf, AnUnreadableFileIsAnErrorAtItsName) {
  EXPECT_THAT(found(load_with("certificate: chain.pem\nprivate_key: nowhere.pem\n")),
              ElementsAre("4:14 unreadable-file"));
}

TEST_F(CredentialsOf, AKeyThatDoesNotFitIsAnError) {
  files_["key.pem"] =
      pki_.credentials(fakes::CertificateKind::Valid, "other.example")->private_key_pem;

  EXPECT_THAT(found(load_with("certificate: chain.pem\nprivate_key: key.pem\n")),
              ElementsAre("4:14 key-mismatch"));
}

TEST_F(CredentialsOf, WhatIsNotPemIsAnErrorAtItsKey) {
  EXPECT_THAT(found(load_with("certificate: junk.pem\nprivate_key: key.pem\n")),
              ElementsAre("3:14 bad-certificate"));
  EXPECT_THAT(found(load_with("certificate: chain.pem\nprivate_key: junk.pem\n")),
              ElementsAre("4:14 bad-private-key"));
  EXPECT_THAT(found(load_with("trust_anchors: junk.pem\n")), ElementsAre("3:16 bad-trust-anchors"));
}

TEST_F(CredentialsOf, ListsOfRevokedCertificatesAreReadInPemAndDer) {
  const std::string pem = pki_.revocation_list({ours_}, fakes::ListKind::Current);
  const std::string body = pem.substr(pem.find('\n') + 1);
  std::string text = body.substr(0, body.find("-----"));
  std::erase(text, '\n');
  files_["list.pem"] = pem;
  files_["list.crl"] = base64_decode(text).value();

  const LoadedConfiguration loaded = load_with("revocation_lists: [list.pem, list.crl]\n");

  EXPECT_THAT(found(loaded), IsEmpty());
  ASSERT_TRUE(loaded.configuration);
  EXPECT_EQ(loaded.configuration->tls_material().revocation_lists.size(), 2U);
}

TEST_F(CredentialsOf, AListThatCannotBeUsedIsAnErrorAtItsName) {
  EXPECT_THAT(found(load_with("revocation_lists: [junk.pem, nowhere.crl]\n")),
              ElementsAre("3:20 bad-revocation-list", "3:30 unreadable-file"));
}

}  // namespace
}  // namespace gateway
