// Acknowledgements on a stream that we opened (XEP-0198 3, 4). We never ask to resume it: a stream
// between servers is quickly opened anew, and state that outlives a connection can be stolen.
#include "gateway/stream/initiating_stream.hpp"
#include "gateway/xmpp/namespaces.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {

void InitiatingStream::enable_management(StreamActions& out) {
  const bool wanted = settings_.stream_management && offer_.stream_management;
  if (!wanted || management_.phase() != StreamManagement::Phase::Off) return;
  management_.request();
  out.push_back(WriteElement{sm_enable()});
  out.push_back(KeepUntilAcknowledged{});
}

void InitiatingStream::on_management(const xml::Element& element, StreamActions& out) {
  const bool awaited = management_.phase() == StreamManagement::Phase::Requested;
  if (awaited && element.name == "enabled") {
    management_.start();
    out.push_back(AcksAgreed{});
    return;
  }
  if (awaited && element.name == "failed") {
    management_.refuse();
    out.push_back(StreamLog{
        Severity::Warning, "acks-refused",
        "the partner offers acknowledgements and refuses them: " +
            (element.first_child() ? element.first_child()->name : std::string("(no condition)"))});
    out.push_back(AcksRefused{});
    return;
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

void InitiatingStream::on_acknowledgement(const xml::Element& acknowledgement, StreamActions& out) {
  const auto handled = sm_handled(acknowledgement);
  if (management_.is_on() && handled) {
    out.push_back(StanzasAcknowledged{*handled});
    return;
  }
  out.push_back(StreamLog{Severity::Warning, "acks-unexpected",
                          handled ? "ignored an acknowledgement that nobody agreed on"
                                  : "ignored an acknowledgement without a count"});
}

/// RFC 6120 4.4: after our closing tag the peer may still say what it has handled.
void InitiatingStream::on_late_element(const xml::Element& element, StreamActions& out) {
  if (is_stanza(element)) return on_late_stanza(element, out);
  const bool acknowledges = element.is(ns::kStreamManagement, "a") && management_.is_on();
  if (acknowledges) on_acknowledgement(element, out);
}

/// XEP-0198 4: before closing say what was handled, and ask the same unless no answer can come.
void InitiatingStream::say_last_count(StreamActions& out) {
  if (!management_.is_on()) return;
  if (!peer_closes_) out.push_back(WriteElement{sm_request()});
  out.push_back(WriteElement{sm_acknowledgement(management_.handled())});
}

}  // namespace gateway
