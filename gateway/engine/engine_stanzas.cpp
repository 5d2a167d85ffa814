// What becomes of a stanza that a partner sent: it goes to a local user, is answered, or is
// dropped. RFC 6120 8.1.5, 8.2.3, 8.3, 10.5; XEP-0199.
#include "gateway/base/assert.hpp"
#include "gateway/engine/engine_state.hpp"
#include "gateway/service/own_address.hpp"
#include "gateway/xml/writer.hpp"
#include "gateway/xmpp/iq.hpp"
#include "gateway/xmpp/ping.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {
namespace {

constexpr std::size_t kPingIdOctets = 8;

}  // namespace

void Engine::State::on_partner_stanza(Link& link, xml::Element stanza) {
  const auto addresses = addresses_of(stanza);
  GATEWAY_ASSERT(addresses, "a stream passed a stanza without addresses");
  set_addresses(stanza, *addresses);
  set_language_unless_said(stanza, link.peer_language);
  const bool for_us = addresses->to.local().empty();
  if (for_us && is_iq_response(stanza) && is_answer_to_ping(stanza, *addresses)) return;
  if (link.liveness) link.liveness->stanza(now.instant);
  if (const auto fault = fault_of_iq(stanza)) {
    log(Severity::Warning, "stanza-refused", link.name,
        "an iq of " + addresses->from.text() + " is no request: " + std::string(*fault));
    return answer(*addresses, make_error_reply(stanza, StanzaCondition::BadRequest));
  }
  if (for_us) return answer(*addresses, answer_for_domain(stanza, now.wall));
  out().push_back(DeliverStanza{std::move(stanza)});
}

/// The way back is that of any stanza of ours; what cannot go it is dropped, for nothing that
/// answers is answered.
void Engine::State::answer(const StanzaAddresses& asked, const std::optional<xml::Element>& reply) {
  const DomainPair pair{.ours = asked.to.domain(), .theirs = asked.from.domain()};
  const Partner* partner = settings.partner_of(pair.theirs);
  if (!reply || partner == nullptr || shutting_down) return;
  send_or_queue(pair, *partner, {.stanza = *reply, .since = now});
}

// ---- pings of ours (XEP-0199 4.3)
// -----------------------------------------------------------------

/// Stanzas of ours go on streams of ours: silence on a stream of the partner's is asked about on
/// one of those, and the answer breaks it.
void Engine::State::send_ping(Link& link) {
  for (const DomainPair& pair : link.pairs) {
    const auto connection = routes.open_stream(pair);
    if (!connection) continue;
    link.ping = ping_under_way(*connection);
    if (!link.ping) link.ping = say_ping(links.at(*connection), pair);
    return link.liveness->pinged(now.instant);
  }
  link.liveness->cannot_ask();
}

SentPing Engine::State::say_ping(Link& carrier, const DomainPair& pair) {
  SentPing ping{pair, random_hex(dependencies.entropy, kPingIdOctets), carrier.id};
  const xml::Element question = make_ping(pair, ping.id);
  carrier.wire.write(xml::write(question, {.dialback_declared = carrier.declares_dialback}));
  // The partner counts it among our stanzas (XEP-0198 4).
  if (carrier.unacknowledged) carrier.unacknowledged->sent(question, now.instant);
  flush(carrier);
  return ping;
}

/// One question is enough for all who wait for an answer.
std::optional<SentPing> Engine::State::ping_under_way(ConnectionId carrier) const {
  for (const auto& [connection, link] : links) {
    const bool asked = link.ping && link.ping->carrier == carrier;
    if (asked && link.liveness && link.liveness->awaits_answer()) return link.ping;
  }
  return std::nullopt;
}

/// On whatever stream it came, the answer shows that the partner read what we said there. An error
/// is an answer too.
bool Engine::State::is_answer_to_ping(const xml::Element& stanza,
                                      const StanzaAddresses& addresses) {
  const DomainPair pair{.ours = addresses.to.domain(), .theirs = addresses.from.domain()};
  const std::string_view id = stanza.attribute_or("id", "");
  std::optional<ConnectionId> carrier;
  for (auto& [connection, link] : links) {
    if (!link.ping || link.ping->id != id || link.ping->pair != pair) continue;
    carrier = link.ping->carrier;
    link.ping.reset();
    hear(link);
  }
  if (!carrier) return false;
  if (const auto found = links.find(*carrier); found != links.end()) hear(found->second);
  return true;
}

void Engine::State::hear(Link& link) {
  if (!link.liveness) return;
  link.liveness->heard(now.instant);
  reschedule(link);
}

}  // namespace gateway
