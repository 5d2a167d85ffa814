// See delay.hpp.
#include "gateway/xmpp/delay.hpp"

#include "gateway/base/timestamp.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway {

void add_delay(xml::Element& stanza, std::string_view by, WallTime since) {
  if (stanza.child(ns::kDelay, "delay") != nullptr) return;
  xml::Element& delay = stanza.add(xml::Element(ns::kDelay, "delay"));
  delay.set("from", by).set("stamp", write_timestamp(since));
}

}  // namespace gateway
