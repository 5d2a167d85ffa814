// SIPp, a SIP implementation of others, against the real program over UDP and TCP: what the fake
// pool holds for true, another tool confirms. Scenarios and their sources: tests/real/sipp.
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>

#include "tests/real/gateway_process.hpp"

namespace real {
namespace {

using testing::HasSubstr;

/// A port that was free a moment ago: SIPp must be where the gateway's configuration says.
std::uint16_t free_port() {
  const int udp = ::socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof where;
  const bool bound = ::bind(udp, reinterpret_cast<sockaddr*>(&where), size) == 0 &&
                     ::getsockname(udp, reinterpret_cast<sockaddr*>(&where), &size) == 0;
  ::close(udp);
  return bound ? ntohs(where.sin_port) : 0;
}

class Sipp : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    gateway_ = std::make_unique<GatewayProcess>(
        folder_, folder_.write("gateway.yaml",
                               "domains: [contoso.example]\n"
                               "listen: []\n"
                               "store: {file: gateway.db}\n"
                               "access: {global: {federation: true, xmpp: true}}\n"
                               "users: [{address: alice@contoso.example}]\n"
                               "partners: [{domain: fed.example, type: federated}]\n"
                               "pool:\n"
                               "  address: 127.0.0.1:" +
                                   std::to_string(port_) + "\n  transport: " + GetParam() +
                                   "\n  listen: 127.0.0.1:0\n  host: localhost\n"));
  }

  std::string play(const std::string& scenario) const {
    const std::string transport = GetParam() == std::string("udp") ? "u1" : "t1";
    return output_of(
        {"sh", "-c",
         "cd " + folder_.path(".") +
             " && TERM=dumb sipp -sf " S2SPEC_SOURCE_DIR "/tests/real/sipp/" + scenario +
             ".xml -m 1 -nostdin -timeout 8 "
             "-timeout_error -recv_timeout 5000 -i 127.0.0.1 -p " +
             std::to_string(port_) + " -t " + transport +
             " 127.0.0.1:" + std::to_string(gateway_->ports().at(0)) + "; echo status=$?"},
        "", 20);
  }

  std::uint16_t port_ = free_port();
  Folder folder_;
  std::unique_ptr<GatewayProcess> gateway_;
};

TEST_P(Sipp, IsToldWhatTheGatewayCanDo) {
  EXPECT_THAT(play("options"), HasSubstr("status=0")) << gateway_->log();
}

TEST_P(Sipp, IsRefusedAMessageToNobodysPartner) {
  EXPECT_THAT(play("message-refused"), HasSubstr("status=0")) << gateway_->log();
}

TEST_P(Sipp, IsRefusedAPicture) {
  EXPECT_THAT(play("message-of-image"), HasSubstr("status=0")) << gateway_->log();
}

TEST_P(Sipp, IsRefusedACallAndAcknowledgesThat) {
  EXPECT_THAT(play("invite"), HasSubstr("status=0")) << gateway_->log();
}

INSTANTIATE_TEST_SUITE_P(Over, Sipp, testing::Values("udp", "tcp"),
                         [](const auto& transport) { return std::string(transport.param); });

}  // namespace
}  // namespace real
