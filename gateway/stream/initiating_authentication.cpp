// How we authenticate on a stream that we open: SASL EXTERNAL (RFC 6120 6, XEP-0178 3), dialback
// (XEP-0220 2.1.1), and how we have somebody's key verified (XEP-0220 2.1.2).
#include "gateway/base/assert.hpp"
#include "gateway/base/encoding.hpp"
#include "gateway/dialback/dialback_key.hpp"
#include "gateway/stream/initiating_stream.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway {
namespace {

using State = InitiatingState;

std::string condition_name(const xml::Element& parent) {
  const xml::Element* condition = parent.first_child();
  return condition == nullptr ? std::string("(no condition)") : condition->name;
}

}  // namespace

// ---- SASL EXTERNAL (RFC 6120 6.4, XEP-0178 3) -----------------------------------------------------

void InitiatingStream::send_auth(StreamActions& out) {
  xml::Element auth(ns::kSasl, "auth");
  auth.set("mechanism", "EXTERNAL");
  // Old receiving entities want the identity spelled out (XEP-0178 3).
  auth.add_text(base64_encode(settings_.pair.ours.text()));
  out.push_back(WriteElement{std::move(auth)});
}

/// The one response that EXTERNAL knows went out with <auth/> (RFC 4422 A.1). Who overlooked it asks
/// with an empty challenge and gets it again; whoever wants more speaks of another mechanism.
void InitiatingStream::on_sasl_challenge(const xml::Element& challenge, StreamActions& out) {
  if (sasl_course_ == SaslCourse::Aborted) {
    return close_with(StreamCondition::PolicyViolation, "a challenge after <abort/>", out);
  }
  if (sasl_course_ == SaslCourse::Begun && challenge.text().empty()) {
    sasl_course_ = SaslCourse::Repeated;
    xml::Element response(ns::kSasl, "response");
    response.add_text(base64_encode(settings_.pair.ours.text()));
    out.push_back(WriteElement{std::move(response)});
    return;
  }
  sasl_course_ = SaslCourse::Aborted;
  out.push_back(StreamLog{Severity::Warning, "sasl-failed",
                          "the partner's challenge does not belong to EXTERNAL; aborted"});
  out.push_back(WriteElement{xml::Element(ns::kSasl, "abort")});
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
  if (pairs_.contains(pair)) return;
  if (!may_add_target(pair.theirs)) {
    out.push_back(PairFailed{pair, StanzaCondition::RemoteServerTimeout,
                             "the stream takes no further pairs any more"});
    return;
  }
  pairs_.emplace(pair, PairState::Waiting);
  send_key(pair, out);
}

void InitiatingStream::on_pairs_overdue(StreamActions& out) {
  if (state_ != State::Authenticated) return;  // before that the whole stream is overdue
  std::erase_if(pairs_, [&](const auto& entry) {
    if (entry.second == PairState::Open) return false;
    out.push_back(PairFailed{entry.first, StanzaCondition::RemoteServerTimeout,
                             "the partner did not answer our dialback key in time"});
    return true;
  });
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
    return close_with(condition_of_unreadable(read.error()), read.error().what, out);
  }
  if (read->type == DialbackType::Request && both_ways_) {
    return refuse_dialback(*read, out);
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
  if (found == pairs_.end() || found->second != PairState::Waiting) {
    out.push_back(StreamLog{Severity::Warning, "dialback-unsolicited",
                            "ignored a db:result for " + to_string(pair) +
                                " that answers no request of this stream"});
    return;
  }
  if (result.type == DialbackType::Valid) {
    found->second = PairState::Open;
    if (state_ == State::AwaitingDialbackResult) enter(State::Authenticated, out);
    enable_management(out);
    open_pair(pair, dialback_method(), out);
    return;
  }
  pairs_.erase(found);
  on_key_refused(pair, result, out);
}

void InitiatingStream::on_key_refused(const DomainPair& pair, const DialbackElement& result,
                                      StreamActions& out) {
  const bool invalid = result.type == DialbackType::Invalid;
  // XEP-0220 2.5: another connection is tried, once.
  const bool try_again = !invalid && result.condition == StanzaCondition::ResourceConstraint &&
                         !settings_.second_connection;
  const std::string reason =
      invalid ? "the partner says our dialback key is invalid; do all our servers share one "
                "dialback_passphrase, and does DNS point to them?"
              : "dialback failed at the partner: " + std::string(to_string(result.condition));
  out.push_back(StreamLog{Severity::Warning, "dialback-refused",
                          to_string(pair) + ": " + reason +
                              (try_again ? "; a connection of its own is tried" : "")});
  if (!try_again) {
    out.push_back(PairFailed{pair,
                             invalid ? StanzaCondition::InternalServerError
                                     : StanzaCondition::RemoteServerTimeout,
                             reason});
  }
  // After `invalid` the peer closes (2.2.1), and other pairs shall not use the stream any more
  // (2.1.1): we leave it too. After `error` it lives on for them.
  if (invalid && !pairs_.empty()) {
    ends_in_order_ = true;  // nothing is wrong with the others: they may connect at once
    close_in_order("the partner called the key of another pair on the stream invalid", out);
  }
  if (!invalid && pairs_.empty()) close_in_order("no pair left on the stream", out);
  if (try_again) out.push_back(PairNeedsConnection{pair, reason});  // the old one is given up first
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

void InitiatingStream::open_first_pair(Method method, StreamActions& out) {
  pairs_.at(settings_.pair) = PairState::Open;
  open_pair(settings_.pair, method, out);
}

Method InitiatingStream::dialback_method() const {
  return is_protected() ? Method::TlsDialback : Method::TcpDialback;
}

}  // namespace gateway
