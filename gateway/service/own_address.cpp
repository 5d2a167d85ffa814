// See own_address.hpp.
#include "gateway/service/own_address.hpp"

#include "gateway/xmpp/disco.hpp"
#include "gateway/xmpp/iq.hpp"
#include "gateway/xmpp/namespaces.hpp"
#include "gateway/xmpp/ping.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {

std::optional<xml::Element> answer_for_domain(const xml::Element& stanza, WallTime now) {
  if (is_ping(stanza)) return make_iq_result(stanza);
  if (is_disco_info(stanza)) return answer_disco_info(stanza);
  if (is_disco_items(stanza)) return answer_disco_items(stanza);
  if (is_version(stanza)) return answer_version(stanza);
  if (is_time(stanza)) return answer_time(stanza, now);
  if (stanza.name == "presence") return {};  // a domain has no presence to show or to note
  return make_error_reply(stanza, StanzaCondition::ServiceUnavailable);
}

}  // namespace gateway
