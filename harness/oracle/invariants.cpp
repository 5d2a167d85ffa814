// The invariants of negotiation: who may speak, with which method, and where.
#include "harness/oracle/invariants.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace harness::oracle {
namespace {

using reports::Entry;
using reports::EntryKind;

void add(Violations& found, const Reading& reading, std::size_t entry, std::string name,
         std::string sentence) {
  found.push_back({std::move(name), std::move(sentence), reading.time_of(entry)});
}

std::string on(const Connection& connection) {
  return " on connection " + std::to_string(connection.number);
}

bool partner_sent(const Piece& piece, const Scripted& delivered) {
  return piece.kind == PieceKind::Stanza && !piece.from_gateway && piece.entry < delivered.entry &&
         piece.id == delivered.id && same_address(piece.from, delivered.from) &&
         same_address(piece.to, delivered.to);
}

// ---- authentication first
// -------------------------------------------------------------------------

void check_sent_stanzas(const Connection& connection, const Reading& reading, Violations& found) {
  for (const Piece& piece : connection.pieces) {
    if (piece.kind != PieceKind::Stanza || !piece.from_gateway) continue;
    const std::string ours = domain_of(piece.from);
    const std::string theirs = domain_of(piece.to);
    // Unless the stream is bidirectional (XEP-0288) stanzas go the initiator's way only.
    const bool this_way = connection.opened_by_gateway() || connection.both_ways(piece.entry);
    if (this_way && connection.authenticated(ours, theirs, piece.entry)) continue;
    add(found, reading, piece.entry, "stanza-sent-before-authentication",
        "the gateway sent a stanza from " + piece.from + " to " + piece.to + on(connection) +
            ", which is not authenticated for that pair");
  }
}

void check_taken_stanza(const Scripted& delivered, const Reading& reading, Violations& found) {
  const std::string ours = domain_of(delivered.to);
  const std::string theirs = domain_of(delivered.from);
  const Connection* carrier = nullptr;
  for (const Connection& connection : reading.connections) {
    const bool carried =
        std::any_of(connection.pieces.begin(), connection.pieces.end(),
                    [&](const Piece& piece) { return partner_sent(piece, delivered); });
    if (!carried) continue;
    carrier = &connection;
    const bool this_way = !connection.opened_by_gateway() || connection.both_ways(delivered.entry);
    if (this_way && connection.authenticated(ours, theirs, delivered.entry)) {
      return;
    }
  }
  if (carrier == nullptr) return;  // what nobody sent is check_deliveries' matter
  add(found, reading, delivered.entry, "stanza-taken-before-authentication",
      "the gateway handed over a stanza from " + delivered.from + " to " + delivered.to +
          " that came" + on(*carrier) + ", which is not authenticated for that pair");
}

bool is_sasl(const Piece& piece) {
  return piece.kind == PieceKind::Auth || piece.kind == PieceKind::SaslSuccess ||
         piece.kind == PieceKind::SaslFailure || piece.kind == PieceKind::SaslOther ||
         (piece.kind == PieceKind::Features && piece.offers_sasl);
}

// ---- nothing in the clear
// -------------------------------------------------------------------------

struct Secret {
  std::string octets;
  std::string name;      // of the violation
  std::string sentence;  // "the body of message m1"
};

bool holds_key(const Piece& piece) {
  return (piece.kind == PieceKind::DialbackResult || piece.kind == PieceKind::DialbackVerify) &&
         piece.type.empty() && !piece.text.empty();
}

// Short words could turn up in ciphertext by chance; as a whole element they do not.
std::string octets_to_find(const std::string& text) {
  constexpr std::size_t kUnlikelyByChance = 8;
  return text.size() >= kUnlikelyByChance ? text : ">" + text + "<";
}

std::vector<Secret> secrets_of(const Facts& facts, const Reading& reading) {
  std::vector<Secret> secrets;
  for (const ScriptedStanza& message : facts.stanzas) {
    if (message.direction != Direction::Outbound || message.body.empty()) continue;
    secrets.push_back(
        {octets_to_find(message.body), "body-in-clear", "the body of message " + message.id});
  }
  for (const Connection& connection : reading.connections) {
    for (const Piece& piece : connection.pieces) {
      if (!piece.from_gateway || !holds_key(piece)) continue;
      secrets.push_back({octets_to_find(piece.text), "key-in-clear",
                         "the dialback key for " + piece.from + " and " + piece.to});
    }
  }
  return secrets;
}

struct SentOctets {
  std::uint32_t connection = 0;
  std::size_t first_entry = 0;
  std::string octets;
};

// Joined, so that a secret cut into fragments is found too.
std::vector<SentOctets> octets_of_gateway(const Reading& reading) {
  std::vector<SentOctets> sent;
  const auto& entries = reading.transcript->entries;
  for (std::size_t index = 0; index < entries.size(); ++index) {
    const Entry& entry = entries[index];
    if (entry.kind != EntryKind::Wire || entry.node != "gateway") continue;
    auto place = std::find_if(sent.begin(), sent.end(), [&](const SentOctets& other) {
      return other.connection == entry.connection;
    });
    if (place == sent.end()) place = sent.insert(sent.end(), {entry.connection, index, {}});
    place->octets += entry.text;
  }
  return sent;
}

void check_clear_pieces(const Reading& reading, Violations& found) {
  for (const Connection& connection : reading.connections) {
    for (const Piece& piece : connection.pieces) {
      if (!piece.from_gateway || piece.protected_by_tls) continue;
      if (piece.kind == PieceKind::Stanza) {
        add(found, reading, piece.entry, "stanza-in-clear",
            "TLS is required, and a stanza to " + piece.to + " left" + on(connection) +
                " without it");
      }
      if (holds_key(piece)) {
        add(found, reading, piece.entry, "key-in-clear",
            "TLS is required, and a dialback key to " + piece.to + " left" + on(connection) +
                " without it");
      }
    }
  }
}

}  // namespace

