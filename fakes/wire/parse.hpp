// Reads one complete element, or one opening tag, out of octets. Tolerant: the fakes must be able
// to read what a wrong gateway writes; only what cannot be understood at all is refused.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "fakes/wire/element.hpp"

namespace fakes::wire {

/// prefix -> namespace; the default namespace under "".
using Namespaces = std::map<std::string, std::string, std::less<>>;

inline constexpr int kMaxDepth = 256;

/// `octets` is one element from its "<" to its last ">". Namespaces of `outer` are in scope.
/// @return nothing if tags do not match, or elements nest deeper than kMaxDepth
std::optional<Element> parse_element(std::string_view octets, const Namespaces& outer);

/// `octets` is one opening tag, "<stream:stream ... >".
std::optional<Element> parse_opening_tag(std::string_view octets);

/// The declarations of this tag.
Namespaces namespaces_of(const Element& element);

/// Resolves the five named and the numeric references; unknown ones are left as they stand.
std::string unescape(std::string_view text);

}  // namespace fakes::wire
