#include "fakes/pool/presence_server.hpp"

#include <algorithm>
#include <utility>

#include "fakes/pool/presence_document.hpp"
#include "fakes/pool/sip_address.hpp"

namespace fakes {
namespace {

constexpr std::uint64_t kDefaultExpires = 3600;  // RFC 3856 6.4
constexpr std::string_view kTimeout = "terminated;reason=timeout";

std::uint64_t asked_for(const SipMessage& subscribe, const PoolDeviations& deviations) {
  const std::uint64_t asked = number_of(subscribe.field("Expires")).value_or(kDefaultExpires);
  return deviations.expires_max == 0 ? asked
                                     : std::min<std::uint64_t>(asked, deviations.expires_max);
}

bool takes_pidf(const SipMessage& subscribe) {
  // RFC 3856 6.5: without Accept it is PIDF.
  const std::string_view accept = subscribe.field("Accept");
  return accept.empty() || accept.find(kPidfType) != std::string_view::npos ||
         accept.find("*/*") != std::string_view::npos;
}

}  // namespace

PresenceServer::PresenceServer(const std::vector<PoolUser>& users) {
  for (const PoolUser& user : users) users_[user.address] = user.endpoints;
}

bool PresenceServer::is_online(std::string_view user) const {
  const auto found = users_.find(std::string(user));
  return found != users_.end() && std::ranges::any_of(found->second, &EndpointState::open);
}

void PresenceServer::on_subscribe(const ArrivedRequest& arrived, PoolSurroundings& s) {
  if (s.deviations.subscribe_unanswered) return;
  if (parameter_of(arrived.message.field("To"), "tag")) return refresh(arrived, s);
  const int refusal = refusal_of(arrived.message, s);
  if (refusal != 0) return refuse(arrived, refusal, s);
  begin(arrived, s);
}

int PresenceServer::refusal_of(const SipMessage& subscribe, const PoolSurroundings& s) const {
  const auto demanded = number_of(s.deviations.subscribe_answer);
  if (demanded) return static_cast<int>(*demanded);
  if (without_parameters(subscribe.field("Event")) != "presence") return 489;
  if (!knows(bare_of(jid_of(subscribe.uri)))) return 404;
  if (!takes_pidf(subscribe)) return 406;
  const auto expires = number_of(subscribe.field("Expires"));
  if (expires && *expires > 0 && *expires < s.deviations.min_expires) return 423;
  return 0;
}

void PresenceServer::refuse(const ArrivedRequest& arrived, int code, PoolSurroundings& s) {
  SipMessage response = response_to(arrived.message, code, s.token());
  if (code == 423) response.add("Min-Expires", std::to_string(s.deviations.min_expires));
  if (code == 489) response.add("Allow-Events", "presence");
  s.exchange.respond(arrived, response, s);
}

void PresenceServer::begin(const ArrivedRequest& arrived, PoolSurroundings& s) {
  const SipMessage& subscribe = arrived.message;
  Watcher watcher;
  watcher.user = bare_of(jid_of(subscribe.uri));
  watcher.contact = bare_of(jid_of(uri_of(subscribe.field("From"))));
  watcher.event = subscribe.field("Event");
  watcher.dialog.call_id = subscribe.field("Call-ID");
  watcher.dialog.local_uri = uri_of(subscribe.field("To"));
  watcher.dialog.local_tag = s.token();
  watcher.dialog.remote_uri = uri_of(subscribe.field("From"));
  watcher.dialog.remote_tag = parameter_of(subscribe.field("From"), "tag").value_or("");
  watcher.dialog.target = uri_of(subscribe.field("Contact"));
  watcher.dialog.remote_cseq = cseq_of(subscribe).value_or(CSeq{}).number;
  watchers_.push_back(std::move(watcher));
  accept(arrived, watchers_.back(), asked_for(subscribe, s.deviations), s);
}

void PresenceServer::refresh(const ArrivedRequest& arrived, PoolSurroundings& s) {
  const auto watcher = std::ranges::find_if(
      watchers_, [&](const Watcher& one) { return one.dialog.owns(arrived.message); });
  if (watcher == watchers_.end()) return refuse(arrived, 481, s);
  for (std::string& sentence : watcher->dialog.take(arrived.message, s.settings)) {
    s.wrong(std::move(sentence), arrived.path.connection);
  }
  if (arrived.message.field("Event") != watcher->event) {
    s.wrong("RFC 6665 4.1.2.2: Event '" + std::string(arrived.message.field("Event")) +
                "' in a dialog about '" + watcher->event + "'",
            arrived.path.connection);
  }
  if (const auto demanded = number_of(s.deviations.refresh_answer)) {
    const int code = static_cast<int>(*demanded);
    refuse(arrived, code, s);
    // RFC 6665 4.1.2.2: these end the subscription.
    constexpr int kEnding[] = {404, 405, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604};
    if (std::ranges::find(kEnding, code) != std::end(kEnding)) watchers_.erase(watcher);
    return;
  }
  accept(arrived, *watcher, asked_for(arrived.message, s.deviations), s);
}

// RFC 6665 4.2.1.2: a NOTIFY follows every accepted SUBSCRIBE at once.
void PresenceServer::accept(const ArrivedRequest& arrived, Watcher& watcher, std::uint64_t seconds,
                            PoolSurroundings& s) {
  SipMessage response = response_to(arrived.message, 200, watcher.dialog.local_tag);
  response.add("Contact", contact_of(s.settings));
  response.add("Expires", std::to_string(seconds));
  watcher.expires_at = s.now.instant + std::chrono::seconds(seconds);
  const std::string call_id = watcher.dialog.call_id;
  std::string state = seconds == 0 ? std::string(kTimeout) : living_state(watcher, s);
  if (!watcher.notified && !s.deviations.first_notify.empty()) state = s.deviations.first_notify;
  const bool ends = state.starts_with("terminated");
  const bool notify_first = s.deviations.notify_before_answer && !watcher.notified;
  if (notify_first) notify(watcher, state, s);
  s.exchange.respond(arrived, response, s);
  if (!notify_first) notify(watcher, state, s);
  if (ends) forget(call_id);
}

std::string PresenceServer::living_state(const Watcher& watcher, const PoolSurroundings& s) const {
  const auto left =
      std::chrono::duration_cast<std::chrono::seconds>(watcher.expires_at - s.now.instant);
  return "active;expires=" + std::to_string(std::max<std::int64_t>(left.count(), 0));
}

SipMessage PresenceServer::notification(Watcher& watcher, const std::string& state,
                                        PoolSurroundings& s) {
  if (s.deviations.notify_cseq_falls && watcher.dialog.local_cseq > 0) {
    watcher.dialog.local_cseq -= std::min<std::uint64_t>(watcher.dialog.local_cseq, 2);
  }
  SipMessage notify = watcher.dialog.request("NOTIFY", s.settings);
  if (s.deviations.notify_of_other_dialog) {
    notify.set("From", "<" + watcher.dialog.local_uri + ">;tag=" + s.token());
  }
  notify.add("Event", watcher.event);
  notify.add("Subscription-State", state);
  const bool has_body = state.starts_with("active") || state == kTimeout;
  if (!has_body || s.deviations.notify_body == "empty") return notify;
  notify.add("Content-Type",
             s.deviations.notify_type.empty() ? std::string(kPidfType) : s.deviations.notify_type);
  notify.body = s.deviations.notify_body.empty()
                    ? write_presence(watcher.user, users_[watcher.user])
                    : s.deviations.notify_body;
  return notify;
}

void PresenceServer::notify(Watcher& watcher, std::string state, PoolSurroundings& s) {
  watcher.notified = true;
  if (s.deviations.no_notify) return;
  // 4.2.2: who answers 481, or nothing at all, is subscribed no more.
  const auto on_response = [this, call_id = watcher.dialog.call_id](const SipMessage& response,
                                                                    PoolSurroundings& around) {
    if (response.code == 200) return;
    around.note("NOTIFY was answered with " + std::to_string(response.code));
    if (response.code == 481 || response.code == 408) forget(call_id);
  };
  std::vector<std::pair<SipMessage, SipExchange::OnResponse>> requests;
  if (s.deviations.notify_twice_at_once) {
    requests.emplace_back(notification(watcher, state, s), on_response);
    requests.back().first.body = write_presence(watcher.user, {});
  }
  requests.emplace_back(notification(watcher, state, s), on_response);
  s.exchange.requests(std::move(requests), s);
}

void PresenceServer::notify_of(const std::string& user, PoolSurroundings& s) {
  for (Watcher& watcher : watchers_) {
    if (watcher.user == user) notify(watcher, living_state(watcher, s), s);
  }
}

void PresenceServer::publish(const Publish& order, PoolSurroundings& s) {
  std::vector<EndpointState>& endpoints = users_[order.user];
  const auto known = std::ranges::find(endpoints, order.state.endpoint, &EndpointState::endpoint);
  if (known == endpoints.end()) {
    endpoints.push_back(order.state);
  } else {
    *known = order.state;
  }
  notify_of(order.user, s);
}

void PresenceServer::sign_out(const SignOut& order, PoolSurroundings& s) {
  std::erase_if(users_[order.user], [&](const EndpointState& state) {
    return order.endpoint.empty() || state.endpoint == order.endpoint;
  });
  notify_of(order.user, s);
}

void PresenceServer::terminate(const Terminate& order, PoolSurroundings& s) {
  std::string state = "terminated";
  if (!order.reason.empty()) state += ";reason=" + order.reason;
  if (order.retry_after) state += ";retry-after=" + std::to_string(order.retry_after->count());
  const auto watcher = std::ranges::find_if(watchers_, [&](const Watcher& one) {
    return one.user == order.user && one.contact == order.contact;
  });
  if (watcher == watchers_.end()) {
    return s.note(order.contact + " has no subscription to " + order.user);
  }
  notify(*watcher, state, s);
  watchers_.erase(watcher);
}

void PresenceServer::forget(const std::string& call_id) {
  std::erase_if(watchers_,
                [&](const Watcher& watcher) { return watcher.dialog.call_id == call_id; });
}

std::optional<gateway::Instant> PresenceServer::deadline() const {
  std::optional<gateway::Instant> first;
  for (const Watcher& watcher : watchers_) {
    if (!first || watcher.expires_at < *first) first = watcher.expires_at;
  }
  return first;
}

// RFC 6665 4.2.2: nobody refreshed it.
void PresenceServer::on_deadline(PoolSurroundings& s) {
  std::vector<std::string> over;
  for (Watcher& watcher : watchers_) {
    if (watcher.expires_at > s.now.instant) continue;
    over.push_back(watcher.dialog.call_id);
    notify(watcher, std::string(kTimeout), s);
  }
  for (const std::string& call_id : over) forget(call_id);
}

}  // namespace fakes
