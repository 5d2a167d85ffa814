// The words of each fact are those reports/model/transcript.hpp promises.
#include "harness/world/recorder.hpp"

#include <fmt/format.h>

#include "fakes/dns/zone.hpp"
#include "gateway/xml/writer.hpp"

namespace harness {
namespace {

using reports::EntryKind;

EntryKind kind_of(fakes::Observation observation) {
  switch (observation) {
    case fakes::Observation::TlsMessage:
      return EntryKind::TlsMessage;
    case fakes::Observation::TlsEstablished: return EntryKind::TlsEstablished;
    case fakes::Observation::TlsAlertSent: return EntryKind::TlsAlertSent;
    case fakes::Observation::TlsAlertReceived: return EntryKind::TlsAlertReceived;
    case fakes::Observation::TlsFailed: return EntryKind::TlsFailed;
    case fakes::Observation::XmlSent: return EntryKind::XmlSent;
    case fakes::Observation::XmlReceived: return EntryKind::XmlReceived;
    case fakes::Observation::Note: return EntryKind::FakeNote;
    case fakes::Observation::StanzaQueued: return EntryKind::PartnerSend;
    case fakes::Observation::StanzaDelivered: return EntryKind::PartnerDeliver;
    case fakes::Observation::StanzaGivenUp: return EntryKind::PartnerGaveUp;
    case fakes::Observation::SipSent:
      return EntryKind::SipSent;
    case fakes::Observation::SipReceived:
      return EntryKind::SipReceived;
    case fakes::Observation::SipWrong:
      return EntryKind::SipWrong;
    case fakes::Observation::UserSends:
      return EntryKind::UserSends;
    case fakes::Observation::UserReceives:
      return EntryKind::UserReceives;
    case fakes::Observation::UserSees:
      return EntryKind::UserSees;
    case fakes::Observation::UserAnswered:
      return EntryKind::UserAnswered;
    case fakes::Observation::ContactSees:
      return EntryKind::ContactSees;
    case fakes::Observation::ContactReceives:
      return EntryKind::ContactReceives;
  }
  return EntryKind::Note;
}

}  // namespace

void Recorder::add(EntryKind kind, const std::string& node, std::string text,
                   std::uint32_t connection) {
  reports::Entry& entry = transcript_.entries.emplace_back();
  entry.at_us = clock_ ? clock_().count() : now_us_;
  entry.kind = kind;
  entry.connection = connection;
  entry.node = node;
  entry.text = std::move(text);
}

void Recorder::add(const std::string& node, fakes::Observed&& seen, std::uint32_t connection) {
  add(kind_of(seen.kind), node, std::move(seen.text), connection);
  transcript_.entries.back().protected_by_tls = seen.protected_by_tls;
}

void Recorder::add(const std::string& node, const gateway::DnsQuestion& question) {
  add(EntryKind::DnsQuestion, node,
      std::string(gateway::to_string(question.type)).append(" ").append(question.name));
}

void Recorder::add(const std::string& node, const gateway::DnsAnswer& answer) {
  add(EntryKind::DnsAnswer, node, fakes::dns_text(answer));
}

void Recorder::add(const gateway::StateChanged& change, std::uint32_t connection) {
  add(EntryKind::State, kGateway,
      fmt::format("{}: {} -> {} ({})", change.stream, change.from, change.to, change.section),
      connection);
}

void Recorder::add(const gateway::LogEvent& event) {
  add(EntryKind::Log, kGateway,
      fmt::format("{} {} {}{}{}", gateway::to_string(event.severity), event.code, event.stream,
                  event.stream.empty() ? "" : ": ", event.text));
}

void Recorder::add(gateway::KeyLogLine&& line) {
  add(EntryKind::KeyLog, kGateway, std::move(line.line));
}

void Recorder::add(const gateway::DeliverStanza& delivery) {
  // Outside the stream it came on: what that one's header bound is bound no more.
  add(EntryKind::LocalDeliver, kGateway,
      gateway::xml::write(delivery.stanza, {.dialback_declared = false}));
}

void Recorder::add(const gateway::GatewayResources& resources) {
  const gateway::EngineResources& engine = resources.engine;
  std::string text = fmt::format(
      "connections={} streams={} timers={} queued={} buffered={} verifications={} questions={}",
      engine.connections, engine.streams, engine.timers, engine.queued_stanzas,
      engine.buffered_bytes, engine.verifications, engine.questions);
  if (resources.sip) {
    text += fmt::format(" sip_connections={} transactions={}", resources.sip->connections,
                        resources.sip->transactions);
  }
  add(EntryKind::Resources, kGateway, std::move(text));
}

}  // namespace harness
