// Headers, features, STARTTLS, EXTERNAL and stanzas of an incoming stream; dialback is in
// incoming_dialback.cpp. Source: RFC 6120 4.3, 5.4.2, 6.4, 8.1; XEP-0178 3.
#include "fakes/partner/incoming.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "fakes/partner/names.hpp"
#include "fakes/partner/wrong_stanzas.hpp"
#include "fakes/wire/writer.hpp"
#include "gateway/base/encoding.hpp"

namespace fakes {
namespace {

constexpr std::size_t kStreamIdOctets = 16;

// Of a domain, not of somebody there.
bool is_request_to(std::string_view domain, const wire::Element& stanza) {
  const std::string_view type = stanza.attribute("type");
  return stanza.name == "iq" && (type == "get" || type == "set") &&
         stanza.attribute("to").find_first_of("@/") == std::string_view::npos && !domain.empty();
}

std::string management_feature(const Surroundings& s) {
  return s.settings.stream_management ? wire::element("sm", wire::kStreamManagementNs)
                                      : std::string();
}

// XEP-0288 2.1: before TLS and after.
std::string bidi_feature(const Surroundings& s) {
  return s.settings.bidirectional ? wire::element("bidi", wire::kBidiFeatureNs) : std::string();
}

std::string sasl_failure(std::string_view condition) {
  return wire::element("failure", wire::kSaslNs, fmt::format("<{}/>", condition));
}

// XEP-0220 2.4.2.
std::string dialback_feature(const PartnerSettings& settings) {
  const bool errors = !settings.deviations.dialback_without_errors;
  return wire::element("dialback", wire::kDialbackFeatureNs, errors ? "<errors/>" : "");
}

}  // namespace

void Incoming::on_accepted(Listener listener, Surroundings& s) {
  attempt_deadline_ = s.now.instant + kAttemptTimeout;
  if (listener == Listener::Direct) {
    link_.start_tls(gateway::TlsRole::Server, s.settings.gateway_domain, s);
  }
}

void Incoming::on_received(std::string_view octets, Surroundings& s) {
  link_.receive(octets, s);
  read_items(s);
}

void Incoming::read_items(Surroundings& s) {
  if (led_by_hand(s)) return;
  while (std::optional<wire::Item> item = link_.next_item(s)) on_item(*item, s);
}

void Incoming::on_item(const wire::Item& item, Surroundings& s) {
  if (const auto* header = std::get_if<wire::HeaderRead>(&item))
    return on_header(header->header, s);
  if (const auto* child = std::get_if<wire::ChildRead>(&item)) return on_child(child->child, s);
  const auto* failed = std::get_if<wire::ReadFailed>(&item);
  if (!failed) return;
  s.note(link_.id(), "cannot read the stream: " + failed->reason);
  link_.close_saying(wire::stream_error("not-well-formed"), s);
}

void Incoming::on_header(const wire::Element& header, Surroundings& s) {
  ours_ = header.has("to") ? domain_of(header.attribute("to")) : s.settings.domain;
  theirs_ = domain_of(header.attribute("from"));
  stream_id_ = gateway::random_hex(s.dependencies.entropy, kStreamIdOctets);
  const Deviations& wrong = s.settings.deviations;
  std::string text = header_text(s) + after_header(wrong);
  if (!s.serves(ours_)) {
    link_.say_header(std::move(text), s);
    return link_.close_saying(wire::stream_error("host-unknown"), s);
  }
  // RFC 6120 4.7.5: features only between two that speak 1.0.
  const bool may_have_features = header.has("version") && !wrong.no_version;
  if (may_have_features && !wrong.features_never && !wrong.silent_after_header) text += features(s);
  if (wrong.unsolicited_result_valid) {
    text += wire::dialback_element({"result", ours_, theirs_, {}, "valid", {}});
  }
  link_.say_header(std::move(text), s);
  if (wrong.silent_after_header) link_.mute();
}

std::string Incoming::header_text(const Surroundings& s) const {
  const Deviations& wrong = s.settings.deviations;
  wire::HeaderText header;
  header.from = wrong.wrong_stream_from.empty() ? spelled(ours_, wrong.domain_spelling)
                                                : wrong.wrong_stream_from;
  if (!theirs_.empty()) header.to = spelled(theirs_, wrong.domain_spelling);
  if (!wrong.no_stream_id) header.id = stream_id_;
  header.version = !wrong.no_version;
  header.declares_dialback = s.settings.dialback && !tls_is_missing(s) && !dialback_is_withdrawn(s);
  header.before = before_header(wrong);
  return styled_header(wire::stream_header(header), wrong);
}

std::string Incoming::features(const Surroundings& s) {
  starttls_offered_ = false;
  external_offered_ = false;
  const std::string inner = link_.secure() ? features_with_tls(s) : features_without_tls(s);
  return "<stream:features>" + with_extra_features(inner, s.settings.deviations) +
         "</stream:features>";
}

std::string Incoming::features_without_tls(const Surroundings& s) {
  const bool by_tls =
      s.settings.tls == PartnerTls::StartTls || s.settings.tls == PartnerTls::Required;
  std::string inner;
  starttls_offered_ = by_tls && s.dependencies.tls.server;
  if (starttls_offered_) {
    inner += wire::element("starttls", wire::kTlsNs,
                           s.settings.tls == PartnerTls::Required ? "<required/>" : "");
  }
  const bool withheld =
      s.settings.tls == PartnerTls::Required && !s.settings.deviations.dialback_beside_required;
  const bool dialback = s.settings.dialback && !withheld;
  if (dialback && !s.settings.deviations.dialback_namespace_only) {
    inner += dialback_feature(s.settings);
    inner += management_feature(s);  // no further features follow dialback
  }
  return inner + bidi_feature(s);
}

std::string Incoming::features_with_tls(const Surroundings& s) {
  if (sasl_done_) return management_feature(s);
  const Deviations& wrong = s.settings.deviations;
  std::string inner;
  external_offered_ = (s.settings.external && peer_is_proven()) || wrong.external_offered_always;
  if (wrong.empty_mechanisms) {
    external_offered_ = false;
    inner += wire::element("mechanisms", wire::kSaslNs);
  } else if (external_offered_) {
    inner += wire::element("mechanisms", wire::kSaslNs, "<mechanism>EXTERNAL</mechanism>");
  }
  if (s.settings.dialback && !wrong.dialback_namespace_only && !dialback_is_withdrawn(s)) {
    inner += dialback_feature(s.settings);
    inner += management_feature(s);
  }
  return inner + bidi_feature(s);
}

void Incoming::on_child(const wire::Element& child, Surroundings& s) {
  if (child.is("error", wire::kStreamsNs)) {
    s.note(link_.id(), "stream error " + condition_of(child, wire::kStreamErrorNs));
    return link_.close(s);
  }
  if (child.is("starttls", wire::kTlsNs)) return on_starttls(s);
  if (child.is("auth", wire::kSaslNs)) return on_auth(child, s);
  if (child.ns == wire::kDialbackNs && child.has("type")) {
    return s.note(link_.id(), fmt::format("ignored an unasked db:{} answer", child.name));
  }
  if (child.is("result", wire::kDialbackNs)) return on_key(child, s);
  if (child.is("verify", wire::kDialbackNs)) return on_verify(child, s);
  const bool stanza = child.ns == wire::kServerNs &&
                      (child.name == "message" || child.name == "presence" || child.name == "iq");
  if (stanza) return on_stanza(child, s);
  if (child.is("bidi", wire::kBidiNs) && s.settings.bidirectional) return on_bidi(s);
  if (child.ns == wire::kStreamManagementNs && s.settings.stream_management) {
    return on_management(child, s);
  }
  s.note(link_.id(), fmt::format("did not understand <{}/>", child.name));
  link_.close_saying(wire::stream_error("unsupported-stanza-type"), s);
}

void Incoming::on_starttls(Surroundings& s) {
  const Deviations& wrong = s.settings.deviations;
  if (!starttls_offered_ || wrong.starttls_failure) {
    s.note(link_.id(), "STARTTLS refused");
    return link_.close_saying(wire::element("failure", wire::kTlsNs), s);
  }
  std::string proceed = wire::element("proceed", wire::kTlsNs);
  if (wrong.proceed_twice) proceed += wire::element("proceed", wire::kTlsNs);
  link_.say(std::move(proceed), s);
  if (wrong.silent_after_proceed) {
    link_.mute();
    return link_.ignore_input();
  }
  starttls_offered_ = false;
  link_.start_tls(gateway::TlsRole::Server, s.settings.gateway_domain, s);
}

void Incoming::on_auth(const wire::Element& auth, Surroundings& s) {
  const std::string refusal = sasl_refusal(auth, s);
  if (!refusal.empty()) {
    s.note(link_.id(), "EXTERNAL refused: " + refusal);
    return link_.say(sasl_failure(refusal), s);
  }
  sasl_done_ = true;
  authenticate(ours_, theirs_, s);
  link_.say(wire::element("success", wire::kSaslNs), s);
  link_.restart_stream(s);
}

// The condition of <failure/>, or nothing. RFC 6120 6.4.2, 6.5; XEP-0178 3.
std::string Incoming::sasl_refusal(const wire::Element& auth, const Surroundings& s) const {
  if (!s.settings.deviations.sasl_failure.empty()) return s.settings.deviations.sasl_failure;
  if (!link_.secure()) return "encryption-required";
  if (!external_offered_ || auth.attribute("mechanism") != "EXTERNAL") return "invalid-mechanism";
  if (!peer_is_proven()) return "not-authorized";  // offered to everybody: a deviation
  const std::string_view identity = auth.trimmed_text();
  if (identity.empty() || identity == "=") return {};
  const std::optional<std::string> decoded = gateway::base64_decode(identity);
  if (!decoded) return "incorrect-encoding";
  return domain_of(*decoded) == theirs_ ? std::string() : "invalid-authzid";
}

void Incoming::on_bidi(Surroundings& s) {
  both_ways_ = true;
  if (!s.settings.deviations.stanza_upon_bidi) return;
  send("<message from='early@" + ours_ + "' to='anybody@" + theirs_ +
           "' id='early'><body>too early</body></message>",
       s);
}

void Incoming::send(const std::string& stanza, Surroundings& s) {
  link_.say(deviating_stanza(stanza, s.settings.deviations) + acks_.count_sent(), s);
}

// XEP-0198 3: not before authentication, and once.
void Incoming::on_management(const wire::Element& element, Surroundings& s) {
  if (element.name == "enable") return on_enable(s);
  acks_.on_element(element, s, link_);
}

void Incoming::on_enable(Surroundings& s) {
  const Deviations& wrong = s.settings.deviations;
  if (wrong.enable_ignored) return s.note(link_.id(), "<enable/> gets no answer");
  const bool too_early = pairs_.empty();
  if (too_early || acks_.enabled() || !wrong.enable_refused.empty()) {
    const std::string_view condition = wrong.enable_refused.empty()
                                           ? "unexpected-request"
                                           : std::string_view(wrong.enable_refused);
    s.note(link_.id(), "<enable/> refused");
    return link_.say(wire::element("failed", wire::kStreamManagementNs,
                                   wire::element(condition, wire::kStanzaErrorNs)),
                     s);
  }
  acks_.enable(s, link_);
  link_.say(wire::element("enabled", wire::kStreamManagementNs), s);
}

void Incoming::on_stanza(const wire::Element& stanza, Surroundings& s) {
  const std::string ours = domain_of(stanza.attribute("to"));
  const std::string theirs = domain_of(stanza.attribute("from"));
  const std::string& abort = s.settings.deviations.abort_at_stanza;
  if (abort == "lost") return link_.abort(s);
  if (pairs_.contains({ours, theirs})) {
    acks_.count_received(s, link_);
    if (abort == "taken") link_.abort(s);
    s.deliver(link_.id(), stanza);
    if (is_request_to(ours, stanza)) answer_request(stanza, s);
    if (s.settings.deviations.renegotiates) link_.renegotiate(s);
    return;
  }
  if (pairs_.empty()) {
    s.note(link_.id(), "stanza before authentication");
    return link_.close_saying(wire::stream_error("not-authorized"), s);
  }
  s.note(link_.id(), "stanza of another pair");
  if (ours.empty() || theirs.empty()) {
    return link_.close_saying(wire::stream_error("improper-addressing"), s);
  }
  link_.close_saying(wire::stream_error("invalid-from"), s);
}

// XEP-0199 4.3; RFC 6120 8.2.3: what the domain itself is asked it must answer. Requests to users
// are the scenario's to answer.
void Incoming::answer_request(const wire::Element& request, Surroundings& s) {
  const Deviations& wrong = s.settings.deviations;
  const bool ping = request.child("ping", wire::kPingNs) != nullptr;
  if (ping && wrong.ping_unanswered) return;
  std::string error = ping ? wrong.ping_refused : "service-unavailable";
  answers_.push_back({.ours = domain_of(request.attribute("to")),
                      .theirs = domain_of(request.attribute("from")),
                      .xml = wire::iq_answer(request, error)});
}

void Incoming::authenticate(std::string ours, std::string theirs, const Surroundings& s) {
  pairs_.emplace(std::move(ours), std::move(theirs));
  link_.keep_alive(s.settings.whitespace_interval);
}

bool Incoming::tls_is_missing(const Surroundings& s) const {
  return s.settings.tls == PartnerTls::Required && !link_.secure();
}

bool Incoming::dialback_is_withdrawn(const Surroundings& s) const {
  return s.settings.deviations.dialback_only_in_clear && link_.secure();
}

bool Incoming::peer_is_proven() const {
  return link_.secure() && proves(link_.peer_certificate(), theirs_);
}

bool Incoming::led_by_hand(const Surroundings& s) {
  by_hand_ = by_hand_ || link_.led_by_hand(s.settings.deviations);
  return by_hand_;
}

std::optional<gateway::Instant> Incoming::deadline() const {
  std::optional<gateway::Instant> first = link_.deadline();
  const auto consider = [&first](gateway::Instant other) {
    if (!first || other < *first) first = other;
  };
  if (!link_.open()) return first;
  if (pairs_.empty() && !by_hand_) consider(attempt_deadline_);
  for (const LateAnswer& answer : late_answers_) consider(answer.due);
  for (const Saying& saying : late_sayings_) consider(saying.due);
  return first;
}

void Incoming::on_deadline(Surroundings& s) {
  const auto is_due = [&s](const LateAnswer& answer) { return answer.due <= s.now.instant; };
  for (const LateAnswer& answer : late_answers_) {
    if (is_due(answer)) link_.say(answer.xml, s);
  }
  std::erase_if(late_answers_, is_due);
  say_what_is_due(s);
  link_.on_deadline(s);
  const bool may_wait = by_hand_ || !pairs_.empty() || attempt_deadline_ > s.now.instant;
  if (!link_.open() || may_wait) return;
  s.note(link_.id(), "nobody authenticated in time");
  const bool can_speak = !stream_id_.empty() && !link_.muted();
  if (can_speak) return link_.close_saying(wire::stream_error("connection-timeout"), s);
  link_.abort(s);
}

}  // namespace fakes
