// How a peer is authenticated on a stream it opened: SASL EXTERNAL (RFC 6120 6, XEP-0178 3) and
// dialback (XEP-0220 2.2), and what then may pass (RFC 6120 8.1).
#include <utility>

#include "gateway/base/encoding.hpp"
#include "gateway/dialback/dialback_key.hpp"
#include "gateway/stream/receiving_stream.hpp"
#include "gateway/xmpp/namespaces.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {
namespace {

using State = ReceivingState;

constexpr std::uint32_t kSaslFailuresMax = 3;  // RFC 6120 6.4.5: between 2 and 5 retries
constexpr std::size_t kPairsMax = 64;          // on one stream; bounds what a peer can make us keep

}  // namespace

// ---- SASL EXTERNAL --------------------------------------------------------------------------------

void ReceivingStream::on_sasl(const xml::Element& element, StreamActions& out) {
  if (state_ == State::Authenticated) {
    return close_with(StreamCondition::PolicyViolation,
                      "<" + element.name + "/> on an authenticated stream", out);
  }
  if (!is_protected()) {
    return fail_sasl(SaslCondition::EncryptionRequired, "SASL without TLS", out);
  }
  if (element.name == "response") return on_response(element, out);
  sasl_challenged_ = false;  // what was under way is discarded (RFC 6120 6.4.2, 6.4.4)
  if (element.name == "auth") return on_auth(element, out);
  fail_sasl(SaslCondition::Aborted, "the peer aborted", out);
}

void ReceivingStream::on_auth(const xml::Element& auth, StreamActions& out) {
  const bool external = auth.attribute_or("mechanism", "") == "EXTERNAL";
  if (external && !offer_.sasl_external && may_use_external()) {
    // XEP-0178 3: the mechanism is right, the certificate is not.
    return fail_sasl(SaslCondition::NotAuthorized,
                     "the certificate: " + evaluate_identity(certificate_, *claimed_).reason, out);
  }
  if (!external || !offer_.sasl_external) {
    return fail_sasl(SaslCondition::InvalidMechanism, "the mechanism was not offered", out);
  }
  const std::string response = auth.text();
  if (!response.empty()) return conclude_sasl(response, out);
  // The slower form: the response follows upon an empty challenge (RFC 6120 6.3.10).
  sasl_challenged_ = true;
  out.push_back(WriteElement{xml::Element(ns::kSasl, "challenge")});
}

void ReceivingStream::on_response(const xml::Element& response, StreamActions& out) {
  if (!std::exchange(sasl_challenged_, false)) {
    return fail_sasl(SaslCondition::MalformedRequest, "a response without a challenge", out);
  }
  conclude_sasl(response.text(), out);
}

bool ReceivingStream::may_use_external() const {
  return partner_ != nullptr && allowed_methods(partner_->negotiation).sasl_over_tls;
}

void ReceivingStream::conclude_sasl(const std::string& response, StreamActions& out) {
  // "=" is the empty response: the identity is that of the header (RFC 6120 6.4.2, XEP-0178 3).
  if (response != "=" && !response.empty()) {
    const auto identity = base64_decode(response);
    if (!identity) {
      return fail_sasl(SaslCondition::IncorrectEncoding, "the response is not base64", out);
    }
    const auto domain = Domain::parse(*identity);
    if (!domain || *domain != *claimed_) {
      return fail_sasl(SaslCondition::InvalidAuthzid, "the identity is not that of 'from'", out);
    }
  }
  sasl_succeeded_ = true;
  out.push_back(WriteElement{xml::Element(ns::kSasl, "success")});
  out.push_back(RestartReader{});
  header_sent_ = false;
  pairs_.clear();  // the stream begins anew (RFC 6120 6.4.6)
  enter(State::AwaitingHeader, out);
}

void ReceivingStream::fail_sasl(SaslCondition condition, const std::string& reason,
                                StreamActions& out) {
  out.push_back(StreamLog{Severity::Warning, "sasl-refused",
                          reason + " (" + std::string(to_string(condition)) + ")"});
  xml::Element failure(ns::kSasl, "failure");
  failure.add({ns::kSasl, to_string(condition)});
  out.push_back(WriteElement{std::move(failure)});
  if (++sasl_failures_ >= kSaslFailuresMax) {
    close_with(StreamCondition::PolicyViolation, "too many SASL failures", out);
  }
}

