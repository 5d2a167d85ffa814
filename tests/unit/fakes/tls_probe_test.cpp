// Crafted hellos, and handshake messages in words: what one writes, the other reads. RFC 8446 4.1.
#include "fakes/wire/tls_probe.hpp"

#include <gmock/gmock.h>

#include "fakes/wire/tls_messages.hpp"

namespace fakes::wire {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using Seen = TlsProbe::Seen;

const std::string kRandom(64, 'r');

TlsProbe probe(const std::string& hello, TlsProbe::Side side) {
  return {*parse_crafted_hello(hello), side, kRandom};
}

/// What a server that was probed with this hello would read.
std::string read(const std::string& hello) {
  TlsProbe server = probe("", TlsProbe::Side::Server);
  std::string reply;
  const auto seen = server.receive(probe(hello, TlsProbe::Side::Client).start(), reply);
  return seen.empty() ? "" : seen.front().text;
}

TEST(CraftedHello, SaysWhatItsWordsSay) {
  EXPECT_EQ(
      read("version=1.1 suite=TLS_RSA_WITH_NULL_SHA compression=deflate alpn=h2 sni=a.example"),
      "ClientHello version=1.1 suite=TLS_RSA_WITH_NULL_SHA compression=deflate,null "
      "sni=a.example alpn=h2 extension=server_name,supported_groups,ec_point_formats,"
      "signature_algorithms,alpn,renegotiation_info");
  EXPECT_THAT(read("without=renegotiation_info"), testing::Not(HasSubstr("renegotiation_info")));
  EXPECT_THAT(read("version=1.3 with=early_data"),
              AllOf(HasSubstr("version=1.3"), HasSubstr("early_data,pre_shared_key")));
}

TEST(CraftedHello, IsRefusedWhereAWordIsUnknown) {
  EXPECT_FALSE(parse_crafted_hello("version=4.2"));
  EXPECT_FALSE(parse_crafted_hello("suite=TLS_MADE_UP"));
  EXPECT_FALSE(parse_crafted_hello("compression=zip"));
  EXPECT_FALSE(parse_crafted_hello("nonsense"));
}

TEST(Probe, AnswersAHelloWithTheOneItWasTold) {
  TlsProbe server = probe("version=1.0 suite=TLS_RSA_WITH_RC4_128_SHA", TlsProbe::Side::Server);
  TlsProbe client = probe("", TlsProbe::Side::Client);
  std::string answer;
  server.receive(client.start(), answer);
  std::string nothing;

  const auto seen = client.receive(answer, nothing);

  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].text,
            "ServerHello version=1.0 suite=TLS_RSA_WITH_RC4_128_SHA compression=null "
            "extension=renegotiation_info");
  EXPECT_THAT(nothing, IsEmpty());
}

TEST(Probe, ReadsOctetByOctet) {
  TlsProbe server = probe("", TlsProbe::Side::Server);
  std::string reply;
  std::vector<Seen> all;
  for (const char octet : probe("", TlsProbe::Side::Client).start()) {
    for (Seen& seen : server.receive(std::string(1, octet), reply)) all.push_back(seen);
  }
  ASSERT_EQ(all.size(), 1U);
  EXPECT_THAT(all[0].text, HasSubstr("ClientHello version=1.2"));
  EXPECT_THAT(reply, testing::Not(IsEmpty()));
}

TEST(Probe, TellsAlertsAndClearTextApart) {
  using namespace std::string_literals;
  TlsProbe client = probe("", TlsProbe::Side::Client);
  std::string reply;

  const auto seen =
      client.receive("\x15\x03\x03\x00\x02\x02\x46\x15\x03\x03\x00\x02\x01\x00<a/>"s, reply);

  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[0].kind, Seen::Kind::FatalAlert);
  EXPECT_EQ(seen[0].text, "protocol_version");
  EXPECT_EQ(seen[1].text, "close_notify");
  EXPECT_EQ(seen[2].kind, Seen::Kind::ClearText);
  EXPECT_EQ(seen[2].text, "<a/>");
}

TEST(Messages, AreReadWhateverTheirLengthsSay) {
  const std::string hello =
      probe("version=1.3 with=early_data alpn=x sni=y", TlsProbe::Side::Client).start().substr(5);
  for (std::size_t size = 0; size < hello.size(); ++size) {
    describe_handshake(hello.substr(0, size));  // no crash, no loop: the bounds are the octets'
    std::string spoilt = hello;
    spoilt[size] = '\xff';
    describe_handshake(spoilt);
  }
  EXPECT_EQ(describe_handshake(""), "");
}

TEST(Messages, CountCertificatesOfBothVersions) {
  using namespace std::string_literals;
  const std::string tls12 = "\x0b\x00\x00\x07\x00\x00\x04\x00\x00\x01x"s;
  const std::string tls13 = "\x0b\x00\x00\x0a\x00\x00\x00\x06\x00\x00\x01x\x00\x00"s;

  EXPECT_EQ(describe_handshake(tls12), "Certificate count=1");
  EXPECT_EQ(describe_handshake(tls13), "Certificate count=1");
  EXPECT_EQ(describe_handshake("\x0b\x00\x00\x03\x00\x00\x00"s), "Certificate count=0");
}

}  // namespace
}  // namespace fakes::wire
