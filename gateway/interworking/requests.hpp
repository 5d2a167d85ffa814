// What is asked and is neither message nor presence: iq to users, and SIP requests of other
// methods. docs/interworking.md 7; RFC 6121 8.5, XEP-0030 8; RFC 3261 8.2.1, RFC 6665 4.2.1.1.
#pragma once

#include <optional>

#include "gateway/interworking/surroundings.hpp"
#include "gateway/sip/message.hpp"
#include "gateway/xml/element.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {

/// An iq of a contact to a user of ours, sound (fault_of_iq). Results and errors are dropped.
void on_partner_iq(const xml::Element& iq, const StanzaAddresses& addresses, Surroundings& around);

/// The refusal of a SIP request that this service has no use for: 488 for INVITE, 489 for a
/// SUBSCRIBE or NOTIFY about anything but presence, 405 for the rest; 200 for OPTIONS. Nothing:
/// MESSAGE, and SUBSCRIBE and NOTIFY about presence, which others answer.
std::optional<sip::Message> answer_to_other(const sip::Message& request, Entropy& entropy);

/// Answers as answer_to_other() says. @return whether there was anything to answer
bool on_other_request(sip::TransactionId transaction, const sip::Message& request,
                      Surroundings& around);

/// XEP-0115: what the presence of a user carries, so that contacts need not ask.
xml::Element make_caps();

}  // namespace gateway
