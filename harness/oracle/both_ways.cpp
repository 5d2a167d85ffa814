// The invariants of bidirectional streams: XEP-0288 2.1, 2.2; docs/negotiation.md 5b.
#include <algorithm>

#include "harness/oracle/invariants.hpp"

namespace harness::oracle {
namespace {

void complain(const Connection& connection, std::size_t entry, std::string name,
              const std::string& what, const Reading& reading, Violations& found) {
  found.push_back({std::move(name),
                   "on connection " + std::to_string(connection.number) + " " + what,
                   reading.time_of(entry)});
}

void check_offers(const Facts& facts, const Connection& connection, const Reading& reading,
                  Violations& found) {
  for (const Piece& piece : connection.pieces) {
    if (!piece.from_gateway || !piece.offers_bidi) continue;
    if (!piece.protected_by_tls || !facts.gateway_bidirectional) {
      complain(connection, piece.entry, "bidi-offered-wrongly",
               "the gateway offered a bidirectional stream in clear, or against its setting",
               reading, found);
    }
  }
}

void check_requests(const Facts& facts, const Connection& connection, const Reading& reading,
                    Violations& found) {
  for (const Piece& piece : connection.pieces) {
    if (!piece.from_gateway || piece.kind != PieceKind::Bidi) continue;
    if (!connection.both_ways(piece.entry + 1) || !facts.gateway_bidirectional) {
      complain(connection, piece.entry, "bidi-asked-wrongly",
               "the gateway asked for a bidirectional stream in clear, too late, unoffered or "
               "against its setting",
               reading, found);
    }
  }
}

bool came_on(const Connection& connection, const Piece& question) {
  return std::any_of(connection.pieces.begin(), connection.pieces.end(), [&](const Piece& piece) {
    return piece.kind == PieceKind::DialbackResult && piece.type.empty() && !piece.from_gateway &&
           piece.text == question.text && piece.entry < question.entry;
  });
}

// XEP-0288 2.2, last sentence of the second paragraph.
void check_verification(const Connection& connection, const Reading& reading, Violations& found) {
  for (const Piece& piece : connection.pieces) {
    const bool question = piece.kind == PieceKind::DialbackVerify && piece.type.empty();
    if (!question || !piece.from_gateway || !came_on(connection, piece)) continue;
    complain(connection, piece.entry, "verified-on-same-connection",
             "the gateway showed a key to the stream that it came on", reading, found);
  }
}

void check_foreseen(const Facts& facts, const Connection& connection, const Reading& reading,
                    Violations& found) {
  for (const Authentication& done : connection.authentications) {
    if (!done.open) continue;
    const bool foreseen =
        facts.gateway_bidirectional && facts.partner_bidirectional && done.method != "tcp-dialback";
    if (connection.both_ways(done.entry) == foreseen) continue;
    complain(connection, done.entry, "bidi-not-as-foreseen",
             foreseen ? "both wanted a bidirectional stream, and it is none"
                      : "the stream is bidirectional, and that was not to be",
             reading, found);
  }
}

}  // namespace

void check_both_ways(const Facts& facts, const Reading& reading, Violations& found) {
  for (const Connection& connection : reading.connections) {
    check_offers(facts, connection, reading, found);
    check_requests(facts, connection, reading, found);
    check_verification(connection, reading, found);
    if (facts.bidirectional_is_foreseeable) check_foreseen(facts, connection, reading, found);
  }
}

}  // namespace harness::oracle
