#include "gateway/sip/notifier.hpp"

#include <algorithm>
#include <utility>

#include "gateway/sip/header_value.hpp"
#include "gateway/sip/presence_event.hpp"
#include "gateway/sip/transaction.hpp"

namespace gateway::sip {
namespace {

using std::chrono::seconds;

constexpr seconds kExpiresDefault{3600};  // RFC 3856 6.4
constexpr seconds kExpiresMax{28800};
constexpr seconds kExpiresMin{60};
constexpr seconds kBetweenNotifiesMin{5};  // RFC 3856 6.10
// A NOTIFY that failed in a way that may pass is said again, each time after twice the wait.
constexpr Duration kRetryWaitFirst = kBetweenNotifiesMin;
constexpr Duration kRetryWaitMax = seconds(600);
// How long whoever knows the state may take for the last NOTIFY: the watcher waits 64*T1 for it.
constexpr Duration kLastNotifyWait = kTransactionTimeout / 2;

seconds asked_for(const Message& subscribe) {
  const std::string* text = subscribe.header("Expires");
  const auto asked = text != nullptr ? parse_delta_seconds(*text) : std::nullopt;
  return std::min(asked.value_or(kExpiresDefault), kExpiresMax);
}

// What holds for the first SUBSCRIBE and for a refresh.
std::optional<Message> refusal_of_any(const Message& subscribe) {
  if (auto refusal = refusal_of_event(subscribe)) return refusal;
  if (auto refusal = refusal_of_accept(subscribe)) return refusal;
  const std::string* expires = subscribe.header("Expires");
  if (expires != nullptr && !parse_delta_seconds(*expires)) return response_to(subscribe, 400, {});
  const seconds asked = asked_for(subscribe);
  if (asked.count() == 0 || asked >= kExpiresMin) return std::nullopt;
  Message refusal = response_to(subscribe, 423, {});
  refusal.set_header("Min-Expires", std::to_string(kExpiresMin.count()));
  return refusal;
}

// RFC 3261 8.1.1.8: exactly one, and one that requests can be sent to.
bool names_target(const Message& subscribe) {
  if (subscribe.contacts.size() != 1) return false;
  const auto uri = Uri::parse(subscribe.contacts.front().uri);
  return uri && (uri->scheme == Scheme::Sip || uri->scheme == Scheme::Sips);
}

}  // namespace

Notifier::Notifier(const Message& subscribe, std::string contact, Entropy& entropy)
    : subscribe_(subscribe),
      contact_(std::move(contact)),
      dialog_(Dialog::begun_by_peer(subscribe, entropy)),
      fetch_(asked_for(subscribe).count() == 0),
      retry_wait_(kRetryWaitFirst) {
  subscribe_.body.clear();
}

std::optional<Message> Notifier::refusal_of(const Message& subscribe) {
  if (!subscribe.to.tag().empty()) return response_to(subscribe, 481, {});
  if (auto refusal = refusal_of_any(subscribe)) return refusal;
  const bool sound = names_target(subscribe) && !subscribe.from.tag().empty();
  return sound ? std::nullopt : std::optional(response_to(subscribe, 400, {}));
}

void Notifier::start(Now now, Outcomes& out) { grant(subscribe_, now, out); }

bool Notifier::owns(const Message& subscribe) const { return !ended_ && dialog_.owns(subscribe); }

void Notifier::on_subscribe(const Message& subscribe, Now now, Outcomes& out) {
  if (ended_ || closing_) {
    out.emplace_back(Answer{response_to(subscribe, 481, {})});
    return;
  }
  if (auto refusal = refusal_of_any(subscribe)) {
    out.emplace_back(Answer{std::move(*refusal)});
    return;
  }
  if (!is_same_event(subscribe, subscribe_)) {  // RFC 6665 4.5.2: dialogs are not shared
    out.emplace_back(Answer{response_to(subscribe, 403, {})});
    return;
  }
  if (!dialog_.accept(subscribe)) {
    out.emplace_back(Answer{response_to(subscribe, 500, {})});
    return;
  }
  grant(subscribe, now, out);
}

void Notifier::grant(const Message& subscribe, Now now, Outcomes& out) {
  const seconds granted = asked_for(subscribe);
  Message answer = response_to(subscribe, 200, dialog_.local_tag());
  answer.contacts.push_back({"", contact_, {}});
  answer.set_header("Expires", std::to_string(granted.count()));
  answer.set_header("Allow-Events", std::string(kPresenceEvent));
  out.emplace_back(Answer{std::move(answer)});
  closing_ = granted.count() == 0;
  expires_at_ = now.instant + (closing_ ? kLastNotifyWait : Duration(granted));
  wanted_ = true;
  newest_.reset();  // whoever is asked now says it anew
  out.emplace_back(NotifyWanted{.last = closing_});
}

void Notifier::notify(NotifierState state, std::string document, Now now, Outcomes& out) {
  if (closing_ && newest_ && newest_->state == NotifierState::Terminated) return;
  if (closing_) return say({NotifierState::Terminated, std::move(document), "timeout"}, now, out);
  say({state, std::move(document), {}}, now, out);
}

void Notifier::terminate(std::string reason, std::string document, Now now, Outcomes& out) {
  if (ended_ || (newest_ && newest_->state == NotifierState::Terminated)) return;
  if (!closing_) by_watcher_ = false;
  closing_ = true;
  say({NotifierState::Terminated, std::move(document), std::move(reason)}, now, out);
}

void Notifier::say(Report report, Now now, Outcomes& out) {
  if (ended_) return;
  newest_ = std::move(report);
  flush(now, out);
}

void Notifier::flush(Now now, Outcomes& out) {
  if (ended_ || !newest_ || under_way_) return;
  const bool last = newest_->state == NotifierState::Terminated;
  if (!last && !wanted_ && now.instant < not_before_) return;
  Message request = notify_of(*newest_, now);
  wanted_ = false;
  not_before_ = now.instant + kBetweenNotifiesMin;
  under_way_ = request.cseq.number;
  said_ = std::move(*newest_);
  newest_.reset();
  out.emplace_back(Send{std::move(request)});
  if (last) end(out);
}

Message Notifier::notify_of(const Report& report, Now now) {
  Message request = dialog_.request("NOTIFY");
  const auto remaining =
      std::max(std::chrono::floor<seconds>(expires_at_ - now.instant), seconds(0));
  std::string state;
  switch (report.state) {
    case NotifierState::Pending:
      state = "pending;expires=" + std::to_string(remaining.count());
      break;
    case NotifierState::Active:
      state = "active;expires=" + std::to_string(remaining.count());
      break;
    case NotifierState::Terminated:
      state = "terminated;reason=" + report.reason;
      break;
  }
  request.contacts.push_back({"", contact_, {}});
  request.headers.push_back({"Event", event_answering(subscribe_)});
  request.headers.push_back({"Subscription-State", std::move(state)});
  if (!report.document.empty()) {
    request.content_type = kPidfType;
    request.body = report.document;
  }
  return request;
}

void Notifier::on_response(const Message& response, Now now, Outcomes& out) {
  const bool ours = under_way_ && response.cseq == CSeq{*under_way_, "NOTIFY"};
  if (ended_ || !ours || response.status < 200) return;
  under_way_.reset();
  const int status = response.status;
  if (status == 408 || ends_subscription(status)) {
    by_watcher_ = false;
    return end(out);
  }
  if (status >= 300) {
    put_off(response, now);
  } else {
    dialog_.refresh_target(response);
    retry_wait_ = kRetryWaitFirst;
  }
  flush(now, out);
}

// The subscription stands (4.2.2), and the watcher does not know yet.
void Notifier::put_off(const Message& response, Now now) {
  Duration wait = retry_wait_;
  if (const std::string* text = response.header("Retry-After")) {
    const auto asked = parse_delta_seconds(text->substr(0, text->find_first_of(";( \t")));
    if (asked) wait = std::max(wait, std::min<Duration>(*asked, kRetryWaitMax));
  }
  retry_wait_ = std::min(2 * retry_wait_, kRetryWaitMax);
  not_before_ = now.instant + wait;
  if (!newest_) newest_ = said_;
}

void Notifier::on_deadline(Now now, Outcomes& out) {
  if (ended_) return;
  if (now.instant >= expires_at_ && !(newest_ && newest_->state == NotifierState::Terminated)) {
    closing_ = true;
    return say({NotifierState::Terminated, {}, "timeout"}, now, out);
  }
  flush(now, out);
}

std::optional<Instant> Notifier::next_deadline() const {
  if (ended_) return std::nullopt;
  if (newest_ && newest_->state == NotifierState::Terminated) return std::nullopt;  // a response is
  if (newest_ && !under_way_) return std::min(not_before_, expires_at_);
  return expires_at_;
}

void Notifier::end(Outcomes& out) {
  ended_ = true;
  newest_.reset();
  out.emplace_back(Ended{.by_watcher = by_watcher_});
}

}  // namespace gateway::sip
