// The invariants of what the gateway itself says in stanzas: its errors and answers. RFC 6120 8.2.3
// and 8.3.
#include <algorithm>
#include <string_view>
#include <utility>

#include "harness/oracle/invariants.hpp"

namespace harness::oracle {
namespace {

using reports::Entry;
using reports::EntryKind;

/// A stanza on its way, seen from the gateway.
struct Passing {
  std::string name, from, to, id, type;
  const StanzaInside* inside = nullptr;
  std::size_t entry = 0;
};

Passing passing(const Piece& piece) {
  return {piece.name, piece.from, piece.to, piece.id, piece.type, &piece.inside, piece.entry};
}
Passing passing(const Scripted& stanza) {
  return {stanza.name, stanza.from,    stanza.to,   stanza.id,
          stanza.type, &stanza.inside, stanza.entry};
}

using Stanzas = std::vector<Passing>;

/// What came to the gateway from one side, and what it gave to that side.
struct Traffic {
  Stanzas sent, received;
};

Traffic of_local_users(const Reading& reading) {
  Traffic traffic;
  for (const Scripted& stanza : reading.stanzas) {
    if (stanza.kind == EntryKind::LocalSend) traffic.sent.push_back(passing(stanza));
    if (stanza.kind == EntryKind::LocalDeliver) traffic.received.push_back(passing(stanza));
  }
  return traffic;
}

Traffic of_partners(const Reading& reading) {
  Traffic traffic;
  for (const Connection& connection : reading.connections) {
    for (const Piece& piece : connection.pieces) {
      if (piece.kind != PieceKind::Stanza) continue;
      (piece.from_gateway ? traffic.received : traffic.sent).push_back(passing(piece));
    }
  }
  return traffic;
}

/// The other side said it, and the gateway handed it on.
bool is_routed(const Passing& stanza, const Stanzas& others) {
  return std::any_of(others.begin(), others.end(), [&](const Passing& other) {
    return other.entry < stanza.entry && other.name == stanza.name && other.id == stanza.id &&
           other.type == stanza.type && other.inside->content == stanza.inside->content;
  });
}

bool is_answer(const Passing& stanza) {
  return stanza.type == "error" || (stanza.name == "iq" && stanza.type == "result");
}

/// 8.3.1 rule 2: nobody need say that it is somebody whose address is none. Then its server answers.
bool speaks_for_no_address(const Passing& answer, const Passing& asked) {
  return answer.type == "error" && answer.from == domain_of(asked.from) &&
         !may_be_domain(domain_of(asked.to));
}

bool answers(const Passing& answer, const Passing& asked) {
  return asked.entry < answer.entry && asked.name == answer.name && asked.id == answer.id &&
         same_address(asked.from, answer.to) &&
         (same_address(asked.to, answer.from) || speaks_for_no_address(answer, asked));
}

std::string described(const Passing& stanza) {
  return "<" + stanza.name + " type='" + stanza.type + "' id='" + stanza.id + "'/> from " +
         stanza.from + " to " + stanza.to;
}

class Check {
 public:
  Check(const Reading& reading, Violations& found) : reading_(reading), found_(found) {}

  /// @param side    to whom the gateway spoke
  /// @param others  what the other side sent, and may have been handed on
  void run(const Traffic& side, const Stanzas& others) {
    for (const Passing& stanza : side.received) {
      if (is_routed(stanza, others)) continue;
      check_form(stanza);
      if (is_answer(stanza)) check_answer(stanza, side);
    }
  }

 private:
  void check_form(const Passing& stanza) {
    const StanzaInside& inside = *stanza.inside;
    if (inside.has_error != (stanza.type == "error") || !inside.error_fault.empty()) {
      add(stanza, "error-malformed",
          inside.error_fault.empty() ? "<error/> and type='error' go together"
                                     : inside.error_fault);
    }
    if (stanza.name != "iq") return;
    const bool request = stanza.type == "get" || stanza.type == "set";
    const bool sound = inside.has_id && (request ? inside.children == 1 : inside.children <= 1);
    if (!sound || (!request && !is_answer(stanza))) {
      add(stanza, "iq-malformed", "it lacks an id, its type is none, or its children are not one");
    }
  }

  void check_answer(const Passing& answer, const Traffic& side) {
    const auto asked = std::count_if(side.sent.begin(), side.sent.end(), [&](const Passing& sent) {
      return answers(answer, sent) && !is_answer(sent);
    });
    if (asked == 0) return add(answer, "answer-to-nothing", "nothing that asks for it was sent");
    const auto given =
        std::count_if(side.received.begin(), side.received.end(), [&](const Passing& other) {
          return other.entry <= answer.entry && is_answer(other) && other.name == answer.name &&
                 other.id == answer.id && same_address(other.from, answer.from) &&
                 same_address(other.to, answer.to);
        });
    if (given > asked) add(answer, "answered-twice", "an answer had come already");
  }

  void add(const Passing& stanza, std::string name, const std::string& why) {
    found_.push_back({std::move(name), "the gateway sent " + described(stanza) + ": " + why,
                      reading_.time_of(stanza.entry)});
  }

  const Reading& reading_;
  Violations& found_;
};

}  // namespace

void check_own_stanzas(const Reading& reading, Violations& found) {
  const Traffic local = of_local_users(reading);
  const Traffic partners = of_partners(reading);
  Check check(reading, found);
  check.run(local, partners.sent);
  check.run(partners, local.sent);
}

}  // namespace harness::oracle
