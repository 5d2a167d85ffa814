// See acknowledged.hpp; the invariant about the gateway's own acknowledgements stands here too.
#include "harness/oracle/acknowledged.hpp"

#include <algorithm>
#include <charconv>
#include <deque>
#include <vector>

#include "harness/oracle/invariants.hpp"

namespace harness::oracle {
namespace {

using reports::EntryKind;

enum class Speaker : std::uint8_t { Gateway, Partner };

bool says(const Piece& piece, Speaker speaker, std::string_view name) {
  return piece.kind == PieceKind::Management && piece.name == name &&
         piece.from_gateway == (speaker == Speaker::Gateway);
}

Speaker other(Speaker speaker) {
  return speaker == Speaker::Gateway ? Speaker::Partner : Speaker::Gateway;
}

std::optional<std::uint32_t> count_in(const Piece& acknowledgement) {
  std::uint32_t count = 0;
  const std::string& text = acknowledgement.text;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return count;
}

// Whether the stanzas of `sender` count, as the dialogue goes on (XEP-0198 4, note). Answers come
// in the order of the questions; a refused <enable/> undoes the counting that began with it.
class Counting {
 public:
  explicit Counting(Speaker sender) : sender_(sender) {}

  enum class Change : std::uint8_t { None, Forget };
  Change on(const Piece& piece) {
    if (says(piece, sender_, "enabled")) on_ = agreed_ = true;
    if (says(piece, sender_, "resume")) questions_.push_back(Question::Resume);
    if (says(piece, sender_, "enable")) {
      questions_.push_back(Question::Enable);
      on_ = true;
    }
    const bool granted = says(piece, other(sender_), "enabled");
    const bool refused = says(piece, other(sender_), "failed");
    if ((!granted && !refused) || questions_.empty()) return Change::None;
    const Question answered = questions_.front();
    questions_.pop_front();
    if (granted) agreed_ = true;
    if (answered == Question::Resume || granted || agreed_) return Change::None;
    on_ = false;
    return Change::Forget;
  }
  bool is_on() const { return on_; }

 private:
  enum class Question : std::uint8_t { Enable, Resume };
  Speaker sender_;
  std::deque<Question> questions_;
  bool on_ = false;
  bool agreed_ = false;
};

// The stanzas of `sender` that count, in order.
std::vector<const Piece*> counted(const Connection& connection, Speaker sender) {
  std::vector<const Piece*> stanzas;
  Counting counting(sender);
  for (const Piece& piece : connection.pieces) {
    if (counting.on(piece) == Counting::Change::Forget) stanzas.clear();
    const bool sends =
        piece.kind == PieceKind::Stanza && piece.from_gateway == (sender == Speaker::Gateway);
    if (counting.is_on() && sends) stanzas.push_back(&piece);
  }
  return stanzas;
}

std::size_t sent_before(const std::vector<const Piece*>& stanzas, std::size_t entry) {
  return static_cast<std::size_t>(std::count_if(
      stanzas.begin(), stanzas.end(), [&](const Piece* stanza) { return stanza->entry < entry; }));
}

Custody custody_on(const Connection& connection, const std::string& id) {
  Custody custody;
  const auto stanzas = counted(connection, Speaker::Gateway);
  for (std::size_t place = 0; place < stanzas.size(); ++place) {
    if (stanzas[place]->id != id) continue;
    custody = {.kept = true, .acknowledged = std::nullopt};
    for (const Piece& piece : connection.pieces) {
      if (!says(piece, Speaker::Partner, "a") || piece.entry <= stanzas[place]->entry) continue;
      const auto count = count_in(piece);
      const bool believable = count && *count <= sent_before(stanzas, piece.entry);
      if (believable && *count > place && !custody.acknowledged) custody.acknowledged = piece.entry;
    }
  }
  return custody;
}

// ---- the gateway's acknowledgements
// ---------------------------------------------------------------

bool handed_over(const Piece& stanza, std::size_t before, const Reading& reading) {
  return std::any_of(reading.stanzas.begin(), reading.stanzas.end(), [&](const Scripted& one) {
    return one.kind == EntryKind::LocalDeliver && one.id == stanza.id && one.entry < before;
  });
}

void complain(const Piece& piece, const Connection& connection, const std::string& what,
              const Reading& reading, Violations& found) {
  found.push_back({"acknowledged-wrongly",
                   "on connection " + std::to_string(connection.number) +
                       " the gateway acknowledged " + piece.text + " stanzas, and " + what,
                   reading.time_of(piece.entry)});
}

// `asked_before`: how many had been sent when the partner asked.
void check_count(const Piece& piece, const std::vector<const Piece*>& stanzas,
                 std::size_t asked_before, const Connection& connection, const Reading& reading,
                 Violations& found) {
  const auto count = count_in(piece);
  const std::size_t sent = sent_before(stanzas, piece.entry);
  if (!count || *count > sent) {
    return complain(piece, connection, std::to_string(sent) + " had been sent", reading, found);
  }
  for (std::size_t place = 0; place < stanzas.size(); ++place) {
    const Piece& stanza = *stanzas[place];
    if (stanza.name != "message") continue;  // others may have no local user to reach
    const bool handled = handed_over(stanza, piece.entry, reading);
    if (place < *count && !handled) {
      complain(piece, connection, stanza.id + " among them was handed to nobody", reading, found);
    }
    if (place >= *count && place < asked_before && handled) {
      complain(piece, connection, stanza.id + ", handed over before, is not among them", reading,
               found);
    }
  }
}

void check_connection(const Connection& connection, const Reading& reading, Violations& found) {
  const auto stanzas = counted(connection, Speaker::Partner);
  std::vector<std::size_t> requests;  // how many stanzas stood before each
  std::size_t answers = 0;
  for (const Piece& piece : connection.pieces) {
    if (says(piece, Speaker::Partner, "r")) requests.push_back(sent_before(stanzas, piece.entry));
    if (!says(piece, Speaker::Gateway, "a")) continue;
    const std::size_t asked = answers < requests.size() ? requests[answers] : 0;
    ++answers;
    check_count(piece, stanzas, asked, connection, reading, found);
  }
}

void check_enabling(const Connection& connection, const Reading& reading, Violations& found) {
  for (const Piece& piece : connection.pieces) {
    const bool enables =
        says(piece, Speaker::Gateway, "enable") || says(piece, Speaker::Gateway, "enabled");
    const bool authenticated =
        std::any_of(connection.authentications.begin(), connection.authentications.end(),
                    [&](const Authentication& done) { return done.entry < piece.entry; });
    if (!enables || authenticated) continue;
    found.push_back({"enabled-before-authentication",
                     "the gateway sent <" + piece.name + "/> of stream management on connection " +
                         std::to_string(connection.number) + ", which is not authenticated",
                     reading.time_of(piece.entry)});
  }
}

}  // namespace

Custody custody_of(const std::string& id, const Reading& reading) {
  Custody last;
  for (const Connection& connection : reading.connections) {
    const Custody here = custody_on(connection, id);
    if (here.kept) last = here;
  }
  return last;
}

void check_acknowledgements(const Reading& reading, Violations& found) {
  for (const Connection& connection : reading.connections) {
    check_connection(connection, reading, found);
    check_enabling(connection, reading, found);
  }
}

}  // namespace harness::oracle
