// A whole XML document as an element: bodies of SIP messages. UTF-8 only, whatever it declares; a
// document type declaration is refused, comments and processing instructions are skipped.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/xml/element.hpp"
#include "gateway/xml/stream_reader.hpp"

namespace gateway::xml {

/// At most limits.stanza_bytes_max octets; the other limits hold for elements as on a stream.
/// @return "document-too-large", "document-restricted", "document-not-well-formed"
Result<Element> parse_document(std::string_view octets, const ReaderLimits& limits = {});

/// With an XML declaration; each element whose namespace differs from its parent's declares it.
std::string write_document(const Element& root);

}  // namespace gateway::xml
