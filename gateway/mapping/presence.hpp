// Presence of one world as presence of the other: stanzas (RFC 6121 4.7), PIDF tuples with RPID
// activities (RFC 8048 6, RFC 4480 3.2), the availability numbers' ranges. docs/interworking.md 5.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/time.hpp"
#include "gateway/presence/pidf.hpp"
#include "gateway/presence/presence_state.hpp"
#include "gateway/xml/element.hpp"
#include "gateway/xmpp/jid.hpp"

namespace gateway::mapping {

/// `<presence/>`: without type, or `unavailable`, which then says nothing else but notes
/// (RFC 6121 4.5.1).
xml::Element presence_stanza(const Jid& from, const Jid& to, const PresenceState& state);

/// Of a presence stanza without type or of type `unavailable`. A show value that is not defined
/// counts as none; of several notes in one language the first is taken; a priority that is no number
/// of its range counts as 0.
PresenceState state_of_stanza(const xml::Element& presence);

/// What a tuple says at `now`: closed is unavailable; else the show value inside its status, or the
/// least available activity of the tuple and the person. A note is never read as a state. Notes of
/// the tuple go before those of the document.
PresenceState state_of_tuple(const PresenceDocument& document, const Tuple& tuple, WallTime now);

/// @param resource  of the contact; empty: the contact as a whole
Tuple tuple_of(const Jid& contact, const PresenceState& state);

/// The resource as an XML id (RFC 8048 6.2): behind a letter, what an id cannot hold as `_` and two
/// hexadecimal digits. Different resources have different ids.
std::string tuple_id_of(std::string_view resource);

/// 0 to 127 as 0 to 1000 thousandths, strictly rising; nothing for negative priorities.
std::optional<int> thousandths_of_priority(std::int8_t priority);
std::int8_t priority_of_thousandths(int thousandths);

}  // namespace gateway::mapping
