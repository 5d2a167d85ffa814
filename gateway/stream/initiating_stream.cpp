// Headers, features and TLS on a stream that we open; SASL and dialback are in
// initiating_authentication.cpp, the end is in initiating_end.cpp.
#include "gateway/stream/initiating_stream.hpp"

#include "gateway/stream/peer_header.hpp"
#include "gateway/xmpp/namespaces.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {
namespace {

using State = InitiatingState;

constexpr Edge<State> kEdges[] = {
    {State::Connecting, State::AwaitingHeader, "RFC 6120 4.2"},
    {State::Connecting, State::TlsHandshake, "XEP-0368 3"},
    {State::AwaitingHeader, State::AwaitingFeatures, "RFC 6120 4.3.2"},
    {State::AwaitingFeatures, State::AwaitingProceed, "RFC 6120 5.4.2.1"},
    {State::AwaitingProceed, State::TlsHandshake, "RFC 6120 5.4.2.3"},
    {State::TlsHandshake, State::AwaitingHeader, "RFC 6120 5.4.3.3"},
    {State::AwaitingFeatures, State::AwaitingSaslOutcome, "RFC 6120 6.4.2"},
    {State::AwaitingSaslOutcome, State::AwaitingHeader, "RFC 6120 6.4.6"},
    {State::AwaitingSaslOutcome, State::AwaitingDialbackResult, "XEP-0178 3"},
    {State::AwaitingFeatures, State::Authenticated, "RFC 6120 4.3.5"},
    {State::AwaitingFeatures, State::AwaitingDialbackResult, "XEP-0220 2.1.1"},
    {State::AwaitingDialbackResult, State::Authenticated, "XEP-0220 2.1.1"},
    {State::AwaitingFeatures, State::AwaitingVerification, "XEP-0220 2.1.2"},
};

}  // namespace

std::string_view to_string(InitiatingState state) {
  switch (state) {
    case State::Connecting: return "Connecting";
    case State::AwaitingHeader: return "AwaitingHeader";
    case State::AwaitingFeatures: return "AwaitingFeatures";
    case State::AwaitingProceed: return "AwaitingProceed";
    case State::TlsHandshake: return "TlsHandshake";
    case State::AwaitingSaslOutcome: return "AwaitingSaslOutcome";
    case State::AwaitingDialbackResult: return "AwaitingDialbackResult";
    case State::AwaitingVerification: return "AwaitingVerification";
    case State::Authenticated: return "Authenticated";
    case State::Closing: return "Closing";
  }
  return "?";
}

std::span<const Edge<InitiatingState>> initiating_edges() { return kEdges; }

InitiatingStream::InitiatingStream(Settings settings)
    : settings_(std::move(settings)), methods_(allowed_methods(settings_.negotiation)) {
  if (settings_.purpose == Purpose::Stanzas) pairs_.emplace(settings_.pair, PairState::Waiting);
}

void InitiatingStream::handle(const StreamEvent& event, StreamActions& out) {
  struct Visitor {
    InitiatingStream& stream;
    StreamActions& out;
    void operator()(const TransportReady&) { stream.on_transport_ready(out); }
    void operator()(const TlsEstablished& tls) { stream.on_tls_established(tls, out); }
    void operator()(const TransportLost& lost) { stream.on_transport_lost(lost, out); }
    void operator()(const xml::HeaderReceived& header) { stream.on_header(header, out); }
    void operator()(const xml::ElementReceived& read) { stream.on_element(read.element, out); }
    void operator()(const xml::FooterReceived&) { stream.on_footer(out); }
    void operator()(const PairWanted& wanted) { stream.on_pair_wanted(wanted.pair, out); }
    void operator()(const PairsOverdue&) { stream.on_pairs_overdue(out); }
    void operator()(const KeyVerified&) {}  // only receiving streams hand keys out to be verified
    void operator()(const CloseWanted& wanted) {
      if (wanted.condition) {
        return stream.close_with(*wanted.condition, wanted.reason, out, wanted.detail);
      }
      stream.ends_in_order_ = stream.ends_in_order_ || stream.state_ != State::Closing;
      stream.close_in_order(wanted.reason, out);
    }
  };
  std::visit(Visitor{*this, out}, event);
}

