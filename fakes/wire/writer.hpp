// Writes the few things an XMPP server says (RFC 6120, XEP-0220) as text. Nothing is validated: a
// deviation must be able to say anything.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fakes/wire/element.hpp"

namespace fakes::wire {

inline constexpr std::string_view kClosingTag = "</stream:stream>";

/// For character data and attribute values.
std::string escape(std::string_view text);

struct HeaderText {
  std::optional<std::string> from;
  std::optional<std::string> to;
  std::optional<std::string> id;
  bool version = true;            // version='1.0'
  bool declares_dialback = true;  // XEP-0220 2.4.1
  std::string before;             // between the XML declaration and the tag: a DTD
};
/// RFC 6120 4.7.
std::string stream_header(const HeaderText& header);

/// RFC 6120 4.9.2, without the closing tag.
std::string stream_error(std::string_view condition);

/// <NAME xmlns='NS'>INNER</NAME>; `inner` is XML.
std::string element(std::string_view name, std::string_view ns, std::string_view inner = {});

/// XEP-0220 2.1 and 2.2. The prefix is always declared on the element itself, since the header may
/// not have done so.
struct DialbackText {
  std::string_view name;  // "result", "verify"
  std::string_view from;
  std::string_view to;
  std::string_view id;    // verify only
  std::string_view type;  // empty: a request
  std::string_view body;  // key, or an <error/>
};
std::string dialback_element(const DialbackText& text);

/// XEP-0220 2.5: <error type='cancel'><condition/></error>
std::string stanza_error(std::string_view condition);

/// Answers an iq: a result, or an error with `condition` if there is one. RFC 6120 8.2.3, 8.3.
std::string iq_answer(const Element& request, std::string_view condition);

/// The same XML with one attribute of its first tag replaced, added, or (`value` empty) removed.
std::string with_attribute(std::string_view xml, std::string_view name,
                           const std::optional<std::string>& value);

/// The same XML with octets inserted before its last closing tag.
std::string with_content(std::string_view xml, std::string_view inserted);

}  // namespace fakes::wire
