// The invariants of dialback: what may be called valid, and what may share a stream.
// XEP-0220 2.1.2, 2.6.2, 3.1; XEP-0344 2.4; RFC 7712 4.4.2.
#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "harness/oracle/invariants.hpp"

namespace harness::oracle {
namespace {

struct Question {
  std::string ours, theirs, id;
};

bool is_question(const Piece& piece, const Question& wanted) {
  return piece.kind == PieceKind::DialbackVerify && piece.from_gateway && piece.type.empty() &&
         domain_of(piece.from) == wanted.ours && domain_of(piece.to) == wanted.theirs &&
         piece.id == wanted.id;
}

bool is_valid_answer(const Piece& piece, const Question& wanted) {
  return piece.kind == PieceKind::DialbackVerify && !piece.from_gateway && piece.type == "valid" &&
         domain_of(piece.from) == wanted.theirs && domain_of(piece.to) == wanted.ours &&
         piece.id == wanted.id;
}

/// Question and answer on one connection that the gateway opened, both before `entry`.
bool was_verified(const Question& wanted, const Reading& reading, std::size_t entry) {
  for (const Connection& connection : reading.connections) {
    if (!connection.opened_by_gateway()) continue;
    bool asked = false;
    for (const Piece& piece : connection.pieces) {
      if (piece.entry >= entry) break;
      asked = asked || is_question(piece, wanted);
      if (asked && is_valid_answer(piece, wanted)) return true;
    }
  }
  return false;
}

bool proves(const Facts& facts, const std::string& domain) {
  const auto& names = facts.partner.certified_domains;
  return facts.partner.shown_as_client() == Certificate::Valid &&
         std::find(names.begin(), names.end(), domain) != names.end();
}

bool certificate_may_answer(const NegotiationRow& row, const Facts& facts, const Piece& answer) {
  return facts.certificate_answers_dialback && answer.protected_by_tls &&
         row.allows("sasl-over-tls") && row.allows("tls-dialback") &&
         proves(facts, domain_of(answer.to));
}

void check_valid_answers(const NegotiationRow& row, const Facts& facts,
                         const Connection& connection, const Reading& reading, Violations& found) {
  std::string stream_id;
  std::set<std::pair<std::string, std::string>> open;
  for (const Piece& piece : connection.pieces) {
    if (!piece.from_gateway) continue;
    if (piece.kind == PieceKind::Header) {
      stream_id = piece.id;
      open.clear();
    }
    if (piece.kind != PieceKind::DialbackResult || piece.type != "valid") continue;
    const Question asked{domain_of(piece.from), domain_of(piece.to), stream_id};
    if (!open.emplace(asked.ours, asked.theirs).second) continue;  // said before: still true
    if (was_verified(asked, reading, piece.entry)) continue;
    if (certificate_may_answer(row, facts, piece)) continue;
    found.push_back({"valid-unverified",
                     "the gateway called the key of " + asked.theirs + " valid on connection " +
                         std::to_string(connection.number) +
                         ", and no authoritative server had said so for that stream",
                     reading.time_of(piece.entry)});
  }
}

void check_shared_stream(const Facts& facts, const Connection& connection, const Reading& reading,
                         Violations& found) {
  bool errors_announced = false;
  std::string first_target;
  for (const Piece& piece : connection.pieces) {
    if (piece.kind == PieceKind::Header && piece.from_gateway && first_target.empty()) {
      first_target = domain_of(piece.to);
    }
    if (piece.kind == PieceKind::Features && !piece.from_gateway) {
      errors_announced = piece.offers_dialback_errors;
    }
    const bool key =
        piece.kind == PieceKind::DialbackResult && piece.from_gateway && piece.type.empty();
    if (!key || domain_of(piece.to) == first_target) continue;
    const bool allowed = facts.multiplex_targets && errors_announced && piece.protected_by_tls &&
                         proves(facts, domain_of(piece.to));
    if (allowed) continue;
    found.push_back({"target-multiplexed",
                     "the gateway showed a key for " + piece.to + " on connection " +
                         std::to_string(connection.number) + ", which is to " + first_target +
                         " and must not be shared with it",
                     reading.time_of(piece.entry)});
  }
}

}  // namespace

void check_dialback(const NegotiationRow& row, const Facts& facts, const Reading& reading,
                    Violations& found) {
  for (const Connection& connection : reading.connections) {
    if (connection.opened_by_gateway()) {
      check_shared_stream(facts, connection, reading, found);
    } else {
      check_valid_answers(row, facts, connection, reading, found);
    }
  }
}

}  // namespace harness::oracle
