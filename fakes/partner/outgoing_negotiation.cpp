// What is said on an outgoing stream: headers, STARTTLS, EXTERNAL, dialback, stanzas.
// Source: RFC 6120 4.2, 5.4, 6.4; XEP-0178 3; XEP-0220 2.1.
#include <fmt/format.h>

#include <utility>

#include "fakes/authority/key.hpp"
#include "fakes/partner/names.hpp"
#include "fakes/partner/outgoing.hpp"
#include "fakes/partner/wrong_stanzas.hpp"
#include "fakes/wire/writer.hpp"
#include "gateway/base/encoding.hpp"

namespace fakes {

void Outgoing::say_header(Surroundings& s) {
  const Deviations& wrong = deviations(s);
  wire::HeaderText header;
  header.from = wrong.wrong_stream_from.empty() ? spelled(ours_, wrong.domain_spelling)
                                                : wrong.wrong_stream_from;
  if (!link_->secure() && !wrong.stream_from_before_tls.empty()) {
    header.from = wrong.stream_from_before_tls;
  }
  header.to = wrong.header_to_unknown_host.empty() ? spelled(theirs_, wrong.domain_spelling)
                                                   : wrong.header_to_unknown_host;
  header.version = !wrong.no_version;
  header.declares_dialback = s.settings.dialback || verification_.has_value();
  header.before = before_header(wrong);
  state_ = State::AwaitingHeader;
  link_->say_header(styled_header(wire::stream_header(header), wrong) + after_header(wrong), s);
  if (wrong.silent_after_header) link_->mute();
}

void Outgoing::read_items(Surroundings& s) {
  while (std::optional<wire::Item> item = link_->next_item(s)) on_item(*item, s);
}

void Outgoing::on_item(const wire::Item& item, Surroundings& s) {
  if (const auto* header = std::get_if<wire::HeaderRead>(&item))
    return on_header(header->header, s);
  if (const auto* child = std::get_if<wire::ChildRead>(&item)) return on_child(child->child, s);
  if (std::holds_alternative<wire::ClosingTagRead>(item)) {
    return give_up(VerificationOutcome::BrokenOff, "the gateway closed the stream", s);
  }
  give_up(VerificationOutcome::BrokenOff, std::get<wire::ReadFailed>(item).reason, s);
  link_->close_saying(wire::stream_error("not-well-formed"), s);
}

void Outgoing::on_header(const wire::Element& header, Surroundings& s) {
  stream_id_ = header.attribute("id");
  header_declares_dialback_ = header.declares(wire::kDialbackNs);
  state_ = State::AwaitingFeatures;
  // RFC 6120 4.7.5: no version means 0.9, and then no features follow.
  const std::string_view version = header.attribute("version");
  if (version.empty() || version.starts_with("0.")) on_features(wire::Element{}, s);
}

void Outgoing::on_child(const wire::Element& child, Surroundings& s) {
  if (child.is("error", wire::kStreamsNs)) return on_stream_error(child, s);
  const bool features = child.is("features", wire::kStreamsNs);
  if (features && state_ == State::AwaitingFeatures) return on_features(child, s);
  if (child.ns == wire::kTlsNs && state_ == State::AwaitingProceed) {
    if (child.name != "proceed") {
      give_up(VerificationOutcome::NotConnected, "STARTTLS refused", s);
      return link_->close(s);
    }
    state_ = State::TlsHandshake;
    const std::string& other = deviations(s).other_server_name;
    return link_->start_tls(gateway::TlsRole::Client, other.empty() ? theirs_ : other, s);
  }
  if (child.ns == wire::kSaslNs && state_ == State::AwaitingSaslOutcome) {
    return on_sasl_outcome(child, s);
  }
  if (child.is("result", wire::kDialbackNs) && state_ == State::AwaitingDialbackResult) {
    return on_dialback_result(child, s);
  }
  if (child.is("verify", wire::kDialbackNs) && state_ == State::AwaitingVerdict) {
    return on_verdict(child, s);
  }
  const bool stanza = child.ns == wire::kServerNs &&
                      (child.name == "message" || child.name == "presence" || child.name == "iq");
  if (stanza && both_ways_) return on_stanza(child, s);
  if (child.ns == wire::kStreamManagementNs && acks_.enabled()) return on_management(child, s);
  s.note(link_->id(), fmt::format("ignored <{}/>", child.name));
}

void Outgoing::on_stream_error(const wire::Element& error, Surroundings& s) {
  const std::string condition = condition_of(error, wire::kStreamErrorNs);
  const bool unknown = condition == "host-unknown";
  give_up(unknown ? VerificationOutcome::NotFound : VerificationOutcome::BrokenOff,
          "stream error " + condition, s);
  link_->close(s);
}

void Outgoing::on_features(const wire::Element& features, Surroundings& s) {
  if (authenticated_) {
    offer_ = offer_of(features, header_declares_dialback_);
    return enter_open(s);
  }
  offer_ = offer_of(features, header_declares_dialback_);
  const bool secure = link_->secure();
  if (deviations(s).sasl_before_tls && !secure) return say_auth(s);
  const bool verifying = purpose() == StreamPurpose::Verification;
  if (deviations(s).key_before_tls && !secure && !verifying) return say_key(s);
  act_on(secure ? choose_with_tls(s.settings, offer_, purpose())
                : choose_without_tls(s.settings, offer_, purpose()),
         s);
}

void Outgoing::act_on(Choice choice, Surroundings& s) {
  const Deviations& wrong = deviations(s);
  if (choice == Choice::StartTls && wrong.bidi_in_clear) {
    link_->say(wire::element("bidi", wire::kBidiNs), s);
  }
  if (choice == Choice::StartTls) return say_starttls(s);
  if (choice == Choice::External || choice == Choice::Dialback) ask_for_both_ways(s);
  if (wrong.stanza_before_authentication && !queue_.empty()) link_->say(queue_.front(), s);
  if (wrong.enable_before_authentication) {
    link_->say(wire::element("enable", wire::kStreamManagementNs), s);
  }
  if (wrong.unsolicited_result_valid) {
    link_->say(wire::dialback_element({"result", ours_, theirs_, {}, "valid", {}}), s);
  }
  switch (choice) {
    case Choice::StartTls:
      return;
    case Choice::External:
      return say_auth(s);
    case Choice::Dialback:
      return say_key(s);
    case Choice::AskVerification:
      return ask_verification(s);
    case Choice::PolicyViolation:
      give_up(VerificationOutcome::NotConnected, "TLS is required and not offered", s);
      return link_->close_saying(wire::stream_error("policy-violation"), s);
    case Choice::UnsupportedFeature:
      give_up(VerificationOutcome::NotConnected, "no way to go on is offered", s);
      return link_->close_saying(wire::stream_error("unsupported-feature"), s);
  }
}

void Outgoing::say_starttls(Surroundings& s) {
  std::string text = wire::element("starttls", wire::kTlsNs);
  if (deviations(s).pipelined_after_starttls && !queue_.empty()) text += queue_.front();
  state_ = State::AwaitingProceed;
  link_->say(std::move(text), s);
}

void Outgoing::say_auth(Surroundings& s) {
  const std::string& wrong = deviations(s).wrong_authzid;
  const std::string identity = gateway::base64_encode(wrong.empty() ? ours_ : wrong);
  state_ = State::AwaitingSaslOutcome;
  link_->say(
      fmt::format("<auth xmlns='{}' mechanism='EXTERNAL'>{}</auth>", wire::kSaslNs, identity), s);
}

void Outgoing::on_sasl_outcome(const wire::Element& outcome, Surroundings& s) {
  if (outcome.name == "success") {
    authenticated_ = true;
    link_->restart_stream(s);
    return say_header(s);
  }
  s.note(link_->id(), "SASL " + outcome.name + " " + condition_of(outcome, wire::kSaslNs));
  if (link_->secure() && s.settings.dialback && offer_.dialback) return say_key(s);
  give_up(VerificationOutcome::BrokenOff, "SASL failed", s);
  link_->close(s);
}

void Outgoing::say_key(Surroundings& s) {
  const Deviations& wrong = deviations(s);
  const std::string secret = wrong.wrong_key ? "another secret" : s.settings.dialback_secret;
  const std::string& receiving =
      wrong.key_for_other_target.empty() ? theirs_ : wrong.key_for_other_target;
  const std::string key =
      dialback_key(secret, {.receiving = receiving, .originating = ours_, .stream_id = stream_id_});
  state_ = State::AwaitingDialbackResult;
  link_->say(wire::dialback_element({"result", spelled(ours_, wrong.domain_spelling),
                                     spelled(theirs_, wrong.domain_spelling), {}, {}, key}),
             s);
  if (wrong.unsolicited_verify_valid) {
    link_->say(wire::dialback_element({"verify", ours_, theirs_, stream_id_, "valid", {}}), s);
  }
}

void Outgoing::on_dialback_result(const wire::Element& result, Surroundings& s) {
  const bool ours = domain_of(result.attribute("from")) == theirs_ &&
                    domain_of(result.attribute("to")) == ours_ && result.has("type");
  if (!ours) return s.note(link_->id(), "ignored a dialback result of another pair");
  const std::string_view type = result.attribute("type");
  if (type == "valid") return enter_open(s);
  give_up(VerificationOutcome::BrokenOff, fmt::format("dialback result {}", type), s);
  link_->close(s);
}

void Outgoing::ask_verification(Surroundings& s) {
  state_ = State::AwaitingVerdict;
  link_->say(wire::dialback_element(
                 {"verify", ours_, theirs_, verification_->stream_id, {}, verification_->key}),
             s);
}

// XEP-0220 2.1.2: from, to and id must be those of the request on this very stream.
void Outgoing::on_verdict(const wire::Element& verdict, Surroundings& s) {
  const std::string_view type = verdict.attribute("type");
  const bool ours = domain_of(verdict.attribute("from")) == theirs_ &&
                    domain_of(verdict.attribute("to")) == ours_ &&
                    verdict.attribute("id") == verification_->stream_id && !type.empty();
  if (!ours) return s.note(link_->id(), "ignored a verdict on another key");
  const std::string why = fmt::format("the verdict is {}", type);
  if (type == "valid") {
    give_up(VerificationOutcome::Valid, why, s);
  } else if (type == "invalid") {
    give_up(VerificationOutcome::Invalid, why, s);
  } else {
    give_up(VerificationOutcome::NotFound, why, s);
  }
  link_->close(s);
}

void Outgoing::enter_open(Surroundings& s) {
  state_ = State::Open;
  link_->keep_alive(s.settings.whitespace_interval);
  if (deviations(s).bidi_too_late) link_->say(wire::element("bidi", wire::kBidiNs), s);
  enable_acks(s);
  flush_queue(s);
  if (deviations(s).renegotiates) link_->renegotiate(s);
}

// XEP-0288 2.2: inside TLS, before authentication.
void Outgoing::ask_for_both_ways(Surroundings& s) {
  const bool wanted = s.settings.bidirectional && offer_.bidi && link_->secure();
  if (deviations(s).bidi_too_late || (!wanted && !deviations(s).bidi_unasked)) return;
  both_ways_ = true;
  link_->say(wire::element("bidi", wire::kBidiNs), s);
}

// XEP-0288 2.2: nothing before authentication, and of the pair of this stream only.
void Outgoing::on_stanza(const wire::Element& stanza, Surroundings& s) {
  const bool ours =
      domain_of(stanza.attribute("to")) == ours_ && domain_of(stanza.attribute("from")) == theirs_;
  if (state_ == State::Open && ours) {
    acks_.count_received(s, *link_);
    return s.deliver(link_->id(), stanza);
  }
  s.note(link_->id(), "a stanza that this stream may not carry");
  give_up(VerificationOutcome::BrokenOff, "a stanza that was not allowed", s);
  link_->close_saying(wire::stream_error(state_ == State::Open ? "invalid-from" : "not-authorized"),
                      s);
}

// XEP-0198 3: stanzas need not wait for the answer.
void Outgoing::enable_acks(Surroundings& s) {
  if (!s.settings.stream_management || !offer_.stream_management) return;
  const Deviations& wrong = deviations(s);
  if (wrong.resume_instead) {
    return link_->say(fmt::format("<resume xmlns='{}' previd='a-former-stream' h='0'/>",
                                  wire::kStreamManagementNs),
                      s);
  }
  std::string enable = wire::element("enable", wire::kStreamManagementNs);
  if (wrong.enable_twice) enable += enable;
  link_->say(std::move(enable), s);
  acks_.enable(s, *link_);
}

void Outgoing::on_management(const wire::Element& element, Surroundings& s) {
  if (element.name == "enabled") return s.note(link_->id(), "acknowledgements are agreed");
  if (element.name == "failed") {
    acks_ = {};
    link_->set_last_words({});
    return s.note(link_->id(), "acknowledgements were refused");
  }
  acks_.on_element(element, s, *link_);
}

void Outgoing::flush_queue(Surroundings& s) {
  for (const std::string& stanza : queue_) {
    link_->say(deviating_stanza(stanza, deviations(s)) + acks_.count_sent(), s);
  }
  queue_.clear();
}

}  // namespace fakes
