// Writes elements as they go onto a server stream: `jabber:server` is the default namespace,
// `stream` and (if declared on the header) `db` are bound, anything else declares its own.
#pragma once

#include <string>
#include <string_view>

#include "gateway/xml/element.hpp"

namespace gateway::xml {

struct WriterContext {
  bool dialback_declared = true;  // the header binds db: (XEP-0220 2.4.1)
  bool stands_alone = false;      // no header at all: a document, which binds what it needs
};

/// Elements of ns::kDialback get the prefix db, of ns::kStreams the prefix stream. Children repeat
/// a default namespace only where it changes. Deterministic: attributes in the order they stand.
std::string write(const Element& element, const WriterContext& context = {});

/// Escapes & < > " ' for text and attribute values; characters XML 1.0 forbids become U+FFFD.
std::string escape(std::string_view text);

}  // namespace gateway::xml