// ---- dialback: a key is offered to us (XEP-0220 2.2.1) --------------------------------------------

void ReceivingStream::on_dialback(const xml::Element& element, StreamActions& out) {
  const auto read = read_dialback(element);
  if (!read) return close_with(condition_of_unreadable(read.error()), read.error().what, out);
  if (read->type != DialbackType::Request) {
    // We offer no keys on a stream of theirs, bidirectional (XEP-0288 4) or not: whatever an answer
    // says, it answers nothing of ours (XEP-0220 2.2, 3.1).
    out.push_back(StreamLog{Severity::Warning, "dialback-unsolicited",
                            "ignored a dialback answer on a stream the peer opened"});
    return;
  }
  if (read->kind == DialbackKind::Verify) return on_key_questioned(*read, out);
  on_key_offered(*read, out);
}

void ReceivingStream::on_key_offered(const DialbackElement& request, StreamActions& out) {
  if (!settings_.is_ours(request.to)) {
    return answer_dialback(request, DialbackType::Error, StanzaCondition::ItemNotFound, out);
  }
  const Partner* partner = settings_.partner_of(request.from);
  if (partner == nullptr || (partner_ != nullptr && partner != partner_)) {
    out.push_back(StreamLog{Severity::Warning, "dialback-refused",
                            request.from.text() + " is no domain of the partner that opened the stream"});
    return answer_dialback(request, DialbackType::Error, StanzaCondition::PolicyViolation, out);
  }
  if (!partner->negotiation.dialback && partner->profile == DialbackProfile::Lync2013) {
    out.push_back(StreamLog{Severity::Info, "dialback-ignored",
                            "dialback is off for " + request.from.text()});
    return;
  }
  // The certificate is judged now, for the domain of this very request (XEP-0344 3).
  const ReceivingSituation situation = situation_for(*partner, request.from);
  if (const auto refusal = dialback_refusal(situation)) {
    out.push_back(StreamLog{Severity::Warning, "dialback-refused",
                            "dialback of " + request.from.text() +
                                " is not allowed on this stream by the partner's settings"});
    return answer_dialback(request, DialbackType::Error, *refusal, out);
  }
  const DomainPair pair{.ours = request.to, .theirs = request.from};
  const auto found = pairs_.find(pair);
  if (found != pairs_.end()) {
    // Undefined by XEP-0220; an open pair stays open, a pending one will be answered once.
    if (found->second == PairState::Open) {
      answer_dialback(request, DialbackType::Valid, {}, out);
    }
    return;
  }
  if (pairs_.size() >= kPairsMax) {
    return answer_dialback(request, DialbackType::Error, StanzaCondition::ResourceConstraint, out);
  }
  // A stream without 'from' has yet to be counted for the partner: its key is verified.
  if (partner_ == partner && certificate_answers_key(situation)) {
    out.push_back(StreamLog{Severity::Info, "dialback-by-certificate",
                            "the certificate proves " + request.from.text() +
                                "; its key was not shown to the authoritative server"});
    return accept_key(request, out);
  }
  partner_ = partner;  // a stream without 'from' belongs to the partner whose key came first
  pairs_.emplace(pair, PairState::Verifying);
  out.push_back(KeyToVerify{{.pair = pair, .stream_id = stream_id_, .key = request.key}});
}

void ReceivingStream::on_key_verified(const KeyVerified& event, StreamActions& out) {
  const DomainPair& pair = event.request.pair;
  const auto found = pairs_.find(pair);
  const bool awaited = found != pairs_.end() && found->second == PairState::Verifying;
  // A restart gives the stream another id: the verdict is then on a key of the old one.
  if (state_ == State::Closing || !awaited || event.request.stream_id != stream_id_) {
    return;  // XEP-0220 2.1.2: drop silently
  }
  const DialbackElement request = request_of(pair);
  switch (event.outcome.verdict) {
    case VerificationOutcome::Verdict::Valid:
      return accept_key(request, out);
    case VerificationOutcome::Verdict::Invalid:
      pairs_.erase(found);
      return answer_invalid(request, out);
    case VerificationOutcome::Verdict::Error:
      pairs_.erase(found);
      out.push_back(StreamLog{Severity::Warning, "dialback-failed",
                              "the key of " + pair.theirs.text() +
                                  " could not be verified: " + event.outcome.reason});
      return answer_dialback(request, DialbackType::Error, event.outcome.condition, out);
  }
}

