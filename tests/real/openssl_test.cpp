// OpenSSL's own client against the real program: what the simulation holds for true, another
// implementation's tool confirms. Sources: RFC 9325, RFC 6120 5, XEP-0368.
#include <gmock/gmock.h>

#include <memory>

#include "fakes/pki/pki.hpp"
#include "tests/real/gateway_process.hpp"

namespace real {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using Words = std::vector<std::string>;

constexpr const char* kConfiguration = R"(
domains: [contoso.example]
listen:
  - {address: "127.0.0.1:0"}
  - {address: "127.0.0.1:0", direct_tls: true}
certificate: chain.pem
private_key: key.pem
trust_anchors: ca.pem
revocation_lists: [list.pem]
partners:
  - {domain: fed.example, type: federated, tls: required, sasl: required, dialback: false}
)";

/// A stream that is closed as soon as it was opened: the answer holds the features.
constexpr const char* kStream =
    "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' "
    "from='fed.example' to='contoso.example' version='1.0'></stream:stream>\n";

class OpenSsl : public testing::Test {
 protected:
  OpenSsl() {
    const auto ours = *pki_.credentials(fakes::CertificateKind::Valid, "contoso.example");
    folder_.write("chain.pem", ours.chain_pem);
    folder_.write("key.pem", ours.private_key_pem);
    folder_.write("ca.pem", pki_.trusted_root_pem());
    write_partner("fed", {});
    const auto revoked = write_partner("revoked", "taken back");
    folder_.write("list.pem", pki_.revocation_list({revoked}, fakes::ListKind::Current));
    folder_.write("stream", kStream);
    gateway_ =
        std::make_unique<GatewayProcess>(folder_, folder_.write("gateway.yaml", kConfiguration));
  }

  gateway::Credentials write_partner(const std::string& name, const std::string& remark) {
    fakes::CertificateRequest request;
    request.dns_names = {"fed.example"};
    request.remark = remark;
    const gateway::Credentials credentials = pki_.issue(request);
    folder_.write(name + ".pem", credentials.chain_pem);
    folder_.write(name + ".key", credentials.private_key_pem);
    return credentials;
  }

  std::string client(const std::string& port, Words more, const std::string& input = "") const {
    Words command{"openssl",           "s_client", "-connect",
                  "127.0.0.1:" + port, "-CAfile",  folder_.path("ca.pem")};
    command.insert(command.end(), more.begin(), more.end());
    return output_of(command, input);
  }
  std::string plain_port() const { return std::to_string(gateway_->ports().at(0)); }
  std::string direct_port() const { return std::to_string(gateway_->ports().at(1)); }

  /// STARTTLS, the way OpenSSL knows it.
  std::string starttls(Words more) const {
    more.insert(more.begin(), {"-starttls", "xmpp-server", "-xmpphost", "contoso.example",
                               "-servername", "contoso.example"});
    return client(plain_port(), std::move(more));
  }
  std::string direct(Words more, const std::string& input = "") const {
    return client(direct_port(), std::move(more), input);
  }
  /// What a peer with this certificate reads.
  std::string features_for(const std::string& certificate) const {
    return direct({"-quiet", "-servername", "contoso.example", "-cert",
                   folder_.path(certificate + ".pem"), "-key", folder_.path(certificate + ".key")},
                  folder_.path("stream"));
  }

  fakes::Pki pki_{3};
  Folder folder_;
  std::unique_ptr<GatewayProcess> gateway_;
};

TEST_F(OpenSsl, NegotiatesTheNewestVersionAfterStartTls) {
  EXPECT_THAT(starttls({}),
              AllOf(HasSubstr("New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384"),
                    HasSubstr("Verify return code: 0 (ok)"), HasSubstr("Compression: NONE"),
                    HasSubstr("Early data was not sent"),
                    HasSubstr("Requested Signature Algorithms")));  // so a certificate is asked for
}

