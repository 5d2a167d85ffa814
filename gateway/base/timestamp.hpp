// Points in time as text: RFC 3339, as XEP-0082 and PIDF write it. A second is fine enough.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/time.hpp"

namespace gateway {

/// "2026-03-01T12:00:00Z"
std::string write_timestamp(WallTime time);

/// Any offset; fractions of a second are cut off; a leap second counts as the one before it.
/// Letters must be capital (RFC 3863 4.1.7). Years 1970 to 9999.
std::optional<WallTime> parse_timestamp(std::string_view text);

}  // namespace gateway
