// Attempts: from a pair of domains to a connection (RFC 6120 3.2): DNS, then address by address.
#include "gateway/engine/engine_state.hpp"

namespace gateway {
namespace {

/// May an open stream take its stanzas, instead of a connection of their own?
bool may_share(const Attempt& attempt) {
  return !attempt.verification && attempt.use == ConnectionUse::MayShare;
}

}  // namespace

void Engine::State::start_attempt(const DomainPair& pair, const Partner& partner,
                                  std::optional<VerificationRequest> verification,
                                  std::optional<VerificationOrigin> origin,
                                  std::optional<Instant> starts_at, ConnectionUse use) {
  const AttemptId id = next_attempt++;
  TargetFinder finder({.domain = pair.theirs.ascii(),
                       .use_direct_tls = partner.negotiation.tls != Tls::NotSupported,
                       .proxy_fqdn = partner.proxy_fqdn,
                       .proxy_port = partner.proxy_port,
                       .use_dane = settings.use_dnssec &&
                                   partner.negotiation.tls != Tls::NotSupported},
                      [this] { return next_question++; }, dependencies.entropy);
  attempts.emplace(id, Attempt{.pair = pair,
                               .partner = &partner,
                               .finder = std::move(finder),
                               .verification = std::move(verification),
                               .origin = std::move(origin),
                               .starts_at = starts_at,
                               .connecting = {},
                               .target = {},
                               .use = use,
                               .establish_by = {},
                               .step_by = {}});
  if (!starts_at) return begin_attempt(id);
  reschedule(id);
}

void Engine::State::begin_attempt(AttemptId id) {
  Attempt& attempt = attempts.at(id);
  attempt.starts_at.reset();
  if (may_share(attempt) && join_open_stream(attempt.pair)) {  // while it waited one came up
    attempts.erase(id);
    return;
  }
  attempt.establish_by = now.instant + (attempt.verification
                                            ? settings.limits.dialback_timeout
                                            : settings.limits.stream_establishment_timeout);
  ask(id, attempt.finder.start());
  advance(id);
}

/// The partner shows that it is there: what waits for the next attempt waits no longer.
void Engine::State::hasten_attempt(const DomainPair& pair) {
  for (auto& [id, attempt] : attempts) {
    if (!attempt.starts_at || attempt.pair != pair) continue;
    attempt.starts_at = now.instant;
    reschedule(id);
  }
}

void Engine::State::ask(AttemptId id, std::vector<DnsQuestion> raised) {
  for (DnsQuestion& question : raised) {
    questions.emplace(question.id, id);
    out().push_back(std::move(question));
  }
}

void Engine::State::forget_questions(AttemptId id) {
  std::erase_if(questions, [id](const auto& question) { return question.second == id; });
}

void Engine::State::on_dns_answer(const DnsAnswer& answer) {
  const auto found = questions.find(answer.id);
  if (found == questions.end()) return;
  const AttemptId id = found->second;
  questions.erase(found);
  const auto attempt = attempts.find(id);
  if (attempt == attempts.end()) return;
  ask(id, attempt->second.finder.on_answer(answer));
  log_complaints(attempt->second);
  advance(id);
}

void Engine::State::log_complaints(Attempt& attempt) {
  for (const std::string& complaint : attempt.finder.take_complaints()) {
    log(Severity::Warning, "dns-failed", to_string(attempt.pair),
        complaint + "; it may be forged, so nothing that hangs on it is connected to");
  }
}

void Engine::State::advance(AttemptId id) {
  Attempt& attempt = attempts.at(id);
  if (attempt.connecting) return;
  std::vector<DnsQuestion> raised;
  const auto target = attempt.finder.next(raised);
  ask(id, std::move(raised));
  if (target && join_stream_at(attempt, *target)) return drop_attempt(id);
  if (target) {
    const ConnectionId connection = next_connection;
    next_connection += 2;
    attempt.connecting = connection;
    attempt.target = *target;
    attempt.step_by = now.instant + settings.limits.connect_timeout;
    connecting.emplace(connection, id);
    out().push_back(Connect{connection, target->endpoint});
    return reschedule(id);
  }
  if (attempt.finder.is_waiting()) {
    attempt.step_by = now.instant + settings.limits.dns_timeout;
    return reschedule(id);
  }
  if (attempt.finder.found_any()) {
    return fail_attempt(id, StanzaCondition::RemoteServerTimeout,
                        "no address of " + attempt.pair.theirs.text() + " takes a connection");
  }
  fail_attempt(id, StanzaCondition::RemoteServerNotFound,
               "DNS knows no XMPP server for " + attempt.pair.theirs.text() +
                   "; check its _xmpp-server._tcp SRV record");
}

/// XEP-0220 2.6.2: a stream to the same address and port may take another target in, if the peer
/// announced dialback errors and (RFC 7712 4.4.2) its certificate proves that target.
bool Engine::State::join_stream_at(const Attempt& attempt, const Target& target) {
  if (!attempt.partner->multiplex_targets || !may_share(attempt)) return false;
  if (target.must_use_tls) return false;  // its TLSA records ask for a handshake of its own
  for (auto& [id, link] : links) {
    const auto* stream = std::get_if<InitiatingStream>(&link.stream);
    if (stream == nullptr || link.finished || link.partner != attempt.partner) continue;
    if (link.connected_to != target.endpoint || link.direct_tls != target.direct_tls) continue;
    if (!stream->may_add_target(attempt.pair.theirs)) continue;
    add_pair(link, attempt.pair);
    return true;
  }
  return false;
}

/// The partner opened a stream that carries the pair (XEP-0288): no connection of ours is needed.
void Engine::State::give_up_attempts(const DomainPair& pair) {
  std::vector<AttemptId> needless;
  for (const auto& [id, attempt] : attempts) {
    if (attempt.pair == pair && !attempt.verification) needless.push_back(id);
  }
  for (const AttemptId id : needless) drop_attempt(id);
}

void Engine::State::drop_attempt(AttemptId id) {
  const std::optional<ConnectionId> connection = attempts.at(id).connecting;
  attempts.erase(id);
  deadlines.set({Owner::Attempt, id}, std::nullopt);
  forget_questions(id);
  if (!connection) return;
  connecting.erase(*connection);
  abandoned.insert(*connection);
  out().push_back(Abort{*connection});
}

void Engine::State::fail_attempt(AttemptId id, StanzaCondition condition,
                                 const std::string& reason) {
  const Attempt attempt = attempts.at(id);
  drop_attempt(id);
  if (attempt.origin) {
    // XEP-0220 2.5: without a connection to the authoritative server nothing can be said of the key.
    return end_verification(*attempt.origin, {VerificationOutcome::Verdict::Error,
                                              StanzaCondition::RemoteConnectionFailed, reason});
  }
  on_pair_failed({attempt.pair, condition, reason}, std::nullopt);
}

void Engine::State::reschedule(AttemptId id) {
  deadlines.set({Owner::Attempt, id}, attempts.at(id).next_deadline());
}

}  // namespace gateway
