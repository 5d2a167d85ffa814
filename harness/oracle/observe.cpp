// From the main connection of the attempt to the words of an Outcome.
#include "harness/oracle/observe.hpp"

#include <algorithm>
#include <utility>

namespace harness::oracle {
namespace {

using reports::EntryKind;
using reports::Outcome;

struct Refusal {
  std::string stage;
  std::string closed_by;
  std::string condition;
};

std::string side(bool gateway) { return gateway ? "gateway" : "partner"; }

// ---- which connection speaks for the attempt
// ------------------------------------------------------

bool may_be_main(const Connection& connection, Direction direction) {
  if (!connection.with_gateway() && connection.failure.empty()) return false;
  const bool outbound = direction == Direction::Outbound;
  return connection.opened_by_gateway() == outbound && !connection.is_verification();
}

bool is_open(const Connection& connection) {
  return std::any_of(connection.authentications.begin(), connection.authentications.end(),
                     [](const Authentication& done) { return done.open; });
}

// An established one, else the first that was opened (there is no second try after that), else the
// last that could not be.
const Connection* main_connection(const Reading& reading, Direction direction) {
  const Connection* opened = nullptr;
  const Connection* failed = nullptr;
  for (const Connection& connection : reading.connections) {
    if (!may_be_main(connection, direction)) continue;
    if (is_open(connection)) return &connection;
    if (connection.opened && opened == nullptr) opened = &connection;
    if (!connection.opened) failed = &connection;
  }
  return opened != nullptr ? opened : failed;
}

// ---- what happened on it
// --------------------------------------------------------------------------

const Piece* last_piece(const Connection& connection, PieceKind kind) {
  const Piece* last = nullptr;
  for (const Piece& piece : connection.pieces) {
    if (piece.kind == kind) last = &piece;
  }
  return last;
}

const Piece* first_piece(const Connection& connection, PieceKind kind) {
  for (const Piece& piece : connection.pieces) {
    if (piece.kind == kind) return &piece;
  }
  return nullptr;
}

const TlsEvent* fatal_tls_event(const Connection& connection) {
  for (const TlsEvent& event : connection.tls_events) {
    if (event.kind != TlsEventKind::Established) return &event;
  }
  return nullptr;
}

bool tls_stands(const Connection& connection) {
  return std::any_of(connection.tls_events.begin(), connection.tls_events.end(),
                     [](const TlsEvent& event) { return event.kind == TlsEventKind::Established; });
}

// Answers of the acceptor to keys of the initiator; the last one counts.
const Piece* dialback_refusal(const Connection& connection) {
  const Piece* last = nullptr;
  for (const Piece& piece : connection.pieces) {
    if (piece.answers_a_key) last = &piece;
  }
  return last != nullptr && last->type != "valid" ? last : nullptr;
}

// Who spoke the first word of parting; FIN and RST count only where nobody said one.
std::string first_to_close(const Connection& connection) {
  for (const Piece& piece : connection.pieces) {
    if (piece.kind == PieceKind::StreamError || piece.kind == PieceKind::Closing ||
        piece.kind == PieceKind::StartTlsFailure) {
      return side(piece.from_gateway);
    }
  }
  if (!connection.ends.empty()) return side(connection.ends.front().node == "gateway");
  return "none";
}

// RFC 6120 4.9.3.12 before any features of the protected stream: refused for its certificate. Going
// out, the gateway has then said nothing within TLS but its header.
bool refused_for_certificate(const Connection& connection, const Piece& error) {
  if (!error.from_gateway || !error.protected_by_tls || error.condition != "not-authorized") {
    return false;
  }
  return std::none_of(connection.pieces.begin(), connection.pieces.end(), [](const Piece& piece) {
    return piece.from_gateway && piece.protected_by_tls && piece.kind != PieceKind::Header &&
           piece.kind != PieceKind::StreamError && piece.kind != PieceKind::Closing;
  });
}

// How far the stream had come when it ended without an answer.
std::string progress(const Connection& connection) {
  const Piece* key = last_piece(connection, PieceKind::DialbackResult);
  if (key != nullptr) return "dialback";
  if (last_piece(connection, PieceKind::Auth) != nullptr) return "sasl";
  if (tls_stands(connection)) return "features";
  if (last_piece(connection, PieceKind::Proceed) != nullptr) return "tls";
  if (last_piece(connection, PieceKind::StartTls) != nullptr) return "starttls";
  return "features";
}

// ---- refusals, the most specific cause first
// ------------------------------------------------------

Refusal with_piece(std::string stage, const Connection& connection, std::string condition) {
  return {std::move(stage), first_to_close(connection), std::move(condition)};
}

Refusal of_tls(const TlsEvent& event, const Connection& connection) {
  if (event.kind == TlsEventKind::Failed) return with_piece("tls", connection, "tls:failed");
  return {"tls", side(event.kind == TlsEventKind::AlertFromGateway), "tls-alert:" + event.text};
}

const Piece* next_of_same_side(const Connection& connection, const Piece& piece) {
  const auto after = connection.pieces.begin() + (&piece - connection.pieces.data()) + 1;
  const auto found = std::find_if(after, connection.pieces.end(), [&](const Piece& each) {
    return each.from_gateway == piece.from_gateway;
  });
  return found == connection.pieces.end() ? nullptr : &*found;
}

// After `invalid` both may say the closing tag at once, and octets decide whose is read first: it is
// the receiving server that closes (XEP-0220 2.2.1), if it does.
Refusal of_dialback(const Piece& answer, const Connection& connection) {
  if (answer.type == "invalid") {
    Refusal refusal = with_piece("dialback", connection, "dialback:invalid");
    const Piece* next = next_of_same_side(connection, answer);
    if (next != nullptr && next->kind == PieceKind::Closing) {
      refusal.closed_by = side(answer.from_gateway);
    }
    return refusal;
  }
  return with_piece("dialback", connection, "dialback-error:" + answer.condition);
}

Refusal of_stream_error(const Piece& error, const Connection& connection) {
  const bool certificate = refused_for_certificate(connection, error);
  return {certificate ? "tls" : progress(connection), side(error.from_gateway),
          "stream:" + error.condition};
}

Refusal without_reason(const Connection& connection) {
  if (!connection.ends.empty() && connection.ends.front().reset) {
    return with_piece(progress(connection), connection, "reset");
  }
  const bool ended = first_to_close(connection) != "none";
  return with_piece(progress(connection), connection, ended ? "closed" : "silent");
}

Refusal refusal_on(const Connection& connection) {
  if (!connection.opened) return {"connect", "none", "connect:" + connection.failure};
  if (const Piece* answer = dialback_refusal(connection)) return of_dialback(*answer, connection);
  if (const TlsEvent* event = fatal_tls_event(connection)) return of_tls(*event, connection);
  if (const Piece* failure = first_piece(connection, PieceKind::StartTlsFailure)) {
    return {"starttls", side(failure->from_gateway), "starttls:failure"};
  }
  const bool tried_dialback = last_piece(connection, PieceKind::DialbackResult) != nullptr;
  if (const Piece* failure = last_piece(connection, PieceKind::SaslFailure);
      failure != nullptr && !tried_dialback) {
    return with_piece("sasl", connection, "sasl:" + failure->condition);
  }
  if (const Piece* error = first_piece(connection, PieceKind::StreamError)) {
    return of_stream_error(*error, connection);
  }
  return without_reason(connection);
}

Refusal without_connection(const Reading& reading, Direction direction) {
  const bool asked =
      direction == Direction::Outbound ? reading.gateway_asked_dns : reading.partner_asked_dns;
  return {"resolve", "none", asked ? "dns:not-found" : "dns:not-asked"};
}

// ---- the stanza
// -----------------------------------------------------------------------------------

const Scripted* first_of(const Reading& reading, EntryKind kind) {
  for (const Scripted& stanza : reading.stanzas) {
    if (stanza.kind == kind) return &stanza;
  }
  return nullptr;
}

std::string fate_of_ours(const Reading& reading) {
  const Scripted* sent = first_of(reading, EntryKind::LocalSend);
  if (sent == nullptr) return "none";
  std::string fate = "lost";
  for (const Scripted& stanza : reading.stanzas) {
    if (stanza.id != sent->id) continue;
    if (stanza.kind == EntryKind::PartnerDeliver) return "delivered";
    if (stanza.kind == EntryKind::LocalDeliver && stanza.type == "error") {
      fate = "bounced:" + stanza.condition;
    }
  }
  return fate;
}

std::string fate_of_theirs(const Reading& reading) {
  const Scripted* sent = first_of(reading, EntryKind::PartnerSend);
  for (const Scripted& stanza : reading.stanzas) {
    if (sent == nullptr || stanza.id != sent->id) continue;
    if (stanza.kind == EntryKind::LocalDeliver && stanza.type != "error") return "delivered";
  }
  return "refused";
}

Outcome refused_configuration(const Reading& reading, Direction direction) {
  return {"refused",
          "none",
          "configuration",
          "none",
          "configuration:" + reading.refused_code,
          "none",
          direction == Direction::Inbound ? "refused" : "none"};
}

}  // namespace

reports::Outcome observe(const Reading& reading, Direction direction) {
  if (reading.configuration_refused) return refused_configuration(reading, direction);

  const bool outbound = direction == Direction::Outbound;
  Outcome outcome;
  outcome.configuration = "accepted";
  outcome.to_partner = outbound ? fate_of_ours(reading) : "none";
  outcome.to_gateway = outbound ? "none" : fate_of_theirs(reading);

  const Connection* main = main_connection(reading, direction);
  if (main != nullptr && is_open(*main)) {
    outcome.method = main->authentications.front().method;
    outcome.stage = "established";
    outcome.closed_by = "none";
    return outcome;
  }
  Refusal refusal = main != nullptr ? refusal_on(*main) : without_connection(reading, direction);
  outcome.method = "none";
  outcome.stage = std::move(refusal.stage);
  outcome.closed_by = std::move(refusal.closed_by);
  outcome.condition = std::move(refusal.condition);
  return outcome;
}

}  // namespace harness::oracle
