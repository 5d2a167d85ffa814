// Nobody sees or gets what the table of docs/interworking.md 2 forbids: every stanza towards a
// partner and everything that a local user is shown is looked up, at its time.
#include <tinyxml2.h>

#include <algorithm>
#include <set>
#include <utility>

#include "harness/oracle/access.hpp"
#include "harness/oracle/invariants.hpp"
#include "harness/oracle/standing.hpp"

namespace harness::oracle {
namespace {

using reports::Entry;
using reports::EntryKind;

// What left before a change may still be on its way.
constexpr std::int64_t kOnItsWayUs = 100'000;

/// Something came to somebody; `paths` are what it needs.
struct Passage {
  std::string user, contact;
  std::vector<AccessPath> paths;
  Direction direction = Direction::Outbound;
  std::size_t entry = 0;
};

bool holds(const Piece& piece, std::string_view name) {
  return piece.inside.content.find(name) != std::string::npos;
}

/// What a stanza of the gateway's shows or gives to a contact.
std::vector<AccessPath> paths_of(const Piece& stanza) {
  if (stanza.type == "error") return {};
  if (stanza.name == "presence") {
    if (stanza.type == "subscribe") return {AccessPath::Subscribe};
    if (stanza.type == "probe") return {AccessPath::Probe};
    if (!stanza.type.empty()) return {};
    if (holds(stanza, "<{jabber:server}status")) return {AccessPath::Presence, AccessPath::Note};
    return {AccessPath::Presence};
  }
  if (stanza.name != "message") return {};
  if (holds(stanza, "<{jabber:server}body")) return {AccessPath::Message};
  if (holds(stanza, "<{urn:xmpp:receipts}received")) return {AccessPath::Receipt};
  if (holds(stanza, "<{http://jabber.org/protocol/chatstates}")) return {AccessPath::Typing};
  return {AccessPath::Message};
}

/// The same of what a local user is shown.
std::vector<AccessPath> paths_of(const tinyxml2::XMLElement& fact) {
  const std::string_view name = fact.Name();
  const bool typed = fact.Attribute("type") != nullptr;
  if (name == "presence" && !typed) {
    if (fact.FirstChildElement("status") == nullptr) return {AccessPath::Presence};
    return {AccessPath::Presence, AccessPath::Note};
  }
  if (name != "message" || typed) return {};
  if (fact.FirstChildElement("body") != nullptr) return {AccessPath::Message};
  if (fact.FirstChildElement("isComposing") != nullptr) return {AccessPath::Typing};
  if (fact.FirstChildElement("imdn") != nullptr) return {AccessPath::Receipt};
  return {};
}

class AccessCheck {
 public:
  AccessCheck(const Facts& facts, const Reading& reading, Violations& found)
      : reading_(reading), found_(found) {
    Standing standing;
    for (const std::string& fact : facts.directory) standing.apply(fact);
    standings_.emplace_back(0, standing);
    for (const Entry& entry : reading.transcript->entries) {
      const bool changed = entry.kind == EntryKind::DirectoryChanged;
      if (changed) standing.apply(entry.text);
      if (changed || added(entry, standing)) standings_.emplace_back(entry.at_us, standing);
    }
  }

  bool has_users() const { return standings_.back().second.has_users(); }

  void towards_partners() {
    std::set<std::pair<std::string, std::string>> shown;  // endpoint, contact
    for (const Connection& connection : reading_.connections) {
      for (const Piece& piece : connection.pieces) {
        if (piece.kind != PieceKind::Stanza || !piece.from_gateway) continue;
        if (piece.from.find('@') == std::string::npos) continue;  // of the domain itself
        check({piece.from, piece.to, paths_of(piece), Direction::Outbound, piece.entry});
        if (piece.name != "presence") continue;
        if (piece.type.empty()) shown.emplace(piece.from, bare(piece.to));
        if (piece.type == "subscribed") {
          check({piece.from, piece.to, {AccessPath::Subscribe}, Direction::Inbound, piece.entry});
        }
        // Of an endpoint that was never shown, even that it has gone is news.
        const bool full = piece.from.find('/') != std::string::npos;
        if (piece.type == "unavailable" && full && !shown.contains({piece.from, bare(piece.to)})) {
          check({piece.from, piece.to, {AccessPath::Presence}, Direction::Outbound, piece.entry});
        }
      }
    }
  }

  void towards_users() {
    const auto& entries = reading_.transcript->entries;
    for (std::size_t index = 0; index < entries.size(); ++index) {
      const Entry& entry = entries[index];
      if (entry.kind != EntryKind::UserSees && entry.kind != EntryKind::UserReceives) continue;
      tinyxml2::XMLDocument document;
      if (document.Parse(entry.text.data(), entry.text.size()) != tinyxml2::XML_SUCCESS) continue;
      const tinyxml2::XMLElement& fact = *document.RootElement();
      const char* const from = fact.Attribute("from");
      const char* const to = fact.Attribute("to");
      if (from == nullptr || to == nullptr) continue;
      check({to, from, paths_of(fact), Direction::Inbound, index});
    }
  }

 private:
  /// By watching: the subscription of a user's client stands, or waits for the contact.
  static bool added(const Entry& entry, Standing& standing) {
    tinyxml2::XMLDocument document;
    if (entry.kind != EntryKind::UserSees ||
        document.Parse(entry.text.data(), entry.text.size()) != tinyxml2::XML_SUCCESS) {
      return false;
    }
    const tinyxml2::XMLElement& fact = *document.RootElement();
    const char* const user = fact.Attribute("to");
    const char* const contact = fact.Attribute("from");
    const char* const state = fact.Attribute("state");
    if (user == nullptr || contact == nullptr || state == nullptr) return false;
    if (state != std::string_view("pending") && state != std::string_view("active")) return false;
    standing.add(user, contact);
    return true;
  }

  void check(const Passage& passage) {
    const std::int64_t at_us = reading_.time_of(passage.entry);
    for (const AccessPath path : passage.paths) {
      if (passed(passage, path, at_us)) continue;
      const bool outbound = passage.direction == Direction::Outbound;
      found_.push_back({"access-forbidden",
                        std::string(to_string(path)) + " of " +
                            (outbound ? passage.user + " passed to " + passage.contact
                                      : passage.contact + " passed to " + passage.user) +
                            ", and the table forbids it",
                        at_us});
    }
  }

  /// Under one of the standings that held when it can have left.
  bool passed(const Passage& passage, AccessPath path, std::int64_t at_us) const {
    for (std::size_t i = 0; i < standings_.size(); ++i) {
      const bool over = i + 1 < standings_.size() && standings_[i + 1].first < at_us - kOnItsWayUs;
      if (over || standings_[i].first > at_us) continue;
      const Access access =
          standings_[i].second.access_of(passage.user, passage.contact, path, passage.direction);
      if (access == Access::Passes) return true;
    }
    return false;
  }

  const Reading& reading_;
  Violations& found_;
  std::vector<std::pair<std::int64_t, Standing>> standings_;  // by when each began
};

}  // namespace

void check_access(const Facts& facts, const Reading& reading, Violations& found) {
  AccessCheck check(facts, reading, found);
  if (!check.has_users()) return;
  check.towards_partners();
  check.towards_users();
}

}  // namespace harness::oracle
