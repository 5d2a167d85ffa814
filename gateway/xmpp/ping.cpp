// See ping.hpp.
#include "gateway/xmpp/ping.hpp"

#include "gateway/xmpp/namespaces.hpp"

namespace gateway {

bool is_ping(const xml::Element& stanza) {
  return stanza.is(ns::kServer, "iq") && stanza.attribute_or("type", "") == "get" &&
         stanza.child(ns::kPing, "ping") != nullptr;
}

xml::Element make_ping(const DomainPair& pair, const std::string& id) {
  xml::Element iq(ns::kServer, "iq");
  iq.set("from", pair.ours.text());
  iq.set("to", pair.theirs.text());
  iq.set("id", id);
  iq.set("type", "get");
  iq.add(xml::Element(ns::kPing, "ping"));
  return iq;
}

}  // namespace gateway
