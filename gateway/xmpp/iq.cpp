// See iq.hpp.
#include "gateway/xmpp/iq.hpp"

#include <algorithm>
#include <variant>

#include "gateway/xmpp/namespaces.hpp"

namespace gateway {

bool is_iq_response(const xml::Element& stanza) {
  if (!stanza.is(ns::kServer, "iq")) return false;
  const std::string_view type = stanza.attribute_or("type", "");
  return type == "result" || type == "error";
}

std::optional<std::string_view> fault_of_iq(const xml::Element& stanza) {
  if (!stanza.is(ns::kServer, "iq") || is_iq_response(stanza)) return {};
  const std::string_view type = stanza.attribute_or("type", "");
  if (type != "get" && type != "set") return "its type is not get, set, result or error";
  if (!stanza.attribute("id")) return "it has no id";
  const auto children =
      std::count_if(stanza.children.begin(), stanza.children.end(),
                    [](const auto& node) { return std::holds_alternative<xml::Element>(node); });
  if (children != 1) return "a request has exactly one child";
  return {};
}

xml::Element make_iq_result(const xml::Element& request) {
  xml::Element result(ns::kServer, "iq");
  if (const auto to = request.attribute("to")) result.set("from", *to);
  if (const auto from = request.attribute("from")) result.set("to", *from);
  result.set("id", request.attribute_or("id", ""));
  result.set("type", "result");
  return result;
}

}  // namespace gateway
