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
  ++s.memory.keys;
  s.memory.last_key = ShownKey{.receiving = ours,
                               .originating = domain_of(result.attribute("from")),
                               .stream_id = stream_id_,
                               .key = std::string(result.trimmed_text())};
  if (!s.serves(ours)) return link_.say(dialback_error(result, "item-not-found"), s);
  if (tls_is_missing(s)) return link_.say(dialback_error(result, "policy-violation"), s);
  if (answer_unverified(result, s)) return;
  if (s.settings.deviations.verifies_on_same_stream) {
    return link_.say(wire::dialback_element({"verify",
                                             ours,
                                             domain_of(result.attribute("from")),
                                             stream_id_,
                                             {},
                                             result.trimmed_text()}),
                     s);
  }
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
  return answer_by(wrong.dialback_answer, result.name, *s.memory.last_key, s.memory.keys == 1, {},
                   s);
}

// What the rules of a deviation say to this key or question. @return false: nothing, treat it
// rightly
bool Incoming::answer_by(const std::string& rules, std::string_view element, const ShownKey& asked,
                         bool is_first, const std::optional<ShownKey>& previous, Surroundings& s) {
  const auto parsed = parse_dialback_rules(rules);
  const DialbackRule* rule =
      parsed ? rule_for(*parsed, asked.originating, asked.receiving, is_first) : nullptr;
  if (rule == nullptr) return false;
  const std::string_view name = element == "verify" ? "verify" : "result";
  for (const DialbackWord& word : rule->words) {
    Saying saying{s.now.instant + word.delay, name, asked, word};
    if (word.previous && !previous) continue;
    if (word.previous) saying.asked = *previous;
    if (word.delay.count() > 0) {
      late_sayings_.push_back(std::move(saying));
    } else {
      say(saying, s);
    }
  }
  if (rule->words.back().delay.count() == 0) end_by(rule->words.back().kind, name, s);
  return true;
}

// Who calls a pair valid takes its stanzas: otherwise nobody would see that they were sent.
void Incoming::say(const Saying& saying, Surroundings& s) {
  using Kind = DialbackWord::Kind;
  const DialbackWord& word = saying.word;
  const bool verify = saying.element == "verify";
  std::string from = word.target.empty() ? saying.asked.receiving : word.target;
  std::string to = word.sender.empty() ? saying.asked.originating : word.sender;
  if (word.swapped != verify) std::swap(from, to);
  const std::string id = !verify ? "" : word.id.empty() ? saying.asked.stream_id : word.id;
  const auto answer = [&](std::string_view type, std::string_view body) {
    link_.say(wire::dialback_element({saying.element, from, to, id, type, body}), s);
  };
  switch (word.kind) {
    case Kind::Valid:
      if (!verify) authenticate(from, to, s);
      return answer("valid", {});
    case Kind::Invalid:
      return answer("invalid", {});
    case Kind::Error:
      return answer("error", word.condition.empty() ? "" : wire::stanza_error(word.condition));
    case Kind::Odd:
      return answer("perhaps", {});
    case Kind::Plain:
      return answer({}, "0123");
    case Kind::Silence:
    case Kind::Close:
    case Kind::Break:
      return;
  }
}

// A last word may end the stream: `invalid` without another pair does (XEP-0220 2.2.1).
void Incoming::end_by(DialbackWord::Kind kind, std::string_view element, Surroundings& s) {
  if (kind == DialbackWord::Kind::Break) return link_.abort(s);
  const bool refused = kind == DialbackWord::Kind::Invalid && element == "result" && pairs_.empty();
  if (refused || kind == DialbackWord::Kind::Close) link_.close(s);
}

void Incoming::say_what_is_due(Surroundings& s) {
  const auto is_due = [&s](const Saying& saying) { return saying.due <= s.now.instant; };
  for (const Saying& saying : late_sayings_) {
    if (!is_due(saying)) continue;
    say(saying, s);
    end_by(saying.word.kind, saying.element, s);
  }
  std::erase_if(late_sayings_, is_due);
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
  const std::string& spelling = s.settings.deviations.domain_spelling;
  link_.say(wire::dialback_element({"result",
                                    spelled(verification.ours, spelling),
                                    spelled(verification.theirs, spelling),
                                    {},
                                    type,
                                    body}),
            s);
}

void Incoming::on_verify(const wire::Element& request, Surroundings& s) {
  if (!s.serves(domain_of(request.attribute("to")))) {
    return link_.say(dialback_error(request, "item-not-found"), s);
  }
  if (tls_is_missing(s)) return link_.say(dialback_error(request, "policy-violation"), s);
  ShownKey asked{.receiving = domain_of(request.attribute("from")),
                 .originating = domain_of(request.attribute("to")),
                 .stream_id = std::string(request.attribute("id")),
                 .key = std::string(request.trimmed_text())};
  const auto previous = std::exchange(s.memory.last_question, asked);
  const bool is_first = ++s.memory.questions == 1;
  if (answer_by(s.settings.deviations.verify_answer, request.name, asked, is_first, previous, s)) {
    return;
  }
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
