// The text of an HTML body. RFC 7572 7 wants XHTML-IM of it, which XSF has retired as unsafe
// (XEP-0071): no markup passes, so none can do harm.
#pragma once

#include <string>
#include <string_view>

namespace gateway {

/// What a reader would see: without tags, comments, scripts and styles, with white space joined as
/// a browser does and a line for each block. Never fails, one pass; `html` is UTF-8.
std::string text_of_html(std::string_view html);

}  // namespace gateway
