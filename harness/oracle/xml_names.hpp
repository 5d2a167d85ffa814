// Names, namespaces and equality of XML that tinyxml2 read, which knows none of them. Source:
// Namespaces in XML 1.0, 5 and 6.
#pragma once

#include <tinyxml2.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace harness::oracle {

/// What stands around an element: (prefix, namespace); the default namespace has prefix "".
using Declarations = std::vector<std::pair<std::string, std::string>>;

/// All that is in force for a stanza handed over outside a stream: whatever else it needs it must
/// declare by itself (RFC 6120 4.8.5).
const Declarations& server_declarations();

/// Without its prefix.
std::string_view local_name(const tinyxml2::XMLElement& element);

/// The prefix that an attribute declares, if it declares one.
bool declares(const tinyxml2::XMLAttribute& attribute, std::string_view& prefix);

/// Empty if the prefix is bound to nothing.
std::string_view namespace_of(const tinyxml2::XMLElement& element, const Declarations& outer);

/// One text for all ways to write the same element: prefixes, quotation marks, the order of
/// attributes and CDATA make no difference.
std::string canonical_xml(const tinyxml2::XMLElement& element, const Declarations& outer);

}  // namespace harness::oracle