bool InitiatingStream::may_add_pairs() const {
  if (state_ != State::Authenticated || settings_.purpose != Purpose::Stanzas) return false;
  const bool allowed = is_protected() ? methods_.tls_dialback : methods_.tcp_dialback;
  return allowed && offer_.dialback && offer_.dialback_errors;
}

bool InitiatingStream::may_add_target(const Domain& target) const {
  if (!may_add_pairs()) return false;
  if (target == settings_.pair.theirs) return true;
  // What TLSA records say of a certificate, they say for the domain that led to them alone.
  const bool by_dane = peer_certificate_.dane != DaneMatch::NotAsked;
  return is_protected() && !by_dane && evaluate_identity(peer_certificate_, target).proven();
}

// ---- the stream opens (RFC 6120 4.2, 4.3) ---------------------------------------------------------

void InitiatingStream::on_transport_ready(StreamActions& out) {
  if (state_ != State::Connecting) return;
  if (settings_.direct_tls) {
    out.push_back(BeginTls{});
    return enter(State::TlsHandshake, out);
  }
  send_header(out);
  enter(State::AwaitingHeader, out);
}

void InitiatingStream::on_header(const xml::HeaderReceived& header, StreamActions& out) {
  if (state_ == State::Closing) return;
  if (state_ != State::AwaitingHeader) {
    return close_with(StreamCondition::BadFormat, "a second stream header", out);
  }
  if (const auto fault = fault_of(header)) {
    return close_with(*fault, "the stream header is not that of a server stream", out);
  }
  peer_declares_dialback_ = header.declares_dialback;
  stream_id_ = header.id.value_or("");
  const auto from = Domain::parse(header.from.value_or(settings_.pair.theirs.text()));
  from_matches_ = from && *from == settings_.pair.theirs;
  enter(State::AwaitingFeatures, out);
  peer_is_modern_ = version_of(header)->is_modern();
  // Before RFC 3920 there were no features: what the header declares is all there is (4.7.5).
  if (!peer_is_modern_) on_features({}, out);
}

void InitiatingStream::on_element(const xml::Element& element, StreamActions& out) {
  if (state_ == State::Closing) return on_late_element(element, out);
  if (element.is(ns::kStreams, "error")) return on_stream_error(element, out);
  if (element.ns == ns::kStreamManagement && state_ == State::Authenticated) {
    return on_management(element, out);
  }
  switch (state_) {
    case State::AwaitingFeatures:
      if (element.is(ns::kStreams, "features")) return on_features(read_features(element), out);
      break;
    case State::AwaitingProceed:
      if (element.is(ns::kTls, "proceed")) return on_proceed(out);
      if (element.is(ns::kTls, "failure")) return on_starttls_failure(out);
      break;
    case State::AwaitingSaslOutcome:
      if (element.is(ns::kSasl, "challenge")) return on_sasl_challenge(element, out);
      if (sasl_course_ != SaslCourse::Aborted && element.is(ns::kSasl, "success")) {
        return on_sasl_success(out);
      }
      if (element.is(ns::kSasl, "failure")) return on_sasl_failure(element, out);
      break;
    case State::AwaitingDialbackResult:
    case State::AwaitingVerification:
    case State::Authenticated:
      if (is_dialback(element)) return on_dialback(element, out);
      break;
    case State::Connecting:
    case State::AwaitingHeader:
    case State::TlsHandshake:
    case State::Closing:
      break;
  }
  if (is_stanza(element) && both_ways_ && state_ == State::Authenticated) {
    return on_stanza(element, out);
  }
  if (is_stanza(element)) {
    // Without XEP-0288 nothing authenticates the receiving entity to send on this stream.
    return close_with(StreamCondition::NotAuthorized, "a stanza on a stream we opened", out);
  }
  if (is_stanza_of_other_content(element)) {
    return close_with(StreamCondition::InvalidNamespace,
                      "<" + element.name + "/> in the namespace " + element.ns, out);
  }
  close_with(StreamCondition::UnsupportedStanzaType, "unexpected <" + element.name + "/>", out);
}

// ---- features: the decision (RFC 6120 4.3.2) ------------------------------------------------------

