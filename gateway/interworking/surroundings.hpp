// What the parts of the service (presence, messages, requests) work with while one event is
// handled: whom they may ask, and where what they decide goes. They know each other through the
// service only.
#pragma once

#include <string>
#include <vector>

#include "gateway/interworking/directory.hpp"
#include "gateway/interworking/interworking.hpp"

namespace gateway {

struct Surroundings {
  const Directory& directory;
  Entropy& entropy;
  Now now;
  InterworkingActions& actions;
  std::vector<StoreChange>& changes;  // committed before any of the actions leaves
  sip::RequestId& next_request;
  std::uint64_t& next_message;
  const InterworkingDependencies& dependencies;

  void send(xml::Element stanza) { actions.emplace_back(StanzaToPartner{std::move(stanza)}); }
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
