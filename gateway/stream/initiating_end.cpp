// How a stream ends that we opened: RFC 6120 4.4 (closing), 4.9 (stream errors), XEP-0220 2.5 (what
// that means for a key under verification).
#include "gateway/stream/closing.hpp"
#include "gateway/stream/initiating_stream.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway {
namespace {

using State = InitiatingState;

const xml::Element* stream_error_condition(const xml::Element& error) {
  for (const xml::Element::Node& node : error.children) {
    const auto* child = std::get_if<xml::Element>(&node);
    if (child != nullptr && child->ns == ns::kStreamErrors && child->name != "text") return child;
  }
  return nullptr;
}

}  // namespace

void InitiatingStream::on_stream_error(const xml::Element& error, StreamActions& out) {
  const xml::Element* condition = stream_error_condition(error);
  const std::string name = condition == nullptr ? "(no condition)" : condition->name;
  out.push_back(StreamLog{Severity::Warning, "stream-error-received",
                          "the partner closed the stream with " + name});
  peer_closes_ = true;
  if (name == "host-unknown" || name == "host-gone") {
    end_verification({VerificationOutcome::Verdict::Error, StanzaCondition::RemoteServerNotFound,
                      "the authoritative server answered " + name},
                     out);
  } else {
    end_verification({VerificationOutcome::Verdict::Error, StanzaCondition::RemoteServerTimeout,
                      "the authoritative server closed the stream with " + name},
                     out);
  }
  close_in_order("the partner closed the stream with " + name, out);
}

void InitiatingStream::on_footer(StreamActions& out) {
  peer_closes_ = true;
  if (state_ == State::Closing) {
    out.push_back(EndConnection{});
    return;
  }
  end_verification({VerificationOutcome::Verdict::Error, StanzaCondition::RemoteServerTimeout,
                    "the authoritative server closed the stream"},
                   out);
  ends_in_order_ = true;
  close_in_order("the partner closed the stream", out);
  out.push_back(EndConnection{});
}

void InitiatingStream::on_transport_lost(const TransportLost& lost, StreamActions& out) {
  if (state_ != State::Closing) enter(State::Closing, out);
  // XEP-0220 2.5: no connection is one thing, a broken one another.
  const auto condition = lost.by_tls ? StanzaCondition::RemoteConnectionFailed
                                     : StanzaCondition::RemoteServerTimeout;
  end_verification({VerificationOutcome::Verdict::Error, condition, lost.reason}, out);
  fail_pairs(StanzaCondition::RemoteServerTimeout, lost.reason, out);
}

void InitiatingStream::fail_pairs(StanzaCondition condition, const std::string& reason,
                                  StreamActions& out) {
  for (const auto& [pair, state] : pairs_) {
    out.push_back(PairFailed{pair, condition, reason, ends_in_order_});
  }
  pairs_.clear();
}

void InitiatingStream::close_with(StreamCondition condition, const std::string& reason,
                                  StreamActions& out, const std::optional<xml::Element>& detail) {
  if (state_ == State::Closing) return;
  out.push_back(closing_log(condition, reason));
  if (state_ != State::Connecting && state_ != State::TlsHandshake && !header_sent_) {
    send_header(out);
  }
  if (state_ == State::TlsHandshake && is_protected()) send_header(out);  // the certificate's fault
  const bool can_speak = header_sent_ && (state_ != State::TlsHandshake || is_protected());
  // RFC 6120 4.4: who shuts down waits for the other's closing tag.
  const bool waits = condition == StreamCondition::SystemShutdown && state_ == State::Authenticated;
  enter(State::Closing, out);
  if (can_speak) say_last_count(out);
  if (can_speak) say_stream_error(condition, detail, out);
  // XEP-0220 2.5: our own policy left no connection to ask on; or the one there was went wrong.
  const bool by_policy = condition == StreamCondition::PolicyViolation ||
                         condition == StreamCondition::NotAuthorized;
  const auto verification_error = by_policy ? StanzaCondition::RemoteConnectionFailed
                                            : StanzaCondition::RemoteServerTimeout;
  end_verification({VerificationOutcome::Verdict::Error, verification_error, reason}, out);
  fail_pairs(StanzaCondition::RemoteServerTimeout, reason, out);
  if (!waits) out.push_back(EndConnection{});
}

void InitiatingStream::close_in_order(const std::string& reason, StreamActions& out) {
  if (state_ == State::Closing) return;
  const bool can_speak = header_sent_ && state_ != State::TlsHandshake;
  hears_out_ = true;
  enter(State::Closing, out);
  if (can_speak) say_last_count(out);
  if (can_speak) out.push_back(WriteFooter{});
  end_verification({VerificationOutcome::Verdict::Error, StanzaCondition::RemoteConnectionFailed,
                    reason},
                   out);
  fail_pairs(StanzaCondition::RemoteServerTimeout, reason, out);
  if (!can_speak) out.push_back(EndConnection{});
}

}  // namespace gateway
