// See synthetic_dialogues.hpp.
#include "tests/unit/reports/synthetic_dialogues.hpp"

namespace reports::synthetic {
namespace {

constexpr const char* kPartnerHeader =
    "<?xml version='1.0'?><stream:stream xmlns='jabber:server' "
    "xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback' "
    "from='fed.example' to='contoso.example' id='p-4f2a90' version='1.0' xml:lang='en'>";
constexpr const char* kOurHeader =
    "<?xml version='1.0'?><stream:stream xmlns='jabber:server' "
    "xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback' "
    "from='contoso.example' to='fed.example' version='1.0' xml:lang='en'>";
constexpr const char* kMessage =
    "<message from='alice@contoso.example/desk' to='romeo@fed.example' type='chat' id='m1'>"
    "<body>hello &amp; welcome</body></message>";

/// Writes entries one millisecond apart.
class Script {
 public:
  Script& at(std::int64_t microseconds) {
    now_ = microseconds;
    return *this;
  }
  Script& add(EntryKind kind, std::string node, std::string text, std::uint32_t connection = 0,
              bool tls = false) {
    now_ += 1000;
    transcript_.entries.push_back({.at_us = now_,
                                   .kind = kind,
                                   .connection = connection,
                                   .protected_by_tls = tls,
                                   .node = std::move(node),
                                   .text = std::move(text)});
    return *this;
  }
  std::shared_ptr<const Transcript> done() { return std::make_shared<Transcript>(transcript_); }

