#include "gateway/stream/initiating_stream.hpp"

#include "gateway/base/assert.hpp"
#include "gateway/base/encoding.hpp"
#include "gateway/dialback/dialback_key.hpp"
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

const xml::Element* stream_error_condition(const xml::Element& error) {
  for (const xml::Element::Node& node : error.children) {
    const auto* child = std::get_if<xml::Element>(&node);
    if (child != nullptr && child->ns == ns::kStreamErrors && child->name != "text") return child;
  }
  return nullptr;
}

std::string condition_name(const xml::Element& parent) {
  const xml::Element* condition = parent.first_child();
  return condition == nullptr ? std::string("(no condition)") : condition->name;
}

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
    void operator()(const KeyVerified&) {}  // only receiving streams hand keys out to be verified
    void operator()(const CloseWanted& wanted) {
      if (wanted.condition) return stream.close_with(*wanted.condition, wanted.reason, out);
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
  if (header.ns != ns::kStreams || header.content_ns != ns::kServer) {
    return close_with(StreamCondition::InvalidNamespace,
                      "the stream's namespaces are not those of a server stream", out);
  }
  peer_declares_dialback_ = header.declares_dialback;
  stream_id_ = header.id.value_or("");
  const auto from = Domain::parse(header.from.value_or(settings_.pair.theirs.text()));
  from_matches_ = from && *from == settings_.pair.theirs;
  enter(State::AwaitingFeatures, out);
  // Before RFC 3920 there were no features: what the header declares is all there is (4.7.5).
  if (!header.version) on_features({}, out);
}