TEST_F(OpenSsl, NegotiatesTls12WithForwardSecrecyAndSecureRenegotiation) {
  EXPECT_THAT(
      starttls({"-tls1_2"}),
      AllOf(HasSubstr("New, TLSv1.2, Cipher is ECDHE-ECDSA-AES256-GCM-SHA384"),
            HasSubstr("Secure Renegotiation IS supported"), HasSubstr("Compression: NONE")));
}

TEST_F(OpenSsl, FindsNoCommonGroundWithOldVersions) {
  for (const char* const version : {"-tls1", "-tls1_1"}) {
    EXPECT_THAT(starttls({version, "-cipher", "ALL:@SECLEVEL=0"}),
                AllOf(HasSubstr("alert protocol version"), HasSubstr("Cipher is (NONE)")))
        << version;
  }
}

TEST_F(OpenSsl, FindsNoCommonGroundWithWeakSuites) {
  for (const char* const suites : {"eNULL", "aNULL", "kRSA", "AES128-SHA", "CAMELLIA", "SHA1"}) {
    EXPECT_THAT(starttls({"-tls1_2", "-cipher", std::string(suites) + ":@SECLEVEL=0"}),
                AllOf(HasSubstr("alert handshake failure"), HasSubstr("Cipher is (NONE)")))
        << suites;
  }
}

TEST_F(OpenSsl, IsServedOverDirectTls) {
  EXPECT_THAT(direct({"-servername", "contoso.example", "-alpn", "xmpp-server"}),
              AllOf(HasSubstr("ALPN protocol: xmpp-server"), HasSubstr("New, TLSv1.3")));
}

TEST_F(OpenSsl, IsRefusedForAnotherProtocolOrHost) {
  EXPECT_THAT(direct({"-servername", "contoso.example", "-alpn", "h2,xmpp-client"}),
              HasSubstr("alert no application protocol"));
  EXPECT_THAT(direct({"-servername", "not-hosted.example"}), HasSubstr("unrecognized name"));
  EXPECT_TRUE(gateway_->log_says("we sent the alert no_application_protocol"));
  EXPECT_TRUE(gateway_->log_says("we sent the alert unrecognized_name"));
}

TEST_F(OpenSsl, GetsNoTicketAndNoStatus) {
  EXPECT_THAT(starttls({"-status"}), HasSubstr("OCSP response: no response sent"));
  EXPECT_THAT(starttls({"-tls1_2"}), Not(HasSubstr("TLS session ticket:")));
  EXPECT_THAT(starttls({}), Not(HasSubstr("Post-Handshake New Session Ticket")));
}

TEST_F(OpenSsl, IsDisconnectedWhenItRenegotiates) {
  const std::string letter = folder_.write("renegotiate", "R\n");

  const std::string said = direct({"-tls1_2", "-servername", "contoso.example"}, letter);

  EXPECT_THAT(said, HasSubstr("RENEGOTIATING"));
  EXPECT_TRUE(gateway_->log_says("tried to renegotiate"));
}

TEST_F(OpenSsl, FindsExternalForItsCertificate) {
  EXPECT_THAT(features_for("fed"),
              AllOf(HasSubstr("<mechanism>EXTERNAL</mechanism>"), HasSubstr("to='fed.example'")));
}

TEST_F(OpenSsl, FindsNoExternalForARevokedCertificate) {
  EXPECT_THAT(features_for("revoked"),
              AllOf(Not(HasSubstr("EXTERNAL")), HasSubstr("policy-violation")));
  EXPECT_TRUE(gateway_->log_says("certificate revoked"));
}

TEST_F(OpenSsl, IsNoMatchForOctetsThatAreNoTls) {
  const std::string junk = folder_.write("junk", std::string(64, 'x') + "\n");
  EXPECT_EQ(output_of({"bash", "-c",
                       "exec 3<>/dev/tcp/127.0.0.1/" + direct_port() + "; cat <" + junk +
                           " >&3; timeout 5 cat <&3 | grep -c stream"}),
            "0\n");
  EXPECT_TRUE(gateway_->log_says("TLS failed"));
}

}  // namespace
}  // namespace real
