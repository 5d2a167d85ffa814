// Words for the kinds of a transcript's entries: stable, used in JSON and in text.
#include "reports/model/transcript.hpp"

namespace reports {

std::string_view to_string(EntryKind kind) {
  switch (kind) {
    case EntryKind::Listening: return "listening";
    case EntryKind::ConnectAttempt: return "connect-attempt";
    case EntryKind::ConnectionOpened: return "connection-opened";
    case EntryKind::ConnectionFailed: return "connection-failed";
    case EntryKind::Wire: return "wire";
    case EntryKind::ConnectionFinished: return "connection-finished";
    case EntryKind::ConnectionReset: return "connection-reset";
    case EntryKind::ConnectionClosed: return "connection-closed";
    case EntryKind::DnsQuestion: return "dns-question";
    case EntryKind::DnsAnswer: return "dns-answer";
    case EntryKind::Deadline: return "deadline";
    case EntryKind::TlsMessage:
      return "tls-message";
    case EntryKind::TlsEstablished: return "tls-established";
    case EntryKind::TlsAlertSent: return "tls-alert-sent";
    case EntryKind::TlsAlertReceived: return "tls-alert-received";
    case EntryKind::TlsFailed: return "tls-failed";
    case EntryKind::XmlSent: return "xml-sent";
    case EntryKind::XmlReceived: return "xml-received";
    case EntryKind::FakeNote: return "fake-note";
    case EntryKind::LocalSend: return "local-send";
    case EntryKind::LocalDeliver: return "local-deliver";
    case EntryKind::PartnerSend: return "partner-send";
    case EntryKind::PartnerDeliver: return "partner-deliver";
    case EntryKind::PartnerGaveUp: return "partner-gave-up";
    case EntryKind::SipSent:
      return "sip-sent";
    case EntryKind::SipReceived:
      return "sip-received";
    case EntryKind::SipWrong:
      return "sip-wrong";
    case EntryKind::UserSends:
      return "user-sends";
    case EntryKind::UserReceives:
      return "user-receives";
    case EntryKind::UserSees:
      return "user-sees";
    case EntryKind::UserAnswered:
      return "user-answered";
    case EntryKind::ContactSees:
      return "contact-sees";
    case EntryKind::ContactReceives:
      return "contact-receives";
    case EntryKind::ConfigurationAccepted: return "configuration-accepted";
    case EntryKind::ConfigurationRefused: return "configuration-refused";
    case EntryKind::State: return "state";
    case EntryKind::Log: return "log";
    case EntryKind::KeyLog: return "key-log";
    case EntryKind::DirectoryChanged:
      return "directory-changed";
    case EntryKind::Step: return "step";
    case EntryKind::Resources: return "resources";
    case EntryKind::Note: return "note";
  }
  return "?";
}

}  // namespace reports
