// How the pool finds us, and what it must show.
#include "gateway/core/local_parts.hpp"

#include <gtest/gtest.h>

namespace gateway {
namespace {

TEST(SipContact, SaysHowToReachUs) {
  sip::AgentSettings pool;
  pool.host = "edge.contoso.example";
  pool.local.port = 5060;

  pool.transport = sip::Transport::Udp;
  EXPECT_EQ(sip_contact_of(pool), "sip:edge.contoso.example:5060");
  pool.transport = sip::Transport::Tcp;
  EXPECT_EQ(sip_contact_of(pool), "sip:edge.contoso.example:5060;transport=tcp");
  pool.transport = sip::Transport::Tls;
  EXPECT_EQ(sip_contact_of(pool), "sip:edge.contoso.example:5060;transport=tls");
}

// RFC 3261 26.3.1: proved both ways; by which name, the agent judges.
TEST(SipTls, AsksForACertificateAndShowsOne) {
  const TlsMaterial material{Credentials{"chain", "key"}, "anchors", {"crl"}, {"contoso.example"}};

  for (const TlsSettings& settings :
       {sip_server_tls_settings(material), sip_client_tls_settings(material)}) {
    EXPECT_EQ(settings.verification, PeerVerification::Report);
    EXPECT_TRUE(settings.request_client_certificate);
    EXPECT_EQ(settings.trust_anchors_pem, "anchors");
    EXPECT_EQ(settings.revocation_lists, material.revocation_lists);
    EXPECT_TRUE(settings.credentials);
    EXPECT_TRUE(settings.alpn.empty());
    EXPECT_TRUE(settings.server_names.empty());
  }
  EXPECT_EQ(sip_server_tls_settings(material).role, TlsRole::Server);
  EXPECT_EQ(sip_client_tls_settings(material).role, TlsRole::Client);
}

}  // namespace
}  // namespace gateway
