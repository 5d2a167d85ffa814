#include "gateway/presence/presence_state.hpp"

namespace gateway {
namespace {

PresenceState available(Show show) {
  PresenceState state;
  state.available = true;
  state.show = show;
  return state;
}

}  // namespace

std::string_view to_string(Show show) {
  switch (show) {
    case Show::None:
      return "";
    case Show::Chat:
      return "chat";
    case Show::Away:
      return "away";
    case Show::ExtendedAway:
      return "xa";
    case Show::DoNotDisturb:
      return "dnd";
  }
  return "";
}

std::optional<Show> parse_show(std::string_view text) {
  for (const Show show : {Show::Chat, Show::Away, Show::ExtendedAway, Show::DoNotDisturb}) {
    if (to_string(show) == text) return show;
  }
  return std::nullopt;
}

PresenceState state_of_availability(std::uint32_t number) {
  if (number < 4500) return available(Show::None);
  if (number < 6000) return available(Show::Away);           // idle
  if (number < 12000) return available(Show::DoNotDisturb);  // busy, busy and idle, do not disturb
  if (number < 18000) return available(Show::Away);          // be right back, away
  return {};
}

std::uint32_t availability_of(const PresenceState& state) {
  if (!state.available) return 18500;
  switch (state.show) {
    case Show::None:
    case Show::Chat:
      return 3500;
    case Show::Away:
    case Show::ExtendedAway:
      return 15500;
    case Show::DoNotDisturb:
      return 6500;  // dnd often means no more than busy
  }
  return 3500;
}

}  // namespace gateway
