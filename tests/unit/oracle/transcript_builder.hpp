// Writes transcripts by hand, entry by entry, and a few good dialogues that tests then doctor. The
// dialogues follow RFC 6120 9.2 and XEP-0220 2.1; "fed.example" is the fake that sees the XML.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/oracle/facts.hpp"
#include "reports/model/transcript.hpp"

namespace harness::oracle {

using reports::EntryKind;

inline constexpr const char* kFake = "fed.example";
inline constexpr const char* kGateway = "gateway";
inline constexpr const char* kOurMessage =
    "<message id='m1' from='alice@contoso.example' to='romeo@fed.example'>"
    "<body>a secret of state</body></message>";
inline constexpr const char* kTheirMessage =
    "<message id='m1' from='romeo@fed.example' to='alice@contoso.example'>"
    "<body>wherefore art thou</body></message>";
inline constexpr const char* kOurBounce =
    "<message id='m1' type='error' from='romeo@fed.example' to='alice@contoso.example'>"
    "<error type='cancel'><remote-server-timeout "
    "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>";
inline constexpr const char* kKey =
    "37c69b1cf07a3f67c04a5ef5902fa5114f2c76fe4a2686482ba5b89323075643";

/// Ids as the gateway makes them.
inline const std::string kFirstId = "8c1f0e62d94ab7351f6d2e80c3b5a497";
inline const std::string kSecondId = "35e7a9d04c8b61f2e09b7d3516ca8f24";

inline std::string header(const std::string& from, const std::string& to,
                          const std::string& more = "") {
  return "<?xml version='1.0'?><stream:stream xmlns='jabber:server' "
         "xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback' "
         "from='" +
         from + "' to='" + to + "' version='1.0' " + more + ">";
}
inline std::string header_of_gateway() { return header("contoso.example", "fed.example"); }
inline std::string header_of_partner() {
  return header("fed.example", "contoso.example", "id='s1'");
}
inline std::string features(const std::string& inner = "") {
  return "<stream:features>" + inner + "</stream:features>";
}
inline const std::string kStartTlsFeature = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
inline const std::string kExternalFeature =
    "<mechanisms "
    "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>EXTERNAL</mechanism></mechanisms>";
inline const std::string kDialbackFeature = "<dialback xmlns='urn:xmpp:features:dialback'/>";
inline const std::string kStartTls = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
inline const std::string kProceed = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
inline const std::string kStartTlsFailure = "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
inline const std::string kAuth =
    "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' "
    "mechanism='EXTERNAL'>Y29udG9zby5leGFtcGxl</auth>";
inline const std::string kSuccess = "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>";
inline const std::string kClosing = "</stream:stream>";
inline std::string sasl_failure(const std::string& condition) {
  return "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><" + condition + "/></failure>";
}
inline std::string stream_error(const std::string& condition) {
  return "<stream:error><" + condition +
         " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>";
}
inline std::string db_result(const std::string& from, const std::string& to,
                             const std::string& more = "", const std::string& inner = "") {
  return "<db:result from='" + from + "' to='" + to + "'" + more + ">" + inner + "</db:result>";
}
inline std::string db_error(const std::string& condition) {
  return "<error type='cancel'><" + condition +
         " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
}

class TranscriptBuilder {
 public:
  reports::Entry& add(EntryKind kind, const std::string& node, const std::string& text = "",
                      std::uint32_t connection = 0) {
    reports::Entry& entry = transcript_.entries.emplace_back();
    entry.at_us = now_us_ += 100;
    entry.kind = kind;
    entry.node = node;
    entry.text = text;
    entry.connection = connection;
    return entry;
  }

