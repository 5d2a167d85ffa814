// The invariants about what arrives and what remains: every stanza has one fate, nothing is kept.
#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "harness/oracle/acknowledged.hpp"
#include "harness/oracle/invariants.hpp"

namespace harness::oracle {
namespace {

using reports::Entry;
using reports::EntryKind;

std::int64_t end_of(const Reading& reading) {
  const auto& entries = reading.transcript->entries;
  return entries.empty() ? 0 : entries.back().at_us;
}

struct Tally {
  std::size_t sent = 0, delivered = 0, bounced = 0;
  std::int64_t bounced_us = 0;
  std::int64_t last_us = 0;
};

// An error the partner returned about our stanza; it is no bounce of the gateway's.
bool returned_by_partner(const Scripted& error, const Reading& reading) {
  for (const Connection& connection : reading.connections) {
    for (const Piece& piece : connection.pieces) {
      if (piece.kind == PieceKind::Stanza && !piece.from_gateway && piece.type == "error" &&
          piece.id == error.id && piece.entry < error.entry) {
        return true;
      }
    }
  }
  return false;
}

Tally tally_of(const ScriptedStanza& message, const Reading& reading) {
  const bool ours = message.direction == Direction::Outbound;
  const EntryKind send = ours ? EntryKind::LocalSend : EntryKind::PartnerSend;
  const EntryKind deliver = ours ? EntryKind::PartnerDeliver : EntryKind::LocalDeliver;
  Tally tally;
  for (const Scripted& stanza : reading.stanzas) {
    if (stanza.id != message.id) continue;
    const bool error = stanza.type == "error";
    if (stanza.kind == send) ++tally.sent;
    if (stanza.kind == deliver && !error) ++tally.delivered;
    if (ours && error && stanza.kind == EntryKind::LocalDeliver &&
        !returned_by_partner(stanza, reading)) {
      ++tally.bounced;
      tally.bounced_us = reading.time_of(stanza.entry);
    }
    tally.last_us = reading.time_of(stanza.entry);
  }
  return tally;
}

std::string times(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " time" : " times");
}

// Time for an acknowledgement to arrive; one that comes after the bounce changes nothing.
constexpr std::int64_t kOnItsWayUs = 1'000'000;

// XEP-0198 4: arrived and bounced may be one that was not acknowledged in time.
bool may_have_both(const Tally& tally, const Custody& custody, const Facts& facts,
                   const Reading& reading) {
  if (!custody.kept) return false;
  if (!custody.acknowledged || facts.may_lose_stanzas) return true;
  return tally.bounced_us < reading.time_of(*custody.acknowledged) + kOnItsWayUs;
}

void check_ours(const ScriptedStanza& message, const Facts& facts, const Reading& reading,
                Violations& found) {
  const Tally tally = tally_of(message, reading);
  if (tally.sent == 0) return;
  const Custody custody = custody_of(message.id, reading);
  if (message.answerable && custody.kept && !custody.acknowledged && tally.bounced == 0) {
    found.push_back(
        {"unacknowledged-forgotten",
         "stanza " + message.id + " was not acknowledged, and its sender never learnt of it",
         tally.last_us});
  }
  const bool may_be_lost =
      reading.configuration_refused || (facts.may_lose_stanzas && !facts.acknowledges);
  const bool never_twice = tally.delivered <= 1 && tally.bounced <= 1;
  // An error or a result that cannot be delivered is dropped in silence.
  const bool none_is_right =
      tally.delivered + tally.bounced > 0 || may_be_lost || !message.answerable;
  const bool bounce_is_right = tally.bounced == 0 || message.answerable;
  const bool both_is_right = tally.delivered == 0 || tally.bounced == 0 || may_be_lost ||
                             may_have_both(tally, custody, facts, reading);
  if (never_twice && none_is_right && bounce_is_right && both_is_right) return;
  found.push_back({"message-fate",
                   "stanza " + message.id + " was delivered " + times(tally.delivered) +
                       " and bounced " + times(tally.bounced) + "; it must be one of them, once",
                   tally.last_us});
}

void check_theirs(const ScriptedStanza& message, const Reading& reading, Violations& found) {
  const Tally tally = tally_of(message, reading);
  if (tally.delivered <= 1) return;
  found.push_back(
      {"delivered-twice",
       "stanza " + message.id + " of the partner was delivered " + times(tally.delivered),
       tally.last_us});
}

bool is_ours(const Scripted& stanza, const Facts& facts) {
  return std::any_of(facts.stanzas.begin(), facts.stanzas.end(), [&](const auto& message) {
    return message.direction == Direction::Outbound && message.id == stanza.id;
  });
}

bool sent_by_script(const Scripted& delivered, EntryKind send, const Reading& reading) {
  return std::any_of(reading.stanzas.begin(), reading.stanzas.end(), [&](const Scripted& stanza) {
    return stanza.kind == send && stanza.entry < delivered.entry && stanza.id == delivered.id &&
           stanza.inside.content == delivered.inside.content;
  });
}

// Deviations and raw octets send stanzas that no step names.
bool sent_by_fake(const Scripted& delivered, const Reading& reading) {
  for (const Connection& connection : reading.connections) {
    for (const Piece& piece : connection.pieces) {
      if (piece.kind == PieceKind::Stanza && !piece.from_gateway && piece.entry < delivered.entry &&
          piece.id == delivered.id && piece.inside.content == delivered.inside.content) {
        return true;
      }
    }
  }
  return false;
}

bool bounce_of_ours(const Scripted& delivered, const Reading& reading) {
  return std::any_of(reading.stanzas.begin(), reading.stanzas.end(), [&](const Scripted& stanza) {
    return stanza.kind == EntryKind::LocalSend && stanza.entry < delivered.entry &&
           stanza.id == delivered.id;
  });
}

// Pings and answers of the domain itself; whether they are in order is check_own_stanzas' matter.
bool is_of_the_domain(const Scripted& delivered) {
  return delivered.name == "iq" && delivered.from.find('@') == std::string::npos;
}

bool has_origin(const Scripted& delivered, const Reading& reading) {
  const bool error = delivered.type == "error";
  if (delivered.kind == EntryKind::PartnerDeliver) {
    // Errors about the partner's own stanzas come from the gateway itself.
    return error || is_of_the_domain(delivered) ||
           sent_by_script(delivered, EntryKind::LocalSend, reading);
  }
  if (error && bounce_of_ours(delivered, reading)) return true;
  return sent_by_script(delivered, EntryKind::PartnerSend, reading) ||
         sent_by_fake(delivered, reading);
}

void check_origins(const Reading& reading, Violations& found) {
  for (const Scripted& stanza : reading.stanzas) {
    const bool delivery =
        stanza.kind == EntryKind::LocalDeliver || stanza.kind == EntryKind::PartnerDeliver;
    if (!delivery || has_origin(stanza, reading)) continue;
    found.push_back({"delivered-unsent",
                     stanza.name + " " + stanza.id + " from " + stanza.from + " to " + stanza.to +
                         " was delivered, and nobody sent it with this content",
                     reading.time_of(stanza.entry)});
  }
}

// "connections=0 streams=2" -> "streams=2"
std::string held(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto equals = word.find('=');
    if (equals == std::string_view::npos || word.substr(equals + 1) == "0") continue;
    if (!result.empty()) result += ' ';
    result += word;
  }
  return result;
}

