// Any octets as XML 1.0 text. Source: XML 1.0 (fifth edition) 2.2, 2.4.
#pragma once

#include <string>
#include <string_view>

namespace reports {

/// For attribute values and character data alike; what XML cannot hold becomes U+FFFD.
std::string xml_text(std::string_view octets);

}  // namespace reports
