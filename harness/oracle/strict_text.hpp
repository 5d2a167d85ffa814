// Characters, names and references of XML 1.0 (2.2, 2.3, 4.1), as octets of UTF-8.
#pragma once

#include <string_view>

namespace harness::oracle {

/// Well-formed UTF-8 (RFC 3629) of characters that XML allows, throughout.
bool is_xml_text(std::string_view text);

/// A name without colon. Beyond ASCII everything passes that is_xml_text() takes.
bool is_nc_name(std::string_view text);

/// "lt", "#39", "#x27": one of the five predefined entities, or a character that XML allows.
bool is_reference(std::string_view name);

}  // namespace harness::oracle
