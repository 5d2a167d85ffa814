// See disco.hpp.
#include "gateway/xmpp/disco.hpp"

#include <array>

#include "gateway/base/timestamp.hpp"
#include "gateway/xmpp/iq.hpp"
#include "gateway/xmpp/namespaces.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {
namespace {

struct Identity {
  std::string_view category;
  std::string_view type;
};
constexpr std::array kIdentities = {Identity{"server", "im"}, Identity{"gateway", "simple"}};
// What is answered, and that addresses are escaped (XEP-0106 6).
constexpr std::array kFeatures = {
    ns::kDiscoInfo, ns::kDiscoItems, std::string_view("jid\\20escaping"),
    ns::kPing,      ns::kTime,       ns::kVersion};

bool asks_for(const xml::Element& stanza, std::string_view ns, std::string_view name) {
  return stanza.is(ns::kServer, "iq") && stanza.attribute_or("type", "") == "get" &&
         stanza.child(ns, name) != nullptr;
}

bool has_node(const xml::Element& request, std::string_view ns) {
  const xml::Element* asked = request.child(ns, "query");
  return asked != nullptr && asked->attribute("node").has_value();
}

}  // namespace

bool is_disco_info(const xml::Element& stanza) { return asks_for(stanza, ns::kDiscoInfo, "query"); }
bool is_disco_items(const xml::Element& stanza) {
  return asks_for(stanza, ns::kDiscoItems, "query");
}
bool is_version(const xml::Element& stanza) { return asks_for(stanza, ns::kVersion, "query"); }
bool is_time(const xml::Element& stanza) { return asks_for(stanza, ns::kTime, "time"); }

xml::Element answer_disco_info(const xml::Element& request) {
  if (has_node(request, ns::kDiscoInfo)) {
    if (auto error = make_error_reply(request, StanzaCondition::ItemNotFound)) return *error;
  }
  xml::Element result = make_iq_result(request);
  xml::Element& query = result.add(xml::Element(ns::kDiscoInfo, "query"));
  for (const Identity& identity : kIdentities) {
    query.add(xml::Element(ns::kDiscoInfo, "identity"))
        .set("category", identity.category)
        .set("type", identity.type);
  }
  for (const std::string_view feature : kFeatures) {
    query.add(xml::Element(ns::kDiscoInfo, "feature")).set("var", feature);
  }
  return result;
}

xml::Element answer_disco_items(const xml::Element& request) {
  if (has_node(request, ns::kDiscoItems)) {
    if (auto error = make_error_reply(request, StanzaCondition::ItemNotFound)) return *error;
  }
  xml::Element result = make_iq_result(request);
  result.add(xml::Element(ns::kDiscoItems, "query"));
  return result;
}

xml::Element answer_version(const xml::Element& request) {
  xml::Element result = make_iq_result(request);
  xml::Element& query = result.add(xml::Element(ns::kVersion, "query"));
  query.add(xml::Element(ns::kVersion, "name")).add_text("xmpp-gateway");
  query.add(xml::Element(ns::kVersion, "version")).add_text(S2SPEC_VERSION);
  return result;
}

xml::Element answer_time(const xml::Element& request, WallTime now) {
  xml::Element result = make_iq_result(request);
  xml::Element& time = result.add(xml::Element(ns::kTime, "time"));
  time.add(xml::Element(ns::kTime, "tzo")).add_text("+00:00");
  time.add(xml::Element(ns::kTime, "utc")).add_text(write_timestamp(now));
  return result;
}

}  // namespace gateway