  void begin() {
    add(EntryKind::ConfigurationAccepted, kGateway);
    add(EntryKind::Listening, kGateway, "198.51.100.10:5269");
  }
  void connect(std::uint32_t number, const std::string& initiator, const std::string& acceptor) {
    add(EntryKind::ConnectAttempt, initiator, "203.0.113.1:5269", number);
    add(EntryKind::ConnectionOpened, acceptor, initiator, number);
    connection_ = number;
    tls_ = false;
  }
  void use(std::uint32_t number, bool tls) {
    connection_ = number;
    tls_ = tls;
  }
  void tls() {
    add(EntryKind::TlsEstablished, kFake, "TLSv1.3 server peer-certificate=yes", connection_);
    tls_ = true;
  }
  void gateway(const std::string& xml) {
    add(EntryKind::Wire, kGateway, tls_ ? "\x17\x03\x03 ciphertext" : xml, connection_);
    add(EntryKind::XmlReceived, kFake, xml, connection_).protected_by_tls = tls_;
  }
  void partner(const std::string& xml) {
    add(EntryKind::XmlSent, kFake, xml, connection_).protected_by_tls = tls_;
    add(EntryKind::Wire, kFake, tls_ ? "\x17\x03\x03 ciphertext" : xml, connection_);
  }
  /// The gateway's half: close_notify where there is TLS, then FIN.
  void finished(std::uint32_t number) {
    if (tls_) add(EntryKind::TlsMessage, kFake, "received close_notify", number);
    add(EntryKind::ConnectionFinished, kGateway, "", number);
  }
  void closed(std::uint32_t number) { add(EntryKind::ConnectionClosed, "", "", number); }
  void end() {
    add(EntryKind::Resources, kGateway, "connections=0 streams=0 timers=0 queued=0 buffered=0");
    add(EntryKind::Resources, "world", "connections=0 unsettled=0");
  }

  reports::Transcript& transcript() { return transcript_; }

  /// The first entry of that kind and node; doctoring starts there.
  std::size_t find(EntryKind kind, std::string_view text) const {
    for (std::size_t i = 0; i < transcript_.entries.size(); ++i) {
      const reports::Entry& entry = transcript_.entries[i];
      if (entry.kind == kind && entry.text.find(text) != std::string::npos) return i;
    }
    return transcript_.entries.size();
  }
  void erase(EntryKind kind, std::string_view text) {
    transcript_.entries.erase(transcript_.entries.begin() +
                              static_cast<std::ptrdiff_t>(find(kind, text)));
  }
  reports::Entry& at(EntryKind kind, std::string_view text) {
    return transcript_.entries.at(find(kind, text));
  }
  void repeat(EntryKind kind, std::string_view text) {
    const auto index = find(kind, text);
    const reports::Entry copy = transcript_.entries.at(index);
    transcript_.entries.insert(transcript_.entries.begin() + static_cast<std::ptrdiff_t>(index),
                               copy);
  }

