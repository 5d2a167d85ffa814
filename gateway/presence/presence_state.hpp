// What somebody's endpoint says of itself, in terms that both worlds have.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gateway {

/// RFC 6121 4.7.2.1; none: simply available.
enum class Show : std::uint8_t { None, Chat, Away, ExtendedAway, DoNotDisturb };

/// "chat", "away", "xa", "dnd"; empty for none.
std::string_view to_string(Show show);
std::optional<Show> parse_show(std::string_view text);

struct Note {
  std::string text;
  std::string language;  // empty: not said
  friend bool operator==(const Note&, const Note&) = default;
};

struct PresenceState {
  bool available = false;
  Show show = Show::None;
  std::vector<Note> notes;  // at most one for each language
  std::int8_t priority = 0;
  friend bool operator==(const PresenceState&, const PresenceState&) = default;
};

/// The availability numbers of the Lync world, by their ranges (docs/interworking.md 5).
PresenceState state_of_availability(std::uint32_t number);
std::uint32_t availability_of(const PresenceState& state);

}  // namespace gateway
