// Routing of stanzas (RFC 6120 8, 10): to a stream, into a queue, or back to the sender; and the
// errands between streams that dialback needs (XEP-0220 2.1.2).
#include "gateway/engine/engine_state.hpp"
#include "gateway/xml/writer.hpp"
#include "gateway/xmpp/delay.hpp"
#include "gateway/xmpp/iq.hpp"

namespace gateway {
namespace {

std::string seconds_until(Instant then, Instant now) {
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(then - now).count()) + " s";
}

}  // namespace

void Engine::State::on_local_stanza(const LocalStanza& local) {
  xml::Element stanza = local.stanza;
  const auto sender = Jid::parse(stanza.attribute_or("from", ""));
  if (!is_stanza(stanza) || !stanza.attribute("to") || !sender ||
      !settings.is_ours(sender->domain())) {
    log(Severity::Warning, "local-stanza-dropped", "",
        "a local stanza needs 'from' in one of our domains and a 'to'");
    return;
  }
  const auto addresses = addresses_of(stanza);
  if (!addresses) {
    // RFC 6120 8.3.1 rule 2: no error says that it comes from an address that is none.
    const std::string to = "'" + std::string(*stanza.attribute("to")) + "'";
    stanza.set("to", sender->domain().text());
    return bounce(stanza, StanzaCondition::JidMalformed, to + " is no address");
  }
  set_addresses(stanza, *addresses);
  if (const auto fault = fault_of_iq(stanza)) {
    return bounce(stanza, StanzaCondition::BadRequest, std::string(*fault));
  }
  const DomainPair pair{.ours = addresses->from.domain(), .theirs = addresses->to.domain()};
  const Partner* partner = settings.partner_of(pair.theirs);
  if (partner == nullptr) {
    return bounce(stanza, StanzaCondition::NotAllowed,
                  pair.theirs.text() + " is on no partner's list");
  }
  if (shutting_down) {
    return bounce(stanza, StanzaCondition::RemoteServerTimeout, "the gateway is shutting down");
  }
  send_or_queue(pair, *partner, {std::move(stanza), local.reference, local.may_wait, now});
}

void Engine::State::send_or_queue(const DomainPair& pair, const Partner& partner,
                                  OutboundStanza outbound) {
  if (const auto connection = routes.open_stream(pair)) {
    Link& link = links.at(*connection);
    write_outbound(link, outbound);
    return flush(link);
  }
  const xml::Element& stanza = outbound.stanza;
  if (!outbound.may_wait) {
    return log(Severity::Debug, "stanza-not-queued", to_string(pair),
               "no stream is open, and what was said is of no use later");
  }
  const bool awaited = routes.is_awaited(pair);
  const BackOff::Failure* failure = awaited ? nullptr : back_off.forbids(pair, now.instant);
  if (failure != nullptr && failure->retry_at - now.instant > settings.limits.queue_timeout) {
    return bounce(stanza, failure->condition,
                  "the next attempt begins in " + seconds_until(failure->retry_at, now.instant) +
                      "; the last one failed: " + failure->reason);
  }
  if (!awaited && over_partner_limit(partner, 0)) {
    // An open stream to the same target may take the pair in without a further connection.
    if (failure != nullptr || !join_open_stream(pair)) {
      return bounce(stanza, StanzaCondition::ResourceConstraint,
                    "the connection limit of partner " + partner.domain.text() + " is reached");
    }
    routes.enqueue(pair, std::move(outbound));
    return;
  }
  if (!awaited && links.size() + attempts.size() >= settings.limits.connection_limit) {
    return bounce(stanza, StanzaCondition::ResourceConstraint, "connection_limit is reached");
  }
  if (!routes.enqueue(pair, outbound)) {
    return bounce(stanza, StanzaCondition::ResourceConstraint,
                  "too many stanzas wait for " + to_string(pair));
  }
  if (awaited) return;
  if (failure != nullptr) {
    log(Severity::Info, "reconnect-later", to_string(pair),
        "the next attempt begins in " + seconds_until(failure->retry_at, now.instant) +
            "; the last one failed: " + failure->reason);
    return start_attempt(pair, partner, std::nullopt, std::nullopt, failure->retry_at);
  }
  if (join_open_stream(pair)) return;
  start_attempt(pair, partner, std::nullopt, std::nullopt);
}

/// XEP-0220 2.6.1: another of our domains to the same target needs no connection of its own.
bool Engine::State::join_open_stream(const DomainPair& pair) {
  for (const DomainPair& open : routes.pairs()) {
    const auto connection = routes.open_stream(open);
    if (!connection || open.theirs != pair.theirs || open == pair) continue;
    Link& link = links.at(*connection);
    const auto* stream = std::get_if<InitiatingStream>(&link.stream);
    if (stream == nullptr || !stream->may_add_target(pair.theirs)) continue;
    add_pair(link, pair);
    return true;
  }
  return false;
}

void Engine::State::add_pair(Link& link, const DomainPair& pair) {
  link.pairs_by = now.instant + settings.limits.stream_establishment_timeout;
  reschedule(link);
  pending.emplace_back(link.id, PairWanted{pair});
}