void ReceivingStream::accept_key(const DialbackElement& request, StreamActions& out) {
  const DomainPair pair{.ours = request.to, .theirs = request.from};
  pairs_.insert_or_assign(pair, PairState::Open);
  answer_dialback(request, DialbackType::Valid, {}, out);
  if (state_ == State::Negotiating) enter(State::Authenticated, out);
  open_pair(pair, is_protected() ? Method::TlsDialback : Method::TcpDialback, out);
}

void ReceivingStream::answer_invalid(const DialbackElement& request, StreamActions& out) {
  out.push_back(StreamLog{Severity::Warning, "dialback-invalid",
                          "the authoritative server of " + request.from.text() +
                              " does not know the key: somebody may be posing as that domain"});
  const Partner* partner = settings_.partner_of(request.from);
  if (partner != nullptr && partner->profile == DialbackProfile::Lync2013) return;
  if (has_open_pair()) {
    // The other pairs need not suffer (XEP-0220 2.2.1).
    return answer_dialback(request, DialbackType::Error, StanzaCondition::Forbidden, out);
  }
  answer_dialback(request, DialbackType::Invalid, {}, out);
  close_in_order("the key is invalid", out);
  out.push_back(EndConnection{});
}

DialbackElement ReceivingStream::request_of(const DomainPair& pair) const {
  return {.kind = DialbackKind::Result, .type = DialbackType::Request, .from = pair.theirs,
          .to = pair.ours, .id = {}, .key = {}};
}

// ---- dialback: a key of ours is questioned (XEP-0220 2.2.2) ---------------------------------------

void ReceivingStream::on_key_questioned(const DialbackElement& request, StreamActions& out) {
  if (!settings_.is_ours(request.to)) {
    return answer_dialback(request, DialbackType::Error, StanzaCondition::ItemNotFound, out);
  }
  const Partner* asking = settings_.partner_of(request.from);
  if (!is_protected() && asking != nullptr && asking->negotiation.tls == Tls::Required) {
    return answer_dialback(request, DialbackType::Error, StanzaCondition::PolicyViolation, out);
  }
  const bool valid = dialback_key_matches(
      secret_,
      {.receiving = request.from, .originating = request.to, .stream_id = request.id},
      request.key);
  answer_dialback(request, valid ? DialbackType::Valid : DialbackType::Invalid, {}, out);
}

void ReceivingStream::answer_dialback(const DialbackElement& request, DialbackType type,
                                      StanzaCondition condition, StreamActions& out) {
  out.push_back(WriteElement{write_dialback({.kind = request.kind,
                                             .type = type,
                                             .from = request.to,
                                             .to = request.from,
                                             .id = request.id,
                                             .key = {},
                                             .condition = condition})});
}

// ---- stanzas (RFC 6120 8.1, 4.9.3) ----------------------------------------------------------------

void ReceivingStream::on_stanza(const xml::Element& stanza, StreamActions& out) {
  if (!has_open_pair()) {
    return close_with(StreamCondition::NotAuthorized, "a stanza before authentication", out);
  }
  const auto addresses = addresses_of(stanza);
  if (!addresses) {
    return close_with(StreamCondition::ImproperAddressing, "a stanza without 'from' or 'to'", out);
  }
  const DomainPair pair{.ours = addresses->to.domain(), .theirs = addresses->from.domain()};
  if (is_open(pair)) return hand_over(stanza, out);
  for (const auto& [open, state] : pairs_) {
    if (state == PairState::Open && open.theirs == pair.theirs) {
      return close_with(StreamCondition::HostUnknown,
                        "the stream is not authenticated for " + pair.ours.text(), out);
    }
  }
  close_with(StreamCondition::InvalidFrom,
             "the stream is not authenticated for " + pair.theirs.text(), out);
}

}  // namespace gateway
