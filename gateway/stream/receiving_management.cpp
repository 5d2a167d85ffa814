// Acknowledgements on a stream that a peer opened (XEP-0198 3, 4, 6). Resumption is not offered.
#include "gateway/stream/receiving_stream.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway {
namespace {

constexpr std::uint32_t kRefusalsMax = 3;  // "misuse MAY result in termination" (XEP-0198 6)

}  // namespace

void ReceivingStream::on_management(const xml::Element& element, StreamActions& out) {
  if (element.name == "enable") return on_enable(out);
  if (element.name == "resume") {
    return refuse_management(has_open_pair() ? StanzaCondition::FeatureNotImplemented
                                             : StanzaCondition::UnexpectedRequest,
                             "streams are not resumed here", out);
  }
  if (!has_open_pair()) {
    return close_with(StreamCondition::NotAuthorized,
                      "<" + element.name + "/> of stream management before authentication", out);
  }
  if (element.name == "a") return on_acknowledgement(element, out);
  if (element.name == "r" && management_.is_on()) {
    out.push_back(WriteElement{sm_acknowledgement(management_.handled())});
    return;
  }
  out.push_back(
      StreamLog{Severity::Warning, "acks-unexpected",
                "ignored <" + element.name + "/> of stream management: not the time for it"});
}

void ReceivingStream::on_enable(StreamActions& out) {
  if (management_.is_on()) {
    refuse_management(StanzaCondition::UnexpectedRequest, "it is enabled already", out);
    // XEP-0198 3: the answer says what was wrong, a stream error ends it.
    return close_with(StreamCondition::PolicyViolation, "<enable/> a second time", out);
  }
  if (!has_open_pair()) {
    return refuse_management(StanzaCondition::UnexpectedRequest, "before authentication", out);
  }
  if (partner_ == nullptr || !partner_->stream_management) {
    return refuse_management(StanzaCondition::FeatureNotImplemented,
                             "switched off for this partner", out);
  }
  management_.start();
  out.push_back(WriteElement{sm_enabled()});
  out.push_back(KeepUntilAcknowledged{});
  out.push_back(AcksAgreed{});
}

void ReceivingStream::refuse_management(StanzaCondition condition, const std::string& reason,
                                        StreamActions& out) {
  out.push_back(StreamLog{
      Severity::Warning, "acks-refused",
      "stream management refused: " + reason + " (" + std::string(to_string(condition)) + ")"});
  out.push_back(WriteElement{sm_failed(condition)});
  if (++management_refusals_ >= kRefusalsMax) {
    close_with(StreamCondition::PolicyViolation, "stream management refused too often", out);
  }
}

void ReceivingStream::on_acknowledgement(const xml::Element& acknowledgement, StreamActions& out) {
  const auto handled = sm_handled(acknowledgement);
  if (management_.is_on() && handled) {
    out.push_back(StanzasAcknowledged{*handled});
    return;
  }
  out.push_back(StreamLog{Severity::Warning, "acks-unexpected",
                          handled ? "ignored an acknowledgement that nobody agreed on"
                                  : "ignored an acknowledgement without a count"});
}

void ReceivingStream::hand_over(const xml::Element& stanza, StreamActions& out) {
  management_.count_handled();
  out.push_back(StanzaArrived{stanza});
}

/// RFC 6120 4.4: after our closing tag the peer may finish what it is saying.
void ReceivingStream::on_late_element(const xml::Element& element, StreamActions& out) {
  const bool acknowledges = element.is(ns::kStreamManagement, "a") && management_.is_on();
  if (acknowledges) return on_acknowledgement(element, out);
  on_late_stanza(element, out);
}

/// XEP-0198 4: whoever closes says what was handled, lest the peer send it again.
void ReceivingStream::say_last_count(StreamActions& out) {
  if (!management_.is_on()) return;
  if (both_ways_ && !peer_closes_) out.push_back(WriteElement{sm_request()});
  out.push_back(WriteElement{sm_acknowledgement(management_.handled())});
}

}  // namespace gateway
