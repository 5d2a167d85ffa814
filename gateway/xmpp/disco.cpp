// See disco.hpp.
#include "gateway/xmpp/disco.hpp"

#include "gateway/xmpp/iq.hpp"
#include "gateway/xmpp/namespaces.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {

bool is_disco_info(const xml::Element& stanza) {
  return stanza.is(ns::kServer, "iq") && stanza.attribute_or("type", "") == "get" &&
         stanza.child(ns::kDiscoInfo, "query") != nullptr;
}

xml::Element answer_disco_info(const xml::Element& request) {
  const xml::Element* asked = request.child(ns::kDiscoInfo, "query");
  if (asked != nullptr && asked->attribute("node")) {
    if (auto error = make_error_reply(request, StanzaCondition::ItemNotFound)) return *error;
  }
  xml::Element result = make_iq_result(request);
  xml::Element& query = result.add(xml::Element(ns::kDiscoInfo, "query"));
  query.add(xml::Element(ns::kDiscoInfo, "identity")).set("category", "server").set("type", "im");
  for (const std::string_view feature : {ns::kDiscoInfo, ns::kPing}) {
    query.add(xml::Element(ns::kDiscoInfo, "feature")).set("var", feature);
  }
  return result;
}

}  // namespace gateway
