// Dialback on an incoming stream: keys to be verified, and keys of our own to vouch for.
// Source: XEP-0220 2.2, 2.5; docs/negotiation.md section 5.
#include <fmt/format.h>

#include <utility>

#include "fakes/authority/verdict.hpp"
#include "fakes/partner/incoming.hpp"
#include "fakes/partner/names.hpp"
#include "fakes/wire/writer.hpp"

namespace fakes {

void Incoming::on_key(const wire::Element& result, Surroundings& s) {
  if (!s.settings.dialback) {
    s.note(link_.id(), "a dialback key, without dialback");
    return link_.close_saying(wire::stream_error("unsupported-stanza-type"), s);
  }
  const std::string ours = domain_of(result.attribute("to"));
  if (!s.serves(ours)) return link_.say(dialback_error(result, "item-not-found"), s);
  if (tls_is_missing(s)) return link_.say(dialback_error(result, "policy-violation"), s);
  if (answer_unverified(result, s)) return;
  requests_.push_back({.asked_on = link_.id(),
                       .ours = ours,
                       .theirs = domain_of(result.attribute("from")),
                       .stream_id = stream_id_,
                       .key = std::string(result.trimmed_text())});
}

// The deviations that need no authoritative server.
bool Incoming::answer_unverified(const wire::Element& result, Surroundings& s) {
  const Deviations& wrong = s.settings.deviations;
  if (wrong.silent_after_key) return true;
  if (wrong.close_after_key) return link_.close(s), true;
  if (wrong.dialback_answer.empty()) return false;
  const std::string_view answer = wrong.dialback_answer;
  const Verification pair{.asked_on = link_.id(),
                          .ours = domain_of(result.attribute("to")),
                          .theirs = domain_of(result.attribute("from")),
                          .stream_id = stream_id_,
                          .key = {}};
  if (answer == "valid") return on_verified(pair, VerificationOutcome::Valid, s), true;
  if (answer == "invalid") return on_verified(pair, VerificationOutcome::Invalid, s), true;
  const std::string_view condition = answer.substr(answer.find(':') + 1);
  return answer_result(pair, "error", wire::stanza_error(condition), s), true;
}

void Incoming::on_verified(const Verification& verification, VerificationOutcome outcome,
                           Surroundings& s) {
  if (!link_.open()) return;
  // A key is bound to the stream it came on; after a restart it proves nothing.
  if (verification.stream_id != stream_id_) {
    return s.note(link_.id(), "the verified stream was restarted");
  }
  const auto error = [&](std::string_view condition) {
    answer_result(verification, "error", wire::stanza_error(condition), s);
  };
  switch (outcome) {
    case VerificationOutcome::Valid:
      authenticate(verification.ours, verification.theirs, s);
      return answer_result(verification, "valid", {}, s);
    case VerificationOutcome::Invalid:
      answer_result(verification, "invalid", {}, s);
      if (pairs_.empty()) link_.close(s);
      return;
    case VerificationOutcome::NotConnected:
      return error("remote-connection-failed");
    case VerificationOutcome::NotFound:
      return error("remote-server-not-found");
    case VerificationOutcome::BrokenOff:
      return error("remote-server-timeout");
  }
}

void Incoming::answer_result(const Verification& verification, std::string_view type,
                             std::string_view body, Surroundings& s) {
  link_.say(
      wire::dialback_element({"result", verification.ours, verification.theirs, {}, type, body}),
      s);
}

void Incoming::on_verify(const wire::Element& request, Surroundings& s) {
  if (!s.serves(domain_of(request.attribute("to")))) {
    return link_.say(dialback_error(request, "item-not-found"), s);
  }
  if (tls_is_missing(s)) return link_.say(dialback_error(request, "policy-violation"), s);
  AuthorityAnswer answer = answer_verify(s.settings.authority, s.settings.dialback_secret, request);
  if (answer.close_stream) return link_.close(s);
  if (answer.xml.empty()) return s.note(link_.id(), "no verdict given");
  if (answer.delay.count() > 0) {
    s.note(link_.id(), "the verdict comes late");
    return late_answers_.push_back({s.now.instant + answer.delay, std::move(answer.xml)});
  }
  link_.say(std::move(answer.xml), s);
}

}  // namespace fakes
