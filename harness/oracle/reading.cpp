// One pass over the entries: octets become pieces, pieces become authentications.
#include "harness/oracle/reading.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "harness/oracle/piece_parser.hpp"
#include "harness/oracle/xml_splitter.hpp"

namespace harness::oracle {
namespace {

using reports::Entry;
using reports::EntryKind;

// What is being read of one direction of one connection.
struct DirectionState {
  XmlSplitter splitter;
  Declarations declarations;
  bool protected_by_tls = false;
};

// "error:no-method warning:x" -> "no-method"
std::string first_error_code(std::string_view text) {
  constexpr std::string_view kPrefix = "error:";
  const auto begin = text.find(kPrefix);
  if (begin == std::string_view::npos) return std::string(text);
  const auto rest = text.substr(begin + kPrefix.size());
  return std::string(rest.substr(0, rest.find_first_of(" ,;")));
}

// A proof needs its question on the same connection, and each question has one answer: an
// unsolicited "valid" opens nothing, nor does a second word on a key that was refused.
bool asked_for(const Connection& connection, const Piece& answer) {
  std::size_t keys = 0, answers = 0;
  for (const Piece& piece : connection.pieces) {
    if (&piece == &answer || piece.kind != PieceKind::DialbackResult) continue;
    const bool key = piece.from_initiator && piece.type.empty();
    if (key && same_address(piece.from, answer.to) && same_address(piece.to, answer.from)) ++keys;
    const bool answered = !piece.from_initiator && !piece.type.empty();
    if (answered && same_address(piece.from, answer.from) && same_address(piece.to, answer.to))
      ++answers;
  }
  return keys > answers;
}

const Piece* last_of(const Connection& connection, PieceKind kind, bool from_initiator) {
  for (auto piece = connection.pieces.rbegin(); piece != connection.pieces.rend(); ++piece) {
    if (piece->kind == kind && piece->from_initiator == from_initiator) return &*piece;
  }
  return nullptr;
}

void add_authentication(Connection& connection, const std::string& initiator,
                        const std::string& acceptor, const Piece& proof, std::string method) {
  Authentication& added = connection.authentications.emplace_back();
  const bool gateway_initiates = connection.opened_by_gateway();
  added.ours = domain_of(gateway_initiates ? initiator : acceptor);
  added.theirs = domain_of(gateway_initiates ? acceptor : initiator);
  added.method = std::move(method);
  added.entry = proof.entry;
  added.open = proof.kind == PieceKind::DialbackResult;
}

void on_success(Connection& connection, const Piece& piece) {
  if (piece.from_initiator || last_of(connection, PieceKind::Auth, true) == nullptr) return;
  const Piece* header = last_of(connection, PieceKind::Header, true);
  if (header == nullptr) return;
  add_authentication(connection, header->from, header->to, piece,
                     piece.protected_by_tls ? "sasl-over-tls" : "sasl-without-tls");
}

void on_dialback_answer(Connection& connection, const Piece& piece) {
  if (piece.from_initiator || piece.type != "valid" || !piece.answers_a_key) return;
  add_authentication(connection, piece.to, piece.from, piece,
                     piece.protected_by_tls ? "tls-dialback" : "tcp-dialback");
}

// RFC 6120 6.4.6: the features of the restarted stream conclude SASL.
void on_features(Connection& connection, const Piece& piece) {
  if (piece.from_initiator) return;
  for (Authentication& done : connection.authentications) done.open = true;
}

void note_authentication(Connection& connection, Piece& piece) {
  const bool answer = piece.type == "valid" || piece.type == "invalid" || piece.type == "error";
  piece.answers_a_key = piece.kind == PieceKind::DialbackResult && !piece.from_initiator &&
                        answer && asked_for(connection, piece);
  if (piece.kind == PieceKind::SaslSuccess) return on_success(connection, piece);
  if (piece.kind == PieceKind::DialbackResult) return on_dialback_answer(connection, piece);
  if (piece.kind == PieceKind::Features) return on_features(connection, piece);
}

class Reader {
 public:
  explicit Reader(const reports::Transcript& transcript) { reading_.transcript = &transcript; }

  Reading run() {
    const auto& entries = reading_.transcript->entries;
    for (const Entry& entry : entries) note_pool(entry);
    for (std::size_t index = 0; index < entries.size(); ++index) {
      const bool of_pool = pool_connections_.contains(entries[index].connection);
      if (!of_pool) on_entry(entries[index], index);
    }
    return std::move(reading_);
  }

