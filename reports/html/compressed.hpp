// Packs a text for a script element: zlib stream (RFC 1950), then base64. The browser's
// DecompressionStream('deflate') undoes it.
#pragma once

#include <string>
#include <string_view>

namespace reports {

/// @return  empty if zlib has no memory
std::string compressed(std::string_view text);

}  // namespace reports
