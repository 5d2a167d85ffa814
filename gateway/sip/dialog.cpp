#include "gateway/sip/dialog.hpp"

#include <utility>

namespace gateway::sip {
namespace {

constexpr std::size_t kTagOctets = 8;  // RFC 3261 19.3 asks for 32 bits of chance
constexpr std::size_t kCallIdOctets = 16;

NameAddress tagged(NameAddress address, Entropy& entropy) {
  address.parameters.push_back({"tag", random_hex(entropy, kTagOctets)});
  return address;
}

bool is_loose_router(const NameAddress& route) {
  const auto uri = Uri::parse(route.uri);
  return uri && uri->parameter("lr") != nullptr;
}

// 19.1.1 allows no "method" in a Request-URI; headers our URIs never have.
std::string as_request_uri(const NameAddress& route) {
  auto uri = Uri::parse(route.uri);
  if (!uri) return route.uri;
  std::erase_if(uri->parameters, [](const Parameter& one) { return one.name == "method"; });
  return uri->text();
}

}  // namespace

Dialog Dialog::begun_by_us(std::string local_uri, std::string remote_uri, Entropy& entropy) {
  Dialog dialog;
  dialog.call_id_ = random_hex(entropy, kCallIdOctets);
  dialog.local_ = tagged({"", std::move(local_uri), {}}, entropy);
  dialog.remote_target_ = remote_uri;
  dialog.remote_ = {"", std::move(remote_uri), {}};
  return dialog;
}

Dialog Dialog::begun_by_peer(const Message& request, Entropy& entropy) {
  Dialog dialog;
  dialog.call_id_ = request.call_id;
  dialog.local_ = tagged(request.to, entropy);
  dialog.remote_ = request.from;
  dialog.route_set_ = request.record_routes;
  dialog.remote_number_ = request.cseq.number;
  dialog.refresh_target(request);
  return dialog;
}

Message Dialog::request(std::string_view method) {
  Message request;
  request.method = method;
  request.from = local_;
  request.to = remote_;
  request.call_id = call_id_;
  request.cseq = {++local_number_, std::string(method)};
  request.request_uri = remote_target_;
  request.routes = route_set_;
  if (!route_set_.empty() && !is_loose_router(route_set_.front())) {
    request.request_uri = as_request_uri(route_set_.front());
    request.routes.erase(request.routes.begin());
    request.routes.push_back({"", remote_target_, {}});
  }
  return request;
}

bool Dialog::owns(const Message& request) const {
  return request.call_id == call_id_ && request.to.tag() == local_.tag() &&
         (!has_peer() || request.from.tag() == remote_.tag());
}

bool Dialog::accept(const Message& request) {
  if (remote_number_ && request.cseq.number <= *remote_number_) return false;
  remote_number_ = request.cseq.number;
  if (!has_peer()) {
    remote_ = request.from;
    route_set_ = request.record_routes;
  }
  refresh_target(request);
  return true;
}

void Dialog::refresh_target(const Message& message) {
  if (message.contacts.size() != 1 || message.contacts.front().uri == "*") return;
  remote_target_ = message.contacts.front().uri;
}

}  // namespace gateway::sip