void check_refused_configuration(const Reading& reading, Violations& found) {
  if (!reading.configuration_refused) return;
  const auto& entries = reading.transcript->entries;
  for (std::size_t index = 0; index < entries.size(); ++index) {
    const Entry& entry = entries[index];
    const bool gateway = entry.node == "gateway";
    const bool opened =
        entry.kind == EntryKind::ConnectionOpened && (gateway || entry.text.starts_with("gateway"));
    const bool acts =
        gateway && (entry.kind == EntryKind::Listening || entry.kind == EntryKind::ConnectAttempt ||
                    entry.kind == EntryKind::DnsQuestion);
    if (opened || acts) {
      add(found, reading, index, "runs-refused-configuration",
          "the configuration was refused, and the gateway listens, asks or has a connection");
    }
  }
}

void check_authentication_first(const Reading& reading, Violations& found) {
  for (const Connection& connection : reading.connections) {
    check_sent_stanzas(connection, reading, found);
  }
  for (const Scripted& stanza : reading.stanzas) {
    if (stanza.kind == EntryKind::LocalDeliver) check_taken_stanza(stanza, reading, found);
  }
}

void check_sasl_inside_tls(const Reading& reading, Violations& found) {
  for (const Connection& connection : reading.connections) {
    for (const Piece& piece : connection.pieces) {
      if (!piece.from_gateway || piece.protected_by_tls || !is_sasl(piece)) continue;
      if (piece.kind == PieceKind::SaslFailure && piece.condition == "encryption-required") {
        continue;
      }
      add(found, reading, piece.entry, "sasl-outside-tls",
          "the gateway sent <" + piece.name + "/>" + on(connection) + " without TLS");
    }
  }
}

void check_methods(const NegotiationRow& row, const Reading& reading, Violations& found) {
  for (const Connection& connection : reading.connections) {
    for (const Authentication& done : connection.authentications) {
      if (row.allows(done.method)) continue;
      add(found, reading, done.entry, "method-not-in-row",
          done.method + " authenticated " + done.ours + " and " + done.theirs + on(connection) +
              ", and the setting does not allow it");
    }
  }
}

void check_nothing_in_clear(const NegotiationRow& row, const Facts& facts, const Reading& reading,
                            Violations& found) {
  if (row.key.tls != Tls::Required) return;
  check_clear_pieces(reading, found);
  const auto secrets = secrets_of(facts, reading);
  if (secrets.empty()) return;
  for (const SentOctets& sent : octets_of_gateway(reading)) {
    for (const Secret& secret : secrets) {
      if (sent.octets.find(secret.octets) == std::string::npos) continue;
      add(found, reading, sent.first_entry, secret.name,
          "TLS is required, and " + secret.sentence + " is readable in the octets of connection " +
              std::to_string(sent.connection));
    }
  }
}

void check_stream_ids(const Reading& reading, Violations& found) {
  std::set<std::string_view> seen;
  for (const Connection& connection : reading.connections) {
    if (connection.opened_by_gateway()) continue;
    for (const Piece& piece : connection.pieces) {
      if (piece.kind != PieceKind::Header || !piece.from_gateway) continue;
      if (!piece.id.empty() && seen.insert(piece.id).second) continue;
      add(found, reading, piece.entry, "stream-id-not-unique",
          "the gateway answered a stream with " +
              (piece.id.empty() ? "no id" : "the id " + piece.id + ", which another had") +
              on(connection));
    }
  }
}

Violations check_invariants(const NegotiationRow& row, const Facts& facts, const Reading& reading) {
  Violations found;
  check_refused_configuration(reading, found);
  check_authentication_first(reading, found);
  check_sasl_inside_tls(reading, found);
  check_methods(row, reading, found);
  check_nothing_in_clear(row, facts, reading, found);
  check_stream_ids(reading, found);
  check_ids_unguessable(reading, found);
  check_output(reading, found);
  check_undefined_conditions(reading, found);
  check_dialback(row, facts, reading, found);
  check_deliveries(facts, reading, found);
  check_acknowledgements(reading, found);
  check_both_ways(facts, reading, found);
  check_order(facts, reading, found);
  check_own_stanzas(reading, found);
  check_access(facts, reading, found);
  check_orderly_end(reading, found);
  check_tls_end(reading, found);
  check_sip(reading, found);
  check_nothing_left(reading, found);
  return found;
}

}  // namespace harness::oracle