/// XEP-0220 2.5: after resource-constraint what waits for the pair goes to a connection of its own,
/// which has its own time to be established; where there may be none, the error stands.
void Engine::State::try_own_connection(const DomainPair& pair, const std::string& reason) {
  const Partner* partner = settings.partner_of(pair.theirs);
  const bool may_connect = partner != nullptr && !shutting_down &&
                           !over_partner_limit(*partner, 0) &&
                           links.size() + attempts.size() < settings.limits.connection_limit;
  if (!may_connect) {
    return on_pair_failed({pair, StanzaCondition::RemoteServerTimeout, reason}, std::nullopt);
  }
  start_attempt(pair, *partner, std::nullopt, std::nullopt, std::nullopt, ConnectionUse::Own);
}

/// XEP-0203: only whoever asks for news of a stanza cares when it was said.
void Engine::State::write_outbound(Link& link, const OutboundStanza& outbound) {
  if (outbound.reference == 0) {
    write_stanza(link, outbound.stanza);
    return;
  }
  xml::Element stanza = outbound.stanza;
  if (now.instant - outbound.since.instant > kDelayWorthSaying) {
    const auto sender = addresses_of(stanza);
    if (sender) add_delay(stanza, sender->from.domain().text(), outbound.since.wall);
  }
  if (write_stanza(link, stanza)) taken.push_back(outbound.reference);
}

bool Engine::State::write_stanza(Link& link, const xml::Element& stanza) {
  if (link.unacknowledged && link.unacknowledged->full()) {
    bounce(stanza, StanzaCondition::ResourceConstraint,
           "too many stanzas wait for an acknowledgement on " + link.name);
    return false;
  }
  link.wire.write(xml::write(stanza, {.dialback_declared = link.declares_dialback}));
  if (link.liveness) link.liveness->stanza(now.instant);
  if (!link.unacknowledged) return true;
  link.unacknowledged->sent(stanza, now.instant);
  ask_if_due(link);
  return true;
}

void Engine::State::open_route(Link& link, const DomainPair& pair) {
  // With XEP-0288 a pair may open on two streams: the first keeps it, lest stanzas overtake others.
  if (const auto other = routes.open_stream(pair); other && *other != link.id) {
    log(Severity::Info, "stream-not-needed", link.name, to_string(pair) + " has a stream already");
    return;
  }
  if (!link.is_initiating()) give_up_attempts(pair);
  for (const OutboundStanza& stanza : routes.open(pair, link.id)) write_outbound(link, stanza);
}

/// RFC 6120 3.3: a partner that was lost, or that could not be had, is left in peace for a while.
void Engine::State::on_pair_failed(const PairFailed& failed, std::optional<ConnectionId> on) {
  const auto carrier = routes.open_stream(failed.pair);
  if (carrier && carrier != on) return;  // another stream carries the pair (XEP-0288)
  const bool was_open = carrier.has_value();
  Link* const other = other_carrier(failed.pair);
  if (!shutting_down && other == nullptr && !(was_open && failed.in_order)) {
    back_off.failed(failed.pair, failed.condition, failed.reason, now.instant,
                    dependencies.entropy);
  }
  fail_route(failed.pair, failed.condition, failed.reason);
  if (other != nullptr) open_route(*other, failed.pair);
}

/// A further stream that opened for the pair (XEP-0288), once the one that carried it is gone.
Link* Engine::State::other_carrier(const DomainPair& pair) {
  for (auto& [id, link] : links) {
    if (!link.finished && !link.is_closing() && link.carries.contains(pair)) return &link;
  }
  return nullptr;
}

void Engine::State::fail_route(const DomainPair& pair, StanzaCondition condition,
                               const std::string& reason) {
  for (const OutboundStanza& outbound : routes.close(pair)) {
    bounce(outbound.stanza, condition, reason);
  }
}

void Engine::State::bounce(const xml::Element& stanza, StanzaCondition condition,
                           const std::string& reason) {
  const std::string recipient(stanza.attribute_or("to", "?"));
  const std::string why = std::string(to_string(condition)) + ": " + reason;
  auto reply = make_error_reply(stanza, condition);
  if (!reply) return log(Severity::Warning, "stanza-dropped", recipient, why);
  log(Severity::Warning, "stanza-bounced", recipient, why);
  out().push_back(DeliverStanza{std::move(*reply)});
}

// ---- verification of keys -------------------------------------------------------------------------

void Engine::State::start_verification(Link& link, const VerificationRequest& request) {
  const VerificationOrigin origin{.connection = link.id, .request = request};
  const Partner* partner = settings.partner_of(request.pair.theirs);
  if (partner == nullptr || shutting_down) {
    return end_verification(origin, {VerificationOutcome::Verdict::Error,
                                     StanzaCondition::RemoteConnectionFailed,
                                     "no verification is possible now"});
  }
  // A stream without 'from' came past the limit: it counts for the partner from here on.
  if (link.partner != partner && over_partner_limit(*partner, link.id)) {
    return end_verification(origin, {VerificationOutcome::Verdict::Error,
                                     StanzaCondition::ResourceConstraint,
                                     "the connection limit of partner " + partner->domain.text() +
                                         " is reached"});
  }
  if (links.size() + attempts.size() >= settings.limits.connection_limit) {
    return end_verification(origin, {VerificationOutcome::Verdict::Error,
                                     StanzaCondition::ResourceConstraint,
                                     "connection_limit leaves no room for its verification"});
  }
  link.partner = partner;
  start_attempt(request.pair, *partner, request, origin);
}

void Engine::State::end_verification(const VerificationOrigin& origin,
                                     VerificationOutcome outcome) {
  pending.emplace_back(origin.connection, KeyVerified{origin.request, std::move(outcome)});
}

}  // namespace gateway
