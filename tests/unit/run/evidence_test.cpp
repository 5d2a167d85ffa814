// Each sentence of `expect` against a transcript that must satisfy it, and one that must not.
#include "harness/run/evidence.hpp"

#include <gmock/gmock.h>

#include "harness/run/perform.hpp"
#include "harness/scenario/expectations.hpp"

namespace harness {
namespace {

using reports::EntryKind;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Story {
 public:
  Story& add(std::int64_t at_ms, EntryKind kind, std::string node, std::string text,
             std::uint32_t connection = 0) {
    reports::Entry& entry = transcript_.entries.emplace_back();
    entry.at_us = at_ms * 1000;
    entry.kind = kind;
    entry.node = std::move(node);
    entry.text = std::move(text);
    entry.connection = connection;
    return *this;
  }
  const reports::Transcript& transcript() const { return transcript_; }

 private:
  reports::Transcript transcript_;
};

/// From 100 ms on: a question, two connects, a delivery, a bounce, a stream error cut in two.
Story usual() {
  Story story;
  story.add(100, EntryKind::Step, "", "alice@contoso.example sends \"hello\" to romeo@fed.example")
      .add(100, EntryKind::DnsQuestion, "gateway", "SRV _xmpp-server._tcp.fed.example")
      .add(110, EntryKind::ConnectAttempt, "gateway", "203.0.113.66:5269", 1)
      .add(120, EntryKind::ConnectAttempt, "gateway", "203.0.113.10:5269", 2)
      .add(121, EntryKind::ConnectionOpened, "fed.example", "gateway", 2)
      .add(130, EntryKind::Log, "gateway", "info stream-opened out#2: text")
      .add(1100, EntryKind::PartnerDeliver, "fed.example",
           "<message from='alice@contoso.example' to='romeo@fed.example/desk' id='m1'><body>hello"
           "</body></message>")
      .add(2100, EntryKind::LocalDeliver, "gateway",
           "<message type='error' from='romeo@fed.example' to='alice@contoso.example' id='m2'>"
           "<error type='wait'><remote-server-timeout "
           "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>")
      .add(3100, EntryKind::XmlReceived, "fed.example", "<stream:error><connec", 2)
      .add(3200, EntryKind::XmlReceived, "fed.example", "tion-timeout xmlns='x'/></stream:error>",
           2);
  return story;
}

/// A TLS 1.3 handshake of the gateway as client, then another of TLS 1.2 that failed, as fed saw
/// them.
Story handshakes() {
  Story story;
  story.add(0, EntryKind::Step, "", "a step")
      .add(1, EntryKind::TlsMessage, "fed.example",
           "received ClientHello version=1.3,1.2 suite=A,B compression=null sni=fed.example "
           "alpn=xmpp-server extension=server_name,alpn",
           1)
      .add(1, EntryKind::TlsMessage, "fed.example",
           "sent ServerHello version=1.3 suite=B compression=null", 1)
      .add(1, EntryKind::TlsMessage, "fed.example", "sent EncryptedExtensions alpn=xmpp-server", 1)
      .add(1, EntryKind::TlsMessage, "fed.example", "sent CertificateRequest", 1)
      .add(2, EntryKind::TlsEstablished, "fed.example",
           "TLSv1.3 server peer-certificate=yes suite=B names=contoso.example,*.contoso.example", 1)
      .add(2, EntryKind::XmlReceived, "fed.example", "<proceed x='y'/>", 1)
      .add(3, EntryKind::TlsMessage, "fed.example", "received close_notify", 1)
      .add(4, EntryKind::TlsMessage, "fed.example", "received ClientHello version=1.2 suite=A", 2)
      .add(5, EntryKind::TlsAlertReceived, "fed.example", "handshake_failure", 2);
  return story;
}

harness::Setup two_messages() {
  harness::Setup setup;
  setup.steps.push_back({"", SendStanzaStep{.id = "m1", .body = "hello"}});
  setup.steps.push_back({"", SendStanzaStep{.id = "m2", .body = "later"}});
  return setup;
}

std::vector<std::string> check(const std::string& sentence, const Story& story = usual()) {
  Reading in("test");
  YAML::Node node;
  node["that"].push_back(sentence);
  const Expect expect = compile_expect(in, node);
  EXPECT_TRUE(in.clean()) << sentence;
  return failed_expectations(expect.sentences, two_messages(), story.transcript());
}

TEST(Evidence, KnowsOfTlsWhatThePartnerSaw) {
  for (const char* sentence :
       {"fed.example negotiates TLS 1.3", "fed.example negotiates the suite B",
        "fed.example negotiates ALPN \"xmpp-server\"", "fed.example sees SNI \"fed.example\"",
        "fed.example sees a ClientHello", "fed.example sees no CertificateRequest",
        "fed.example sees a ClientHello with \"version=1.3\" within 1ms",
        "fed.example sees a ClientHello with \"extension=alpn\"",
        "fed.example sees no ClientHello with \"suite=C\"",
        "fed.example sees no ClientHello without \"suite=A\"",
        "fed.example is shown a certificate for \"contoso.example\"",
        "fed.example gets close_notify", "fed.example gets TLS alert handshake_failure",
        "fed.example reads nothing after \"<proceed\""}) {
    EXPECT_THAT(check(sentence, handshakes()), IsEmpty()) << sentence;
  }
}

TEST(Evidence, TellsWhatThePartnerDidNotSeeOfTls) {
  for (const char* sentence :
       {"fed.example negotiates TLS 1.2", "fed.example negotiates no TLS",
        "fed.example negotiates the suite A", "fed.example negotiates ALPN \"h2\"",
        "fed.example sees SNI \"example\"", "fed.example sees a CertificateRequest",
        "fed.example sees no ClientHello", "fed.example sees a ClientHello with \"version=1.\"",
        "fed.example sees no ClientHello without \"version=1.3\"",
        "fed.example sees no ClientHello with \"suite=B\"",
        "fed.example is shown a certificate for \"fed.example\"",
        "fed.example is shown no certificate", "fed.example gets no close_notify",
        "fed.example gets TLS alert unknown_ca", "fed.example gets no TLS alert"}) {
    EXPECT_THAT(check(sentence, handshakes()), testing::SizeIs(1)) << sentence;
  }
  Story talkative = handshakes();
  talkative.add(6, EntryKind::XmlReceived, "fed.example", "</stream:stream>", 1);
  EXPECT_THAT(check("fed.example reads nothing after \"<proceed\"", talkative), testing::SizeIs(1));
}

TEST(Evidence, HoldsForWhatHappened) {
  for (const char* sentence :
       {"romeo@fed.example receives \"hello\" once", "romeo@fed.example does not receive \"later\"",
        "alice@contoso.example receives nothing",
        "alice@contoso.example gets a bounce remote-server-timeout",
        "alice@contoso.example gets a bounce remote-server-timeout for \"later\"",
        "romeo@fed.example gets no bounce", "fed.example sees stream error connection-timeout",
        "other.example sees no stream error", "fed.example reads \"<connection-timeout\"",
        "fed.example never reads \"<db:\"", "fed.example sees 1 connections",
        "the gateway connects to 203.0.113.10:5269",
        "the gateway does not connect to 203.0.113.11:5269",
        "the gateway connects to 203.0.113.66:5269 before 203.0.113.10:5269",
        "the gateway asks SRV _xmpp-server._tcp.fed.example",
        "the gateway does not ask A fed.example", "the log says stream-opened",
        "the log says stream-opened with \"text\"", "the log does not say stream-refused",
        "romeo@fed.example receives one message with body \"hello\" within 1s after 1s",
        "alice@contoso.example receives one stanza with type \"error\"",
        "alice@contoso.example receives no iq"}) {
    EXPECT_THAT(check(sentence), IsEmpty()) << sentence;
  }
}

TEST(Evidence, FailsForWhatDidNotHappen) {
  for (const char* sentence :
       {"romeo@fed.example receives \"later\" once",
        "romeo@fed.example does not receive \"hello\"",
        "romeo@fed.example receives nothing",
        "alice@contoso.example gets a bounce internal-server-error",
        "alice@contoso.example gets a bounce remote-server-timeout for \"hello\"",
        "alice@contoso.example gets no bounce",
        "fed.example sees stream error connection",
        "fed.example sees no stream error",
        "fed.example reads \"<db:\"",
        "fed.example never reads \"<stream:error\"",
        "fed.example sees 0 connections",
        "the gateway connects to 203.0.113.11:5269",
        "the gateway does not connect to 203.0.113.10:5269",
        "the gateway connects to 203.0.113.10:5269 before 203.0.113.66:5269",
        "the gateway asks A fed.example",
        "the gateway does not ask SRV _xmpp-server._tcp.fed.example",
        "the log says stream-refused",
        "the log says stream-opened with \"opened\"",
        "the log says stream-refused with \"text\"",
        "the log does not say stream-opened",
        "romeo@fed.example receives two messages",
        "romeo@fed.example receives no message",
        "romeo@fed.example receives one message with body \"later\"",
        "romeo@fed.example receives one message after 1001ms"}) {
    EXPECT_THAT(check(sentence), SizeIs(1)) << sentence;
  }
}

TEST(Evidence, CountsTimeFromTheFirstStep) {
  EXPECT_THAT(check("romeo@fed.example receives \"hello\" once within 1s after 1s"), IsEmpty());
  EXPECT_THAT(check("romeo@fed.example receives \"hello\" once within 999ms"), SizeIs(1));
  EXPECT_THAT(check("romeo@fed.example receives \"hello\" once after 1001ms"), SizeIs(1));
}

TEST(Evidence, ASecondDeliveryIsNotOnce) {
  Story story = usual();
  story.add(4000, EntryKind::PartnerDeliver, "fed.example",
            "<message to='romeo@fed.example' id='m1'><body>hello</body></message>");

  const auto failed = check("romeo@fed.example receives \"hello\" once", story);

  ASSERT_THAT(failed, SizeIs(1));
  EXPECT_THAT(failed[0], HasSubstr("2 times"));
}

TEST(Evidence, IgnoresWhatTheShutdownDoes) {
  Story story = usual();
  story.add(5000, EntryKind::Note, "", std::string(kEndOfScenario))
      .add(5001, EntryKind::XmlReceived, "other.example", "<stream:error><system-shutdown/>", 3);

  EXPECT_THAT(check("other.example sees no stream error", story), IsEmpty());
}

}  // namespace
}  // namespace harness
