// See wrong_stanzas.hpp.
#include "fakes/partner/wrong_stanzas.hpp"

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

}  // namespace fakes
