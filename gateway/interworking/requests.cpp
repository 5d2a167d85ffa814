// See requests.hpp.
#include "gateway/interworking/requests.hpp"

#include <utility>

#include "gateway/interworking/user_disco.hpp"
#include "gateway/xmpp/iq.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway {
namespace {

constexpr std::size_t kTagOctets = 4;
constexpr std::string_view kAllowed = "MESSAGE, SUBSCRIBE, NOTIFY, OPTIONS";
constexpr std::string_view kAccepted =
    "text/plain, text/html, message/cpim, message/imdn+xml, application/im-iscomposing+xml, "
    "application/pidf+xml";

bool asks_for(const xml::Element& iq, std::string_view ns) {
  return iq.attribute_or("type", "") == "get" && iq.child(ns, "query") != nullptr;
}

/// RFC 6121 8.5.2.1.3: the server answers for the account; 8.5.3.1: endpoints and those that do not
/// exist must look alike, so the gateway answers for all of them.
std::optional<xml::Element> answer_to(const xml::Element& iq, const StanzaAddresses& addresses,
                                      bool may_see) {
  const bool of_account = addresses.to.resource().empty();
  if (may_see && asks_for(iq, ns::kDiscoInfo)) {
    return of_account ? answer_account_info(iq) : answer_endpoint_info(iq);
  }
  // XEP-0030 8: an empty list tells no more than an error, and is what the text asks for.
  if ((may_see || of_account) && asks_for(iq, ns::kDiscoItems)) return answer_items(iq);
  return make_error_reply(iq, StanzaCondition::ServiceUnavailable);
}

bool is_about_presence(const sip::Message& request) {
  const std::string* event = request.header("Event");
  if (event == nullptr) return false;
  std::string_view package = *event;
  package = package.substr(0, package.find(';'));
  while (package.ends_with(' ')) package.remove_suffix(1);
  while (package.starts_with(' ')) package.remove_prefix(1);
  return package == "presence";
}

}  // namespace

void on_partner_iq(const xml::Element& iq, const StanzaAddresses& addresses, Surroundings& around) {
  if (is_iq_response(iq)) return;  // of ours there is no request
  const bool may_see = around.may_see_user({addresses.to.bare(), addresses.from.bare()});
  auto reply = answer_to(iq, addresses, may_see);
  if (!reply) return;
  if (reply->attribute_or("type", "") == "error") {
    const xml::Element* asked = iq.first_child();
    around.log(Severity::Info, "request-refused",
               "an iq of " + addresses.from.text() + " to " + addresses.to.bare().text() + ": '" +
                   (asked == nullptr ? std::string() : asked->ns) + "'");
  }
  around.send(std::move(*reply));
}

std::optional<sip::Message> answer_to_other(const sip::Message& request, Entropy& entropy) {
  const auto answer = [&](int status) {
    return sip::response_to(request, status, random_hex(entropy, kTagOctets));
  };
  if (request.method == "MESSAGE") return std::nullopt;
  if (request.method == "SUBSCRIBE" || request.method == "NOTIFY") {
    if (is_about_presence(request)) return std::nullopt;
    sip::Message refusal = answer(489);
    refusal.set_header("Allow-Events", "presence");  // RFC 6665 8.3.2
    return refusal;
  }
  if (request.method == "INVITE") return answer(488);  // no media, no rooms
  if (request.method == "OPTIONS") {
    sip::Message response = answer(200);  // RFC 3261 11.2
    response.set_header("Allow", std::string(kAllowed));
    response.set_header("Accept", std::string(kAccepted));
    response.set_header("Allow-Events", "presence");
    return response;
  }
  if (request.method == "CANCEL") return answer(481);  // RFC 3261 9.2: it met no transaction
  sip::Message refusal = answer(405);
  refusal.set_header("Allow", std::string(kAllowed));
  return refusal;
}

bool on_other_request(sip::TransactionId transaction, const sip::Message& request,
                      Surroundings& around) {
  auto response = answer_to_other(request, around.entropy);
  if (!response) return false;
  if (response->status >= 300) {
    around.log(Severity::Info, "request-refused",
               request.method + " of " + request.from.uri + " to " + request.request_uri + " got " +
                   std::to_string(response->status));
  }
  around.respond(transaction, std::move(*response));
  return true;
}

}  // namespace gateway