void check_connections_closed(const Reading& reading, Violations& found) {
  for (const Connection& connection : reading.connections) {
    if (!connection.opened || connection.closed) continue;
    found.push_back({"connection-left-open",
                     "connection " + std::to_string(connection.number) + " of " +
                         connection.initiator + " to " + connection.acceptor +
                         " is still open at the end",
                     end_of(reading)});
  }
}

}  // namespace

void check_deliveries(const Facts& facts, const Reading& reading, Violations& found) {
  for (const ScriptedStanza& message : facts.stanzas) {
    if (message.direction == Direction::Outbound) {
      check_ours(message, facts, reading, found);
    } else {
      check_theirs(message, reading, found);
    }
  }
  if (facts.directory.empty()) check_origins(reading, found);
}

void check_order(const Facts& facts, const Reading& reading, Violations& found) {
  std::map<std::string, std::size_t> places;  // of our messages, in the order they were sent
  for (const Scripted& stanza : reading.stanzas) {
    if (stanza.kind == EntryKind::LocalSend && is_ours(stanza, facts)) {
      places.emplace(stanza.id, places.size());
    }
  }
  std::map<std::pair<std::string, std::string>, std::size_t> reached;  // by pair of domains
  for (const Scripted& stanza : reading.stanzas) {
    if (stanza.kind != EntryKind::PartnerDeliver || !places.contains(stanza.id)) continue;
    std::size_t& last = reached[{domain_of(stanza.from), domain_of(stanza.to)}];
    const std::size_t place = places.at(stanza.id);
    if (place < last) {
      found.push_back({"delivered-out-of-order",
                       "message " + stanza.id + " was delivered after one that was sent later",
                       reading.time_of(stanza.entry)});
    }
    last = std::max(last, place);
  }
}

void check_orderly_end(const Reading& reading, Violations& found) {
  for (const Connection& connection : reading.connections) {
    std::optional<std::size_t> ours, theirs;  // the closing tags
    for (const Piece& piece : connection.pieces) {
      if (piece.kind == PieceKind::Closing) (piece.from_gateway ? ours : theirs) = piece.entry;
    }
    if (!ours || !theirs) continue;
    for (const ConnectionEnd& end : connection.ends) {
      if (end.node != "gateway" || !end.reset || end.entry < std::max(*ours, *theirs)) continue;
      found.push_back({"reset-after-closing-tags",
                       "both sides had closed their streams on connection " +
                           std::to_string(connection.number) + ", and the gateway reset it",
                       reading.time_of(end.entry)});
    }
  }
}

void check_tls_end(const Reading& reading, Violations& found) {
  for (const Connection& connection : reading.connections) {
    const bool stood = connection.tls_events.size() == 1 &&
                       connection.tls_events.front().kind == TlsEventKind::Established;
    const bool reset = std::ranges::any_of(connection.ends, &ConnectionEnd::reset);
    if (!stood || reset || !connection.closed || connection.gateway_ended_tls) continue;
    for (const ConnectionEnd& end : connection.ends) {
      if (end.node != "gateway") continue;
      found.push_back({"no-close-notify",
                       "the gateway ended connection " + std::to_string(connection.number) +
                           " without ending TLS on it",
                       reading.time_of(end.entry)});
    }
  }
}

void check_nothing_left(const Reading& reading, Violations& found) {
  bool gateway_reported = false;
  for (const Entry& entry : reading.transcript->entries) {
    if (entry.kind != EntryKind::Resources) continue;
    gateway_reported = gateway_reported || entry.node == "gateway";
    if (const std::string rest = held(entry.text); !rest.empty()) {
      found.push_back({"resources-held", entry.node + " still holds " + rest, entry.at_us});
    }
  }
  if (!gateway_reported && !reading.configuration_refused) {
    found.push_back({"no-resources", "the gateway did not say what it holds", end_of(reading)});
  }
  check_connections_closed(reading, found);
}

}  // namespace harness::oracle