 private:
  void note_pool(const Entry& entry);
  void on_entry(const Entry& entry, std::size_t index);
  void on_connection_entry(const Entry& entry, std::size_t index);
  void on_octets(const Entry& entry, std::size_t index);
  void on_part(Connection& connection, DirectionState& state, XmlSplitter::Cut cut,
               std::string_view part, Piece piece);
  void on_tls(const Entry& entry, std::size_t index, TlsEventKind kind);
  void on_stanza(const Entry& entry, std::size_t index);
  Connection& connection_of(const Entry& entry, std::size_t index);

  Reading reading_;
  std::set<std::uint32_t> pool_connections_;  // SIP, not XMPP
  std::set<std::string> pool_endpoints_;
  std::map<std::pair<std::uint32_t, bool>, DirectionState> directions_;
  PieceParser parser_;
};

// What passes between the gateway and its pool is no stream of any partner.
void Reader::note_pool(const Entry& entry) {
  const bool is_pool = entry.node == kPoolNode;
  if (is_pool && entry.kind == EntryKind::Listening) pool_endpoints_.insert(entry.text);
  if (entry.connection == 0) return;
  const bool to_pool =
      entry.kind == EntryKind::ConnectAttempt && pool_endpoints_.contains(entry.text);
  const bool from_pool = entry.kind == EntryKind::ConnectionOpened && entry.text == kPoolNode;
  if (is_pool || to_pool || from_pool) pool_connections_.insert(entry.connection);
}

void Reader::on_entry(const Entry& entry, std::size_t index) {
  switch (entry.kind) {
    case EntryKind::ConnectAttempt:
    case EntryKind::ConnectionOpened:
    case EntryKind::ConnectionFailed:
    case EntryKind::ConnectionFinished:
    case EntryKind::ConnectionReset:
    case EntryKind::ConnectionClosed:
      return on_connection_entry(entry, index);
    case EntryKind::XmlSent:
    case EntryKind::XmlReceived:
      return on_octets(entry, index);
    case EntryKind::TlsEstablished:
      return on_tls(entry, index, TlsEventKind::Established);
    case EntryKind::TlsMessage:
      if (entry.text == "received close_notify" || entry.text == "received no_renegotiation") {
        connection_of(entry, index).gateway_ended_tls = true;  // RFC 6120 4.4, 5.3.5
      }
      return;
    case EntryKind::TlsAlertSent:
      return on_tls(entry, index, TlsEventKind::AlertFromPartner);
    case EntryKind::TlsAlertReceived:
      return on_tls(entry, index, TlsEventKind::AlertFromGateway);
    case EntryKind::TlsFailed:
      return on_tls(entry, index, TlsEventKind::Failed);
    case EntryKind::LocalSend:
    case EntryKind::LocalDeliver:
    case EntryKind::PartnerSend:
    case EntryKind::PartnerDeliver:
    case EntryKind::PartnerGaveUp:
      return on_stanza(entry, index);
    case EntryKind::ConfigurationRefused:
      reading_.configuration_refused = true;
      reading_.refused_code = first_error_code(entry.text);
      return;
    case EntryKind::DnsQuestion:
      (entry.node == "gateway" ? reading_.gateway_asked_dns : reading_.partner_asked_dns) = true;
      return;
    case EntryKind::Listening:
    case EntryKind::Wire:
    case EntryKind::DnsAnswer:
    case EntryKind::Deadline:
    case EntryKind::FakeNote:
    case EntryKind::SipSent:
    case EntryKind::SipReceived:
    case EntryKind::SipWrong:
    case EntryKind::UserSends:
    case EntryKind::UserReceives:
    case EntryKind::UserSees:
    case EntryKind::UserAnswered:
    case EntryKind::ConfigurationAccepted:
    case EntryKind::DirectoryChanged:
    case EntryKind::ContactSees:
    case EntryKind::ContactReceives:
    case EntryKind::State:
    case EntryKind::Log:
    case EntryKind::KeyLog:
    case EntryKind::Step:
    case EntryKind::Resources:
    case EntryKind::Note:
      return;
  }
}

Connection& Reader::connection_of(const Entry& entry, std::size_t index) {
  for (Connection& connection : reading_.connections) {
    if (connection.number == entry.connection) return connection;
  }
  Connection& added = reading_.connections.emplace_back();
  added.number = entry.connection;
  added.first_entry = index;
  return added;
}

void Reader::on_connection_entry(const Entry& entry, std::size_t index) {
  Connection& connection = connection_of(entry, index);
  if (entry.kind == EntryKind::ConnectAttempt) connection.initiator = entry.node;
  if (entry.kind == EntryKind::ConnectionFailed) {
    connection.initiator = entry.node;
    connection.failure = entry.text;
  }
  if (entry.kind == EntryKind::ConnectionOpened) {
    connection.opened = true;
    connection.acceptor = entry.node;
    if (connection.initiator.empty()) connection.initiator = entry.text;
  }
  const bool reset = entry.kind == EntryKind::ConnectionReset;
  if (entry.kind == EntryKind::ConnectionClosed || reset) connection.closed = true;
  if (entry.kind == EntryKind::ConnectionFinished || reset) {
    connection.ends.push_back({index, entry.node, reset});
  }
}

void Reader::on_octets(const Entry& entry, std::size_t index) {
  Connection& connection = connection_of(entry, index);
  Piece piece;
  // A fake wrote the entry: what it received came from the gateway.
  piece.from_gateway = entry.kind == EntryKind::XmlReceived;
  piece.from_initiator = piece.from_gateway == connection.opened_by_gateway();
  piece.protected_by_tls = entry.protected_by_tls;
  piece.entry = index;

  DirectionState& state = directions_[{entry.connection, piece.from_gateway}];
  if (state.protected_by_tls != entry.protected_by_tls) {
    state = DirectionState{};  // nothing said in the clear counts any more (RFC 6120 5.4.3.3)
    state.protected_by_tls = entry.protected_by_tls;
  }
  state.splitter.feed(entry.text);
  std::string_view part;
  for (auto cut = state.splitter.next(part); cut != XmlSplitter::Cut::None;
       cut = state.splitter.next(part)) {
    on_part(connection, state, cut, part, piece);
  }
}

void Reader::on_part(Connection& connection, DirectionState& state, XmlSplitter::Cut cut,
                     std::string_view part, Piece piece) {
  if (cut == XmlSplitter::Cut::Closing) piece.kind = PieceKind::Closing;
  if (cut == XmlSplitter::Cut::Header) parser_.parse_header(part, state.declarations, piece);
  if (cut == XmlSplitter::Cut::Element) parser_.parse_element(part, state.declarations, piece);
  connection.pieces.push_back(std::move(piece));
  note_authentication(connection, connection.pieces.back());
}

void Reader::on_tls(const Entry& entry, std::size_t index, TlsEventKind kind) {
  connection_of(entry, index).tls_events.push_back({kind, entry.text, index});
}

void Reader::on_stanza(const Entry& entry, std::size_t index) {
  Scripted& stanza = reading_.stanzas.emplace_back();
  stanza.kind = entry.kind;
  stanza.node = entry.node;
  stanza.entry = index;
  parser_.parse_scripted(entry.text, stanza);
}

}  // namespace

bool Connection::is_verification() const {
  bool verifies = false;
  for (const Piece& piece : pieces) {
    if (!piece.from_initiator) continue;
    if (piece.kind == PieceKind::DialbackVerify && piece.type.empty()) verifies = true;
    if (piece.kind == PieceKind::DialbackResult || piece.kind == PieceKind::Auth ||
        piece.kind == PieceKind::Stanza) {
      return false;
    }
  }
  return verifies;
}

bool Connection::both_ways(std::size_t before) const {
  bool offered = false;
  bool authenticating = false;
  for (const Piece& piece : pieces) {
    if (piece.entry >= before) return false;
    if (piece.kind == PieceKind::Header && piece.from_initiator && !authenticating) offered = false;
    if (piece.kind == PieceKind::Features && !piece.from_initiator && piece.offers_bidi) {
      offered = true;
    }
    authenticating = authenticating || piece.kind == PieceKind::Auth ||
                     (piece.kind == PieceKind::DialbackResult && piece.from_initiator);
    const bool asks = piece.kind == PieceKind::Bidi && piece.from_initiator;
    if (asks && offered && piece.protected_by_tls && !authenticating) return true;
  }
  return false;
}

bool Connection::authenticated(std::string_view ours, std::string_view theirs,
                               std::size_t before) const {
  return std::any_of(authentications.begin(), authentications.end(),
                     [&](const Authentication& done) {
                       return done.entry < before && done.ours == ours && done.theirs == theirs;
                     });
}

Reading read(const reports::Transcript& transcript) { return Reader(transcript).run(); }

}  // namespace harness::oracle