InitiatingSituation InitiatingStream::situation() const {
  return {.purpose = settings_.purpose,
          .protection = protection_,
          .tls = settings_.negotiation.tls,
          .methods = methods_,
          .peer_proven = peer_identity_.proven(),
          .have_certificate = settings_.have_certificate,
          .sasl_failed = sasl_failed_};
}

void InitiatingStream::on_features(StreamFeatures offer, StreamActions& out) {
  if (!from_matches_) {
    return close_with(StreamCondition::InvalidFrom, "the response header names another domain", out);
  }
  offer.dialback = (offer.dialback || peer_declares_dialback_) && !stream_id_.empty();
  offer_ = offer;
  if (sasl_succeeded_) {
    // Whatever else is offered after authentication is voluntary to us (RFC 6120 4.3.5).
    if (offer_.unknown_required) {
      return close_with(refusal_condition(), "the partner requires a feature that we lack", out);
    }
    enter(State::Authenticated, out);
    enable_management(out);
    return open_first_pair(Method::SaslOverTls, out);
  }
  take_step(choose_step(situation(), offer_), out);
}

void InitiatingStream::take_step(Step step, StreamActions& out) {
  switch (step) {
    case Step::StartTls:
      send_starttls(out);
      return enter(State::AwaitingProceed, out);
    case Step::SaslExternal:
      ask_for_both_ways(out);
      send_auth(out);
      return enter(State::AwaitingSaslOutcome, out);
    case Step::Dialback:
      ask_for_both_ways(out);
      send_key(settings_.pair, out);
      return enter(State::AwaitingDialbackResult, out);
    case Step::VerifyKey:
      send_verification(out);
      return enter(State::AwaitingVerification, out);
    case Step::Refuse:
      return close_with(refusal_condition(),
                        "the partner offers no method that its settings allow" +
                            (is_protected() && !peer_identity_.proven()
                                 ? "; its certificate: " + peer_identity_.reason
                                 : std::string()),
                        out);
  }
}

StreamCondition InitiatingStream::refusal_condition() const {
  if (!peer_is_modern_) return StreamCondition::UnsupportedVersion;         // 4.7.5, rule 3
  if (offer_.unknown_required) return StreamCondition::UnsupportedFeature;  // 4.9.3.23
  return StreamCondition::PolicyViolation;
}

// ---- STARTTLS and TLS (RFC 6120 5.4) --------------------------------------------------------------

void InitiatingStream::send_starttls(StreamActions& out) {
  out.push_back(WriteElement{xml::Element(ns::kTls, "starttls")});
}

void InitiatingStream::on_proceed(StreamActions& out) {
  out.push_back(BeginTls{});
  enter(State::TlsHandshake, out);
}

void InitiatingStream::on_starttls_failure(StreamActions& out) {
  // The receiving entity ends the stream (5.4.2.2); no other try in plain text follows.
  close_in_order("the partner refused STARTTLS", out);
}

void InitiatingStream::on_tls_established(const TlsEstablished& event, StreamActions& out) {
  if (state_ != State::TlsHandshake) return;
  protection_ = Protection::Tls;
  // All that was learnt in clear text is void (RFC 6120 5.4.3.3).
  stream_id_.clear();
  offer_ = {};
  peer_declares_dialback_ = false;
  peer_is_modern_ = true;
  from_matches_ = true;
  header_sent_ = false;
  peer_certificate_ = event.certificate;
  peer_identity_ = evaluate_identity(event.certificate, settings_.pair.theirs, settings_.secure_host);
  if (settings_.require_trusted_certificate && !peer_identity_.proven()) {
    return close_with(StreamCondition::NotAuthorized,
                      "a trusted certificate is required of this partner: " + peer_identity_.reason,
                      out);
  }
  send_header(out);
  enter(State::AwaitingHeader, out);
}

// ---- small things ---------------------------------------------------------------------------------

void InitiatingStream::send_header(StreamActions& out) {
  header_sent_ = true;
  out.push_back(WriteHeader{.to = settings_.pair.theirs,
                            .from = settings_.pair.ours,
                            .id = {},
                            .declare_dialback = methods_.any_dialback() ||
                                                settings_.purpose == Purpose::Verification});
}

void InitiatingStream::enter(State state, StreamActions& out) {
  out.push_back(move_along<State>(kEdges, state_, state));
  state_ = state;
}

}  // namespace gateway
