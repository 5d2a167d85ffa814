// How a stream ends that a peer opened: RFC 6120 4.4 (closing), 4.9 (stream errors).
#include "gateway/stream/closing.hpp"
#include "gateway/stream/receiving_stream.hpp"
#include "gateway/xmpp/namespaces.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {
namespace {

using State = ReceivingState;

}  // namespace

void ReceivingStream::on_transport_lost(const TransportLost& lost, StreamActions& out) {
  if (state_ != State::Closing) enter(State::Closing, out);
  fail_pairs(lost.reason, false, out);
  pairs_.clear();
}

/// RFC 6120 4.4: who closed first still processes what the other was about to say.
void ReceivingStream::on_late_stanza(const xml::Element& stanza, StreamActions& out) {
  if (!hears_out_ || !is_stanza(stanza)) return;
  const auto addresses = addresses_of(stanza);
  if (!addresses) return;
  if (is_open({.ours = addresses->to.domain(), .theirs = addresses->from.domain()})) {
    hand_over(stanza, out);
  }
}

void ReceivingStream::on_stream_error(const xml::Element& error, StreamActions& out) {
  const xml::Element* condition = error.first_child();
  out.push_back(StreamLog{Severity::Warning, "stream-error-received",
                          "the peer closed the stream with " +
                              (condition == nullptr ? "(no condition)" : condition->name)});
  peer_closes_ = true;
  close_in_order("the partner closed the stream with an error", out);
}

void ReceivingStream::on_footer(StreamActions& out) {
  peer_closes_ = true;
  close_in_order("the partner closed the stream", out);
  out.push_back(EndConnection{});
}

void ReceivingStream::close_with(StreamCondition condition, const std::string& reason,
                                 StreamActions& out, const std::optional<xml::Element>& detail) {
  if (state_ == State::Closing) return;
  out.push_back(closing_log(condition, reason));
  // A shutdown is nobody's fault: what the peer was about to say still counts (4.4).
  hears_out_ = condition == StreamCondition::SystemShutdown && has_open_pair();
  const bool can_speak = state_ != State::TlsHandshake;
  // RFC 6120 4.9.1.2: an error before our header is sent behind one.
  if (can_speak && !header_sent_) send_header(out);
  enter(State::Closing, out);
  if (can_speak) say_last_count(out);
  if (can_speak) say_stream_error(condition, detail, out);
  fail_pairs(reason, false, out);
  if (hears_out_) return;  // until the peer's closing tag
  pairs_.clear();
  out.push_back(EndConnection{});
}

void ReceivingStream::close_in_order(const std::string& reason, StreamActions& out) {
  if (state_ == State::Closing) return;
  const bool can_speak = header_sent_ && state_ != State::TlsHandshake;
  hears_out_ = true;
  enter(State::Closing, out);
  if (can_speak) {
    say_last_count(out);
    out.push_back(WriteFooter{});
  }
  fail_pairs(reason, true, out);
  if (!can_speak) out.push_back(EndConnection{});
}

}  // namespace gateway
