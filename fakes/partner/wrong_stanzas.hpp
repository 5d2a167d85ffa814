// Applies the deviations that concern one stanza of the partner.
#pragma once

#include <string>
#include <string_view>

#include "fakes/partner/deviations.hpp"

namespace fakes {

/// The stanza as it goes out; unchanged without deviations.
std::string deviating_stanza(std::string_view stanza, const Deviations& deviations);

/// What goes before a stream header (a DOCTYPE), and right after it (a comment, white space).
std::string before_header(const Deviations& deviations);
std::string after_header(const Deviations& deviations);

/// The same header, written otherwise (Deviations::header_style); XML says it is the same.
std::string styled_header(std::string header, const Deviations& deviations);

/// Features that mean nothing to anybody (RFC 6120 4.3.2), around those there are.
std::string with_extra_features(std::string features, const Deviations& deviations);

}  // namespace fakes
