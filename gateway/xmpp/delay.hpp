// When a stanza was said, if it comes late. XEP-0203.
#pragma once

#include <string_view>

#include "gateway/base/time.hpp"
#include "gateway/xml/element.hpp"

namespace gateway {

/// A stanza that waited longer than this says so.
inline constexpr Duration kDelayWorthSaying = std::chrono::seconds(2);

/// Says that `by` (a domain of ours) held the stanza since then. Nothing happens if somebody has
/// said so before: the first who did knows best (XEP-0203 2).
void add_delay(xml::Element& stanza, std::string_view by, WallTime since);

}  // namespace gateway
