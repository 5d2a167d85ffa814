// What the partner has not acknowledged (XEP-0198 4): asked about, waited for, and in the end given
// back to its sender. It is not sent again: the partner may have it, and a bounce leaves the choice
// to the user, where a second copy would not.
#include "gateway/engine/engine_state.hpp"
#include "gateway/stream/stream_management.hpp"
#include "gateway/xml/writer.hpp"
#include "gateway/xmpp/ping.hpp"

namespace gateway {
namespace {

// A user's ping has a localpart in its sender.
bool is_ping_of_ours(const xml::Element& stanza) {
  const bool by_user = stanza.attribute_or("from", "").find('@') != std::string_view::npos;
  return is_ping(stanza) && !by_user;
}

}  // namespace

void Engine::State::on_acknowledged(Link& link, std::uint32_t handled) {
  if (link.finished || !link.unacknowledged) return;
  if (!link.unacknowledged->acknowledge(handled, now.instant)) {
    const std::uint32_t sent = link.unacknowledged->sent_count();
    return feed(link, CloseWanted{StreamCondition::UndefinedCondition,
                                  "the partner acknowledged " + std::to_string(handled) +
                                      " stanzas of the " + std::to_string(sent) + " it was sent",
                                  sm_handled_count_too_high(handled, sent)});
  }
  ask_if_due(link);
  part_if_settled(link);
  reschedule(link);
}

void Engine::State::ask_if_due(Link& link) {
  if (link.unacknowledged->due(now.instant) == Unacknowledged::Due::Request) ask(link);
}

void Engine::State::ask(Link& link) {
  link.wire.write(xml::write(sm_request()));
  link.unacknowledged->requested(now.instant);
}

void Engine::State::on_acks_due(Link& link) {
  if (link.part_by && now.instant >= *link.part_by) {
    link.part_by.reset();
    return feed(link, CloseWanted{StreamCondition::SystemShutdown, "the gateway is shutting down"});
  }
  if (!link.unacknowledged) return;
  switch (link.unacknowledged->due(now.instant)) {
    case Unacknowledged::Due::Nothing:
      return;
    case Unacknowledged::Due::Request:
      return ask(link);
    case Unacknowledged::Due::Unanswered:
      return feed(link, CloseWanted{StreamCondition::ConnectionTimeout,
                                    "the partner does not acknowledge what it was sent; switch its "
                                    "stream_management off if it never does"});
  }
}

/// Shutting down: what was sent a moment ago need not bounce if the partner says that it has it.
/// @return whether the stream stays for that
bool Engine::State::part(Link& link) {
  if (!link.unacknowledged || link.unacknowledged->empty() || link.is_closing()) return false;
  link.part_by = now.instant + settings.limits.close_timeout;
  if (link.unacknowledged->agreed()) ask(link);
  flush(link);
  reschedule(link);
  return true;
}

void Engine::State::part_if_settled(Link& link) {
  if (!link.part_by || (link.unacknowledged && !link.unacknowledged->empty())) return;
  link.part_by.reset();
  feed(link, CloseWanted{StreamCondition::SystemShutdown, "the gateway is shutting down"});
}

void Engine::State::bounce_unacknowledged(Link& link) {
  if (!link.unacknowledged) return;
  const auto stanzas = link.unacknowledged->take_all();
  link.unacknowledged.reset();
  for (const xml::Element& stanza : stanzas) {
    if (is_ping_of_ours(stanza)) continue;  // nobody waits for it but the stream that is gone
    bounce(stanza, StanzaCondition::RemoteServerTimeout,
           "the stream ended before the partner acknowledged it; it may have arrived all the same");
  }
}

}  // namespace gateway