 private:
  reports::Transcript transcript_;
  std::int64_t now_us_ = 0;
  std::uint32_t connection_ = 0;
  bool tls_ = false;
};

// ---- good dialogues
// -------------------------------------------------------------------------------

inline void outbound_starttls(TranscriptBuilder& run, std::uint32_t number) {
  run.connect(number, kGateway, kFake);
  run.gateway(header_of_gateway());
  run.partner(header_of_partner() + features(kStartTlsFeature));
  run.gateway(kStartTls);
  run.partner(kProceed);
  run.tls();
}

/// STARTTLS, EXTERNAL, one message.
inline TranscriptBuilder outbound_by_sasl() {
  TranscriptBuilder run;
  run.begin();
  run.add(EntryKind::LocalSend, kGateway, kOurMessage);
  outbound_starttls(run, 1);
  run.gateway(header_of_gateway());
  run.partner(header_of_partner() + features(kExternalFeature + kDialbackFeature));
  run.gateway(kAuth);
  run.partner(kSuccess);
  run.gateway(header_of_gateway());
  run.partner(header_of_partner() + features());
  run.gateway(kOurMessage);
  run.add(EntryKind::PartnerDeliver, kFake, kOurMessage);
  run.gateway(kClosing);
  run.partner(kClosing);
  run.finished(1);
  run.closed(1);
  run.end();
  return run;
}

/// STARTTLS, dialback with a verification leg on connection 2, then `answer` to the key.
inline TranscriptBuilder outbound_by_dialback(const std::string& answer) {
  TranscriptBuilder run;
  run.begin();
  run.add(EntryKind::LocalSend, kGateway, kOurMessage);
  outbound_starttls(run, 1);
  run.gateway(header_of_gateway());
  run.partner(header_of_partner() + features(kDialbackFeature));
  run.gateway(db_result("contoso.example", "fed.example", "", kKey));
  run.connect(2, kFake, kGateway);
  run.partner(header("fed.example", "contoso.example"));
  run.gateway(header("contoso.example", "fed.example", "id='" + kFirstId + "'") +
              features(kStartTlsFeature));
  run.partner(kStartTls);
  run.gateway(kProceed);
  run.tls();
  run.partner(header("fed.example", "contoso.example"));
  run.gateway(header("contoso.example", "fed.example", "id='" + kSecondId + "'") +
              features(kDialbackFeature));
  run.partner("<db:verify from='fed.example' to='contoso.example' id='s1'>" + std::string(kKey) +
              "</db:verify>");
  run.gateway("<db:verify from='contoso.example' to='fed.example' id='s1' type='valid'/>");
  run.partner(kClosing);
  run.gateway(kClosing);
  run.closed(2);
  run.use(1, true);
  run.partner(answer);
  return run;
}

inline TranscriptBuilder outbound_by_valid_dialback() {
  TranscriptBuilder run =
      outbound_by_dialback(db_result("fed.example", "contoso.example", " type='valid'"));
  run.gateway(kOurMessage);
  run.add(EntryKind::PartnerDeliver, kFake, kOurMessage);
  run.gateway(kClosing);
  run.partner(kClosing);
  run.closed(1);
  run.end();
  return run;
}

/// Dialback on a plain stream, verified on connection 2.
inline TranscriptBuilder inbound_by_tcp_dialback() {
  TranscriptBuilder run;
  run.begin();
  run.add(EntryKind::PartnerSend, kFake, kTheirMessage);
  run.connect(1, kFake, kGateway);
  run.partner(header("fed.example", "contoso.example"));
  run.gateway(header("contoso.example", "fed.example", "id='" + kFirstId + "'") +
              features(kDialbackFeature));
  run.partner(db_result("fed.example", "contoso.example", "", kKey));
  run.connect(2, kGateway, kFake);
  run.gateway(header_of_gateway());
  run.partner(header_of_partner() + features(kDialbackFeature));
  run.gateway("<db:verify from='contoso.example' to='fed.example' id='" + kFirstId + "'>" + kKey +
              "</db:verify>");
  run.partner("<db:verify from='fed.example' to='contoso.example' id='" + kFirstId +
              "' type='valid'/>");
  run.gateway(kClosing);
  run.partner(kClosing);
  run.closed(2);
  run.use(1, false);
  run.gateway(db_result("contoso.example", "fed.example", " type='valid'"));
  run.partner(kTheirMessage);
  run.add(EntryKind::LocalDeliver, kGateway, kTheirMessage);
  run.gateway(kClosing);
  run.partner(kClosing);
  run.closed(1);
  run.end();
  return run;
}

/// An outbound attempt that ends without success; the message bounces.
inline void refuse_outbound(TranscriptBuilder& run, std::uint32_t number) {
  run.add(EntryKind::LocalDeliver, kGateway, kOurBounce);
  run.closed(number);
  run.end();
}

inline Facts outbound_facts(RowKey row) {
  Facts facts;
  facts.row = row;
  facts.stanzas = {{"m1", Direction::Outbound, "alice@contoso.example", "romeo@fed.example",
                     "a secret of state"}};
  return facts;
}

inline Facts inbound_facts(RowKey row) {
  Facts facts;
  facts.row = row;
  facts.direction = Direction::Inbound;
  facts.stanzas = {{"m1", Direction::Inbound, "romeo@fed.example", "alice@contoso.example",
                     "wherefore art thou"}};
  return facts;
}

}  // namespace harness::oracle