void InitiatingStream::on_element(const xml::Element& element, StreamActions& out) {
  if (state_ == State::Closing) return;
  if (element.is(ns::kStreams, "error")) return on_stream_error(element, out);
  switch (state_) {
    case State::AwaitingFeatures:
      if (element.is(ns::kStreams, "features")) return on_features(read_features(element), out);
      break;
    case State::AwaitingProceed:
      if (element.is(ns::kTls, "proceed")) return on_proceed(out);
      if (element.is(ns::kTls, "failure")) return on_starttls_failure(out);
      break;
    case State::AwaitingSaslOutcome:
      if (element.is(ns::kSasl, "success")) return on_sasl_success(out);
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
  if (is_stanza(element)) {
    // Without XEP-0288 nothing authenticates the receiving entity to send on this stream.
    return close_with(StreamCondition::NotAuthorized, "a stanza on a stream we opened", out);
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
    // Whatever is offered after authentication is voluntary to us (RFC 6120 4.3.5).
    enter(State::Authenticated, out);
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
      send_auth(out);
      return enter(State::AwaitingSaslOutcome, out);
    case Step::Dialback:
      send_key(settings_.pair, out);
      return enter(State::AwaitingDialbackResult, out);
    case Step::VerifyKey:
      send_verification(out);
      return enter(State::AwaitingVerification, out);
    case Step::Refuse:
      return close_with(StreamCondition::PolicyViolation,
                        "the partner offers no method that its settings allow" +
                            (is_protected() && !peer_identity_.proven()
                                 ? "; its certificate: " + peer_identity_.reason
                                 : std::string()),
                        out);
  }
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
  from_matches_ = true;
  header_sent_ = false;
  peer_identity_ = evaluate_identity(event.certificate, settings_.pair.theirs);
  if (settings_.require_trusted_certificate && !peer_identity_.proven()) {
    return close_with(StreamCondition::NotAuthorized,
                      "a trusted certificate is required of this partner: " + peer_identity_.reason,
                      out);
  }
  send_header(out);
  enter(State::AwaitingHeader, out);
}

// ---- SASL EXTERNAL (RFC 6120 6.4, XEP-0178 3) -----------------------------------------------------

void InitiatingStream::send_auth(StreamActions& out) {
  xml::Element auth(ns::kSasl, "auth");
  auth.set("mechanism", "EXTERNAL");
  // Old receiving entities want the identity spelled out (XEP-0178 3).
  auth.add_text(base64_encode(settings_.pair.ours.text()));
  out.push_back(WriteElement{std::move(auth)});
}

void InitiatingStream::on_sasl_success(StreamActions& out) {
  sasl_succeeded_ = true;
  stream_id_.clear();
  header_sent_ = false;
  out.push_back(RestartReader{});
  send_header(out);
  enter(State::AwaitingHeader, out);
}

void InitiatingStream::on_sasl_failure(const xml::Element& failure, StreamActions& out) {
  sasl_failed_ = true;
  const std::string condition = condition_name(failure);
  out.push_back(StreamLog{Severity::Warning, "sasl-failed",
                          "the partner refused SASL EXTERNAL: " + condition +
                              "; check that our certificate names our domain and is trusted there"});
  if (choose_step(situation(), offer_) == Step::Dialback) return take_step(Step::Dialback, out);
  close_in_order("the partner refused SASL EXTERNAL (" + condition + ")", out);
}

// ---- dialback (XEP-0220 2.1) ----------------------------------------------------------------------

void InitiatingStream::send_key(const DomainPair& pair, StreamActions& out) {
  // Whatever the table of settings says elsewhere, a key never crosses a plain stream here.
  GATEWAY_ASSERT(is_protected() || settings_.negotiation.tls != Tls::Required, "key in clear");
  out.push_back(WriteElement{write_dialback(
      {.kind = DialbackKind::Result,
       .type = DialbackType::Request,
       .from = pair.ours,
       .to = pair.theirs,
       .id = {},
       .key = dialback_key(settings_.dialback_secret, {.receiving = pair.theirs,
                                                       .originating = pair.ours,
                                                       .stream_id = stream_id_})})});
}

void InitiatingStream::on_pair_wanted(const DomainPair& pair, StreamActions& out) {
  if (!may_add_pairs() || pairs_.contains(pair)) return;
  pairs_.emplace(pair, PairState::Waiting);
  send_key(pair, out);
}

void InitiatingStream::send_verification(StreamActions& out) {
  GATEWAY_ASSERT(is_protected() || settings_.negotiation.tls != Tls::Required, "key in clear");
  const VerificationRequest& request = *settings_.verification;
  out.push_back(WriteElement{write_dialback({.kind = DialbackKind::Verify,
                                             .type = DialbackType::Request,
                                             .from = request.pair.ours,
                                             .to = request.pair.theirs,
                                             .id = request.stream_id,
                                             .key = request.key})});
}

void InitiatingStream::on_dialback(const xml::Element& element, StreamActions& out) {
  const auto read = read_dialback(element);
  if (!read) {
    return close_with(StreamCondition::ImproperAddressing, read.error().what, out);
  }
  if (read->type == DialbackType::Request) {
    // Requests on a stream we opened would need XEP-0288, which nobody negotiated.
    return close_with(StreamCondition::UnsupportedStanzaType, "a dialback request on our stream",
                      out);
  }
  if (read->kind == DialbackKind::Result) return on_dialback_result(*read, out);
  on_verification_answer(*read, out);
}

void InitiatingStream::on_dialback_result(const DialbackElement& result, StreamActions& out) {
  const DomainPair pair{.ours = result.to, .theirs = result.from};
  const auto found = pairs_.find(pair);
  // XEP-0220 3.1: an answer counts only for a request made on this very stream.
  if (found == pairs_.end() || found->second != PairState::Waiting || sasl_succeeded_) {
    out.push_back(StreamLog{Severity::Warning, "dialback-unsolicited",
                            "ignored a db:result for " + to_string(pair) +
                                " that answers no request of this stream"});
    return;
  }
  if (result.type == DialbackType::Valid) {
    found->second = PairState::Open;
    if (state_ == State::AwaitingDialbackResult) enter(State::Authenticated, out);
    out.push_back(PairOpened{pair, dialback_method()});
    return;
  }
  pairs_.erase(found);
  const bool invalid = result.type == DialbackType::Invalid;
  const std::string reason =
      invalid ? "the partner says our dialback key is invalid; do all our servers share one "
                "dialback_passphrase, and does DNS point to them?"
              : "dialback failed at the partner: " + std::string(to_string(result.condition));
  out.push_back(StreamLog{Severity::Warning, "dialback-refused", reason});
  out.push_back(PairFailed{pair,
                           invalid ? StanzaCondition::InternalServerError
                                   : StanzaCondition::RemoteServerTimeout,
                           reason});
  // After `invalid` the peer closes (2.2.1); after `error` the stream lives on for other pairs.
  if (pairs_.empty() && !invalid) close_in_order("no pair left on the stream", out);
}

void InitiatingStream::on_verification_answer(const DialbackElement& answer, StreamActions& out) {
  const auto& request = settings_.verification;
  const bool awaited = state_ == State::AwaitingVerification && request &&
                       answer.from == request->pair.theirs && answer.to == request->pair.ours &&
                       answer.id == request->stream_id;
  if (!awaited) {
    out.push_back(StreamLog{Severity::Warning, "dialback-unsolicited",
                            "ignored a db:verify answer that matches no request of this stream"});
    return;
  }
  VerificationOutcome outcome;
  switch (answer.type) {
    case DialbackType::Valid:
      outcome.verdict = VerificationOutcome::Verdict::Valid;
      break;
    case DialbackType::Invalid:
      outcome.verdict = VerificationOutcome::Verdict::Invalid;
      outcome.reason = "the authoritative server says the key is invalid";
      break;
    case DialbackType::Request:
    case DialbackType::Error:
      outcome.condition = StanzaCondition::RemoteServerNotFound;  // XEP-0220 2.5, errors in step 3
      outcome.reason = "the authoritative server answered " +
                       std::string(to_string(answer.condition));
      break;
  }
  end_verification(std::move(outcome), out);
  close_in_order("verification done", out);
}

void InitiatingStream::end_verification(VerificationOutcome outcome, StreamActions& out) {
  if (settings_.purpose != Purpose::Verification || !settings_.verification) return;
  settings_.verification.reset();
  out.push_back(VerificationEnded{std::move(outcome)});
}

// ---- the end (RFC 6120 4.4, 4.9) ------------------------------------------------------------------

void InitiatingStream::on_stream_error(const xml::Element& error, StreamActions& out) {
  const xml::Element* condition = stream_error_condition(error);
  const std::string name = condition == nullptr ? "(no condition)" : condition->name;
  out.push_back(StreamLog{Severity::Warning, "stream-error-received",
                          "the partner closed the stream with " + name});
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
  if (state_ == State::Closing) {
    out.push_back(EndConnection{});
    return;
  }
  end_verification({VerificationOutcome::Verdict::Error, StanzaCondition::RemoteServerTimeout,
                    "the authoritative server closed the stream"},
                   out);
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
  for (const auto& [pair, state] : pairs_) out.push_back(PairFailed{pair, condition, reason});
  pairs_.clear();
}

void InitiatingStream::close_with(StreamCondition condition, const std::string& reason,
                                  StreamActions& out) {
  if (state_ == State::Closing) return;
  out.push_back(closing_log(condition, reason));
  if (state_ != State::Connecting && state_ != State::TlsHandshake && !header_sent_) {
    send_header(out);
  }
  if (state_ == State::TlsHandshake && is_protected()) send_header(out);  // the certificate's fault
  const bool can_speak = header_sent_ && (state_ != State::TlsHandshake || is_protected());
  enter(State::Closing, out);
  if (can_speak) {
    xml::Element error(ns::kStreams, "error");
    error.add({ns::kStreamErrors, to_string(condition)});
    out.push_back(WriteElement{std::move(error)});
    out.push_back(WriteFooter{});
  }
  const auto verification_error = condition == StreamCondition::ConnectionTimeout
                                      ? StanzaCondition::RemoteServerTimeout
                                      : StanzaCondition::RemoteConnectionFailed;
  end_verification({VerificationOutcome::Verdict::Error, verification_error, reason}, out);
  fail_pairs(StanzaCondition::RemoteServerTimeout, reason, out);
  out.push_back(EndConnection{});
}

void InitiatingStream::close_in_order(const std::string& reason, StreamActions& out) {
  if (state_ == State::Closing) return;
  const bool can_speak = header_sent_ && state_ != State::TlsHandshake;
  enter(State::Closing, out);
  if (can_speak) out.push_back(WriteFooter{});
  end_verification({VerificationOutcome::Verdict::Error, StanzaCondition::RemoteConnectionFailed,
                    reason},
                   out);
  fail_pairs(StanzaCondition::RemoteServerTimeout, reason, out);
  if (!can_speak) out.push_back(EndConnection{});
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

void InitiatingStream::open_first_pair(Method method, StreamActions& out) {
  pairs_.at(settings_.pair) = PairState::Open;
  out.push_back(PairOpened{settings_.pair, method});
}

Method InitiatingStream::dialback_method() const {
  return is_protected() ? Method::TlsDialback : Method::TcpDialback;
}

void InitiatingStream::enter(State state, StreamActions& out) {
  const std::string_view section = state == State::Closing
                                       ? std::string_view("RFC 6120 4.4")
                                       : section_of<State>(kEdges, state_, state);
  GATEWAY_ASSERT(!section.empty(), std::string(to_string(state_)) + " -> " +
                                       std::string(to_string(state)) + " is no edge");
  out.push_back(Moved{to_string(state_), to_string(state), section});
  state_ = state;
}

}  // namespace gateway
