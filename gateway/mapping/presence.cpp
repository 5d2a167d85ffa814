#include "gateway/mapping/presence.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "gateway/mapping/address.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway::mapping {
namespace {

constexpr int kPriorityMax = 127;
constexpr int kThousand = 1000;

struct ActivityRow {
  std::string_view name;
  Show show;
};

// docs/interworking.md 5; activities that are not here say nothing about availability.
constexpr auto kActivities = std::to_array<ActivityRow>({
    {"busy", Show::DoNotDisturb},
    {"meeting", Show::DoNotDisturb},
    {"on-the-phone", Show::DoNotDisturb},
    {"presentation", Show::DoNotDisturb},
    {"performance", Show::DoNotDisturb},
    {"appointment", Show::DoNotDisturb},
    {"in-transit", Show::DoNotDisturb},
    {"away", Show::Away},
    {"breakfast", Show::Away},
    {"lunch", Show::Away},
    {"dinner", Show::Away},
    {"meal", Show::Away},
    {"shopping", Show::Away},
    {"sleeping", Show::Away},
    {"steering", Show::Away},
    {"vacation", Show::ExtendedAway},
    {"holiday", Show::ExtendedAway},
    {"travel", Show::ExtendedAway},
    {"permanent-absence", Show::ExtendedAway},
});

/// How little somebody is there: the higher one counts.
int absence(Show show) {
  switch (show) {
    case Show::ExtendedAway:
      return 3;
    case Show::Away:
      return 2;
    case Show::DoNotDisturb:
      return 1;
    case Show::None:
    case Show::Chat:
      return 0;
  }
  return 0;
}

bool is_meant_for(const Activity& activity, WallTime now) {
  return (!activity.from || *activity.from <= now) && (!activity.until || now < *activity.until);
}

Show least_available(Show so_far, const std::vector<Activity>& activities, WallTime now) {
  for (const Activity& activity : activities) {
    const auto row = std::ranges::find(kActivities, activity.name, &ActivityRow::name);
    if (row == kActivities.end() || !is_meant_for(activity, now)) continue;
    if (absence(row->show) > absence(so_far)) so_far = row->show;
  }
  return so_far;
}

void add_note(std::vector<Note>& notes, Note note) {
  if (note.text.empty()) return;
  if (std::ranges::find(notes, note.language, &Note::language) != notes.end()) return;
  notes.push_back(std::move(note));
}

xml::Element text_child(std::string_view name, std::string_view text) {
  xml::Element child(ns::kServer, name);
  child.add_text(text);
  return child;
}

std::string_view language_of(const xml::Element& element) {
  for (const xml::Attribute& attribute : element.attributes) {
    if (attribute.ns == ns::kXml && attribute.name == "lang") return attribute.value;
  }
  return {};
}

std::int8_t priority_of(const xml::Element& presence) {
  const xml::Element* element = presence.child(ns::kServer, "priority");
  if (element == nullptr) return 0;
  const std::string text = element->text();
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && value >= -128 && value <= kPriorityMax ? static_cast<std::int8_t>(value) : 0;
}

bool may_stand_in_id(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.';
}

}  // namespace

xml::Element presence_stanza(const Jid& from, const Jid& to, const PresenceState& state) {
  xml::Element presence(ns::kServer, "presence");
  presence.set("from", from.text()).set("to", to.text());
  if (!state.available) presence.set("type", "unavailable");
  if (state.available && state.show != Show::None) {
    presence.add(text_child("show", to_string(state.show)));
  }
  for (const Note& note : state.notes) {
    xml::Element status = text_child("status", note.text);
    if (!note.language.empty()) {
      status.attributes.push_back({std::string(ns::kXml), "lang", note.language});
    }
    presence.add(std::move(status));
  }
  if (state.available && state.priority != 0) {
    presence.add(text_child("priority", std::to_string(state.priority)));
  }
  return presence;
}

PresenceState state_of_stanza(const xml::Element& presence) {
  PresenceState state;
  state.available = !presence.attribute("type").has_value();
  if (const xml::Element* show = presence.child(ns::kServer, "show"); show && state.available) {
    state.show = parse_show(show->text()).value_or(Show::None);
  }
  for (const xml::Element::Node& node : presence.children) {
    const auto* child = std::get_if<xml::Element>(&node);
    if (child == nullptr || !child->is(ns::kServer, "status")) continue;
    const std::string_view own = language_of(*child);
    add_note(state.notes,
             {child->text(), std::string(own.empty() ? language_of(presence) : own)});
  }
  if (state.available) state.priority = priority_of(presence);
  return state;
}

PresenceState state_of_tuple(const PresenceDocument& document, const Tuple& tuple, WallTime now) {
  PresenceState state;
  state.available = tuple.open;
  for (const std::vector<Note>* notes : {&tuple.notes, &document.notes}) {
    for (const Note& note : *notes) add_note(state.notes, note);
  }
  if (!tuple.open) return state;
  state.show = tuple.show
                   ? *tuple.show
                   : least_available(least_available(Show::None, tuple.activities, now),
                                     document.activities, now);
  if (tuple.priority) state.priority = priority_of_thousandths(*tuple.priority);
  return state;
}

Tuple tuple_of(const Jid& contact, const PresenceState& state) {
  Tuple tuple;
  tuple.id = tuple_id_of(contact.resource());
  tuple.open = state.available;
  if (state.available && state.show != Show::None) tuple.show = state.show;
  tuple.notes = state.notes;
  if (state.available) tuple.priority = thousandths_of_priority(state.priority);
  if (const auto uri = uri_of(contact)) tuple.contact = uri->text();
  return tuple;
}

std::string tuple_id_of(std::string_view resource) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string id = "r";
  for (const char c : resource) {
    if (may_stand_in_id(c)) {
      id += c;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    id += '_';
    id += kDigits[octet >> 4];
    id += kDigits[octet & 0xF];
  }
  return id;
}

std::optional<int> thousandths_of_priority(std::int8_t priority) {
  if (priority < 0) return std::nullopt;
  return (priority * kThousand + kPriorityMax / 2) / kPriorityMax;
}

std::int8_t priority_of_thousandths(int thousandths) {
  const int bounded = std::clamp(thousandths, 0, kThousand);
  return static_cast<std::int8_t>((bounded * kPriorityMax + kThousand / 2) / kThousand);
}

}  // namespace gateway::mapping
