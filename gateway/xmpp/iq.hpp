// The rules of iq: what a request must be like, and how it is answered. RFC 6120 8.2.3.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/xml/element.hpp"

namespace gateway {

/// An iq that answers another: type result or error. It is never answered itself (rule 4).
bool is_iq_response(const xml::Element& stanza);

/// Why an iq has to be answered with bad-request: a type that is none of the four or none at all,
/// no id, not exactly one child of a request (rules 1, 2, 5). Nothing for other stanzas, and for
/// what may not be answered.
std::optional<std::string_view> fault_of_iq(const xml::Element& stanza);

/// The empty result: addresses swapped, same id.
xml::Element make_iq_result(const xml::Element& request);

}  // namespace gateway
