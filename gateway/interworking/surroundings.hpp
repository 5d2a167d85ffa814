// What the parts of the service (presence, messages, requests) work with while one event is
// handled: whom they may ask, and where what they decide goes. They know each other through the
// service only.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "gateway/interworking/directory.hpp"
#include "gateway/interworking/interworking.hpp"

namespace gateway {

struct Surroundings {
  Directory& directory;
  Entropy& entropy;
  Now now;
  InterworkingActions& actions;
  std::vector<StoreChange>& changes;  // committed before any of the actions leaves
  sip::RequestId& next_request;
  std::uint64_t& next_message;
  const InterworkingDependencies& dependencies;
  /// The contact has a subscription to the user's presence (RFC 6121: From or Both).
  std::function<bool(const UserAndContact&)> is_subscribed;

  /// Errors and receipts say what they know only to those who see the user anyway (RFC 6120
  /// 8.3.3.19, XEP-0184 8).
  bool may_see_user(const UserAndContact& pair) const {
    const UserAndContact bare{pair.user.bare(), pair.contact.bare()};
    return directory.may(bare, Path::Presence, Towards::Partner).allowed() && is_subscribed &&
           is_subscribed(bare);
  }

  void send(xml::Element stanza) { send(StanzaToPartner{std::move(stanza)}); }
  void send(StanzaToPartner stanza) { actions.emplace_back(std::move(stanza)); }
  sip::RequestId send(sip::Message request) {
    actions.emplace_back(sip::SendRequest{next_request, std::move(request)});
    return next_request++;
  }
  void respond(sip::TransactionId transaction, sip::Message response) {
    actions.emplace_back(sip::SendResponse{transaction, std::move(response)});
  }
  void log(Severity severity, std::string code, std::string text) {
    actions.emplace_back(LogEvent{severity, std::move(code), {}, std::move(text)});
  }
};

}  // namespace gateway
