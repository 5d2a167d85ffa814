// See wrong_stanzas.hpp.
#include "fakes/partner/wrong_stanzas.hpp"

#include <algorithm>
#include <optional>

#include "fakes/wire/writer.hpp"

namespace fakes {

std::string deviating_stanza(std::string_view stanza, const Deviations& deviations) {
  std::string out(stanza);
  if (!deviations.stanza_from_other_domain.empty()) {
    out = wire::with_attribute(out, "from", "user@" + deviations.stanza_from_other_domain);
  }
  if (!deviations.stanza_to_other_domain.empty()) {
    out = wire::with_attribute(out, "to", "user@" + deviations.stanza_to_other_domain);
  }
  if (deviations.stanza_without_to) out = wire::with_attribute(out, "to", std::nullopt);
  if (deviations.stanza_without_from) out = wire::with_attribute(out, "from", std::nullopt);
  if (deviations.stanza_too_big > 0) {
    out = wire::with_content(out, std::string(deviations.stanza_too_big, 'x'));
  }
  return out;
}

std::string before_header(const Deviations& deviations) {
  if (!deviations.dtd_in_stream) return {};
  return "<!DOCTYPE stream [<!ENTITY greeting \"hello\">]>";
}

std::string after_header(const Deviations& deviations) {
  std::string out = deviations.comment_in_stream ? "<!-- a comment -->" : "";
  return out.append(deviations.whitespace_flood, ' ');
}

std::string styled_header(std::string header, const Deviations& deviations) {
  const std::string& style = deviations.header_style;
  constexpr std::string_view kDeclaration = "<?xml version='1.0'?>";
  const auto insert_before = [&header](std::string_view place, std::string_view text) {
    header.insert(header.find(place, header.find("<stream:stream")), text);
  };
  if (style == "double-quotes") std::replace(header.begin(), header.end(), '\'', '"');
  if (style == "no-declaration") header.erase(0, kDeclaration.size());
  if (style == "spaces") insert_before(" xmlns:stream", "\n\t ");
  if (style == "extra-attributes") {
    insert_before(">", " xml:lang='de' xmlns:x='urn:example:x' x:mood='merry'");
  }
  return header;
}

std::string with_extra_features(std::string features, const Deviations& deviations) {
  if (!deviations.extra_features) return features;
  return "<unknown xmlns='urn:example:before'/>" + features +
         "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:example' ver='0'/>";
}

}  // namespace fakes
