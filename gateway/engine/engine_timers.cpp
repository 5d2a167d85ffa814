// What happens when a deadline comes: product limits, RFC 6120 4.4 and 4.6.
#include "gateway/engine/engine_state.hpp"

namespace gateway {

void Engine::State::on_deadline() {
  // Each once: whoever sets a deadline in the past is called again by the driver, not for ever here.
  for (const auto& [owner, id] : deadlines.take_due(now.instant)) {
    if (owner == Owner::Attempt) {
      on_attempt_due(id);
    } else if (const auto found = links.find(id); found != links.end()) {
      on_link_due(found->second);
    }
    run_pending();
  }
}

void Engine::State::on_attempt_due(AttemptId id) {
  const auto found = attempts.find(id);
  if (found == attempts.end()) return;
  Attempt& attempt = found->second;
  if (now.instant < attempt.next_deadline()) return reschedule(id);  // it moved on meanwhile
  if (attempt.starts_at) return begin_attempt(id);
  if (now.instant >= attempt.establish_by) {
    return fail_attempt(id, StanzaCondition::RemoteServerTimeout,
                        attempt.pair.theirs.text() + " could not be reached in time");
  }
  attempt.step_by.reset();
  if (attempt.connecting) {
    const ConnectionId connection = *attempt.connecting;
    attempt.connecting.reset();
    connecting.erase(connection);
    abandoned.insert(connection);
    out().push_back(Abort{connection});
    return advance(id);
  }
  forget_questions(id);
  ask(id, attempt.finder.on_timeout());
  log_complaints(attempt);
  advance(id);
}

void Engine::State::on_link_due(Link& link) {
  if (link.close_by) {
    if (now.instant < *link.close_by) return reschedule(link);
    // The peer had its time to close (RFC 6120 4.4). ConnectionEnded follows.
    out().push_back(Abort{link.id});
    link.finished = true;
    return bounce_unacknowledged(link);
  }
  if (link.establish_by && now.instant >= *link.establish_by) {
    link.establish_by.reset();
    feed(link, CloseWanted{StreamCondition::ConnectionTimeout,
                           link.verification ? "the authoritative server did not answer in time"
                                             : "not authenticated in time"});
    return flush(link);
  }
  if (link.pairs_by && now.instant >= *link.pairs_by) {
    link.pairs_by.reset();
    feed(link, PairsOverdue{});
  }
  if (link.proven_until && now.instant >= *link.proven_until) {
    link.proven_until.reset();
    feed(link, CloseWanted{StreamCondition::Reset,
                           "a certificate of the peer's chain, or the OCSP response stapled to it, "
                           "has expired; a new stream must show a valid one"});
    return flush(link);
  }
  if (link.unacknowledged || link.part_by) on_acks_due(link);
  if (!link.liveness || link.is_closing()) {
    flush(link);
    return reschedule(link);
  }
  switch (link.liveness->due(now.instant)) {
    case LivenessDue::Nothing:
      break;
    case LivenessDue::SayWhitespace:
      link.wire.write(" ");
      link.liveness->said(now.instant);  // also if TLS took nothing: the timer must move on
      break;
    case LivenessDue::Ping:
      send_ping(link);
      break;
    case LivenessDue::PingUnanswered:
      feed(link, CloseWanted{StreamCondition::ConnectionTimeout,
                             "the partner did not answer a ping; can it open streams to us?"});
      break;
    case LivenessDue::PeerSilent:
      feed(link, CloseWanted{StreamCondition::ConnectionTimeout,
                             "the partner gave no sign of life; switch its keepalive off if it "
                             "never does"});
      break;
    case LivenessDue::StreamInactive:
      feed(link, CloseWanted{std::nullopt, "no stanzas for a long time"});
      break;
  }
  flush(link);
  reschedule(link);
}

}  // namespace gateway