 private:
  std::int64_t now_ = 0;
  Transcript transcript_;
};

Script started() {
  Script script;
  script.at(-1000)
      .add(EntryKind::ConfigurationAccepted, "gateway", "warning:sasl-needs-tls")
      .add(EntryKind::Listening, "gateway", "198.51.100.10:5269")
      .add(EntryKind::Listening, "fed.example", "203.0.113.5:5269");
  return script;
}

void find_partner(Script& script) {
  script.add(EntryKind::DnsQuestion, "gateway", "SRV _xmpp-server._tcp.fed.example")
      .add(EntryKind::DnsAnswer, "gateway", "ok 10 0 5269 xmpp.fed.example")
      .add(EntryKind::DnsQuestion, "gateway", "A xmpp.fed.example")
      .add(EntryKind::DnsAnswer, "gateway", "ok 203.0.113.5")
      .add(EntryKind::ConnectAttempt, "gateway", "203.0.113.5:5269", 1)
      .add(EntryKind::ConnectionOpened, "fed.example", "gateway", 1);
}

void finish(Script& script) {
  script.add(EntryKind::ConnectionFinished, "gateway", "", 1)
      .add(EntryKind::ConnectionFinished, "fed.example", "", 1)
      .add(EntryKind::ConnectionClosed, "", "", 1)
      .add(EntryKind::Resources, "gateway", "connections=0 streams=0 timers=0 queued=0 buffered=0");
}

}  // namespace

std::shared_ptr<const Transcript> sasl_outbound() {
  Script script = started();
  script.add(EntryKind::Step, "", "alice@contoso.example sends \"hello\" to romeo@fed.example")
      .add(EntryKind::LocalSend, "gateway", kMessage);
  find_partner(script);
  script
      .add(EntryKind::State, "gateway",
           "out#1 contoso.example->fed.example: Connecting -> AwaitingHeader (RFC 6120 4.2)")
      .add(EntryKind::Wire, "gateway", kOurHeader, 1)
      .add(EntryKind::XmlReceived, "fed.example", kOurHeader, 1)
      .add(EntryKind::XmlSent, "fed.example",
           std::string(kPartnerHeader) +
               "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/>"
               "</starttls></stream:features>",
           1)
      .add(EntryKind::XmlReceived, "fed.example",
           "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", 1)
      .add(EntryKind::XmlSent, "fed.example", "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
           1)
      .add(EntryKind::Wire, "gateway",
           std::string("\x16\x03\x01\x02\x00", 5) + std::string(512, 'r'), 1)
      .add(EntryKind::Wire, "fed.example",
           std::string("\x16\x03\x03\x09\x00", 5) + std::string(2304, 'r'), 1)
      .add(EntryKind::KeyLog, "gateway", "CLIENT_RANDOM secret-of-the-session")
      .add(EntryKind::TlsEstablished, "fed.example", "TLSv1.3 server peer-certificate=yes", 1)
      .add(EntryKind::XmlReceived, "fed.example", kOurHeader, 1, true)
      .add(
          EntryKind::XmlSent, "fed.example",
          std::string(kPartnerHeader) +
              "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
              "<mechanism>EXTERNAL</mechanism></mechanisms>"
              "<dialback xmlns='urn:xmpp:features:dialback'><errors/></dialback></stream:features>",
          1, true)
      .add(EntryKind::XmlReceived, "fed.example",
           "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>"
           "Y29udG9zby5leGFtcGxl</auth>",
           1, true)
      .add(EntryKind::XmlSent, "fed.example", "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
           1, true)
      .add(EntryKind::Log, "gateway",
           "info stream-opened out#1 contoso.example->fed.example: authenticated by sasl-over-tls")
      .add(EntryKind::XmlReceived, "fed.example", kMessage, 1, true)
      .add(EntryKind::PartnerDeliver, "fed.example", kMessage)
      .add(EntryKind::XmlReceived, "fed.example", "</stream:stream>", 1, true);
  finish(script);
  return script.done();
}

std::shared_ptr<const Transcript> dialback_inbound() {
  Script script = started();
  const std::string key = "b4835385f37fe2895af6c196b59097b16862406db80559900d96bf6fa7d23df3";
  script.add(EntryKind::Step, "", "romeo@fed.example sends \"hello\" to alice@contoso.example")
      .add(EntryKind::PartnerSend, "fed.example",
           "<message from='romeo@fed.example' to='alice@contoso.example' id='m1'><body>hello</body>"
           "</message>")
      .add(EntryKind::DnsQuestion, "fed.example", "SRV _xmpp-server._tcp.contoso.example")
      .add(EntryKind::DnsAnswer, "fed.example", "ok 0 0 5269 edge.contoso.example")
      .add(EntryKind::ConnectAttempt, "fed.example", "198.51.100.10:5269", 1)
      .add(EntryKind::ConnectionOpened, "gateway", "fed.example", 1)
      .add(EntryKind::XmlSent, "fed.example",
           std::string(kPartnerHeader) + "<db:result from='fed.example' to='contoso.example'>" +
               key + "</db:result>",
           1)
      .add(EntryKind::DnsQuestion, "gateway", "SRV _xmpp-server._tcp.fed.example")
      .add(EntryKind::DnsAnswer, "gateway", "ok 0 0 5269 auth.fed.example")
      .add(EntryKind::ConnectAttempt, "gateway", "203.0.113.9:5269", 2)
      .add(EntryKind::ConnectionOpened, "authority.fed.example", "gateway", 2)
      .add(EntryKind::XmlReceived, "authority.fed.example", "<db:verify from='contoso.example' ", 2)
      .add(EntryKind::XmlReceived, "authority.fed.example",
           "to='fed.example' id='g-77'>" + key + "</db:verify>", 2)
      .add(EntryKind::XmlSent, "authority.fed.example",
           "<db:verify from='fed.example' to='contoso.example' id='g-77' type='valid'/>", 2)
      .add(EntryKind::XmlReceived, "fed.example",
           "<db:result from='contoso.example' to='fed.example' type='valid'/>", 1)
      .add(EntryKind::LocalDeliver, "gateway",
           "<message from='romeo@fed.example' to='alice@contoso.example' id='m1'><body>hello</body>"
           "</message>");
  finish(script);
  return script.done();
}

std::shared_ptr<const Transcript> policy_violation() {
  Script script = started();
  script.add(EntryKind::LocalSend, "gateway", kMessage);
  find_partner(script);
  script.add(EntryKind::XmlReceived, "fed.example", kOurHeader, 1)
      .add(EntryKind::XmlSent, "fed.example", std::string(kPartnerHeader) + "<stream:features/>", 1)
      .add(EntryKind::XmlReceived, "fed.example",
           "<stream:error><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
           "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>TLS is required here</text>"
           "</stream:error></stream:stream>",
           1)
      .add(
          EntryKind::Log, "gateway",
          "warning stream-refused out#1 contoso.example->fed.example: no allowed method is offered")
      .add(EntryKind::LocalDeliver, "gateway",
           "<message from='romeo@fed.example' to='alice@contoso.example/desk' type='error' id='m1'>"
           "<error type='wait'><remote-server-timeout "
           "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
  finish(script);
  return script.done();
}

std::shared_ptr<const Transcript> silent_partner() {
  Script script = started();
  find_partner(script);
  script.add(EntryKind::TlsEstablished, "fed.example", "TLSv1.3 server peer-certificate=no", 1)
      .add(EntryKind::TlsAlertSent, "fed.example", "certificate_required", 1)
      .add(EntryKind::Step, "", "fed.example falls silent")
      .at(60'000'000)
      .add(EntryKind::Deadline, "gateway", "")
      .add(EntryKind::ConnectionReset, "gateway", "", 1)
      .add(EntryKind::ConnectAttempt, "gateway", "203.0.113.6:5269", 2)
      .add(EntryKind::ConnectionFailed, "gateway", "refused", 2)
      .add(EntryKind::FakeNote, "fed.example", "the connection was broken off")
      .add(EntryKind::Resources, "gateway", "connections=0 streams=1 timers=0 queued=0 buffered=0");
  return script.done();
}

std::shared_ptr<const Transcript> configuration_refused() {
  Script script;
  script.add(EntryKind::ConfigurationRefused, "gateway", "error:no-method-sasl-needs-tls");
  return script.done();
}

}  // namespace reports::synthetic
