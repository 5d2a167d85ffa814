// Presence documents of the SIP world: PIDF (RFC 3863) with the activities of RPID (RFC 4480) and
// the show value that RFC 8048 6.2 puts inside the status.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/base/time.hpp"
#include "gateway/presence/presence_state.hpp"

namespace gateway {

/// RFC 4480 3.2, with the time it is meant for (3.1).
struct Activity {
  std::string name;  // "meeting"
  std::optional<WallTime> from;
  std::optional<WallTime> until;
  friend bool operator==(const Activity&, const Activity&) = default;
};

struct Tuple {
  std::string id;
  bool open = false;
  std::optional<Show> show;  // absent: the status holds none
  std::vector<Note> notes;
  std::optional<int> priority;  // of the contact, in thousandths: 0 to 1000
  std::string contact;          // empty: none
  std::optional<WallTime> timestamp;
  std::vector<Activity> activities;
  friend bool operator==(const Tuple&, const Tuple&) = default;
};

struct PresenceDocument {
  std::string entity;  // "pres:alice@contoso.example"
  std::vector<Tuple> tuples;
  std::vector<Note> notes;           // about the person
  std::vector<Activity> activities;  // of the person (RFC 4479)
  friend bool operator==(const PresenceDocument&, const PresenceDocument&) = default;
};

/// Skips what it does not know (4.2.3), and tuples without a basic status. A basic status that is
/// neither "open" nor "closed" is an error: nobody's availability is to be guessed.
/// @return "pidf-not-xml", "pidf-not-pidf", "pidf-bad-status", "pidf-bad-tuple" (no id, or an id
/// twice)
Result<PresenceDocument> parse_pidf(std::string_view octets);

/// In the order of elements that the schema asks for.
std::string write_pidf(const PresenceDocument& document);

}  // namespace gateway
