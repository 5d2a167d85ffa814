#include "gateway/sip/subscriber.hpp"

#include <algorithm>
#include <utility>

#include "gateway/sip/header_value.hpp"
#include "gateway/sip/presence_event.hpp"
#include "gateway/sip/transaction.hpp"

namespace gateway::sip {
namespace {

using std::chrono::seconds;

// However short an interval is granted, requests do not follow each other faster.
constexpr seconds kBetweenRefreshesMin{5};
// What a pool may ask for by Min-Expires; beyond it a subscription outlives its reason.
constexpr seconds kMinExpiresMax{24 * 3600};
// After probation or giveup without a time: somebody has to wait, or both sides ask for ever.
constexpr seconds kRetryAfterDefault{60};
// A pool that names a longer one is not taken at its word.
constexpr seconds kRetryAfterMax{24 * 3600};

// Well before the end: a refresh that is lost (64*T1) can be sent once more.
seconds refresh_after(seconds interval) {
  const seconds margin = std::min(interval / 2, std::max(interval / 10, seconds(70)));
  return std::max(interval - margin, kBetweenRefreshesMin);
}

std::optional<seconds> retry_after(const std::string* text) {
  if (text == nullptr) return std::nullopt;
  // A comment may follow in parentheses (RFC 3261 20.33).
  const auto asked = parse_delta_seconds(text->substr(0, text->find_first_of(";( \t")));
  if (!asked) return std::nullopt;
  return std::min(*asked, kRetryAfterMax);
}

bool refuses_for_good(int status) { return status == 403 || status == 489 || status == 603; }

seconds whole_seconds(Duration duration) {
  return std::max(std::chrono::floor<seconds>(duration), seconds(0));
}

}  // namespace

Subscriber::Subscriber(SubscriberSettings settings, Entropy& entropy)
    : settings_(std::move(settings)),
      entropy_(&entropy),
      dialog_(Dialog::begun_by_us(settings_.watcher, settings_.presentity, entropy)) {}

void Subscriber::start(Now now, Outcomes& out) {
  if (state_ != State::Init) return;
  state_ = State::NotifyWait;
  subscribe(now, out);
}

void Subscriber::unsubscribe(Now now, Outcomes& out) {
  if (ended() || unsubscribing_) return;
  unsubscribing_ = true;
  if (state_ == State::Init) return end({.end = SubscriptionEnd::Unsubscribed}, out);
  // A fetch ends by itself, and before the first NOTIFY there is no dialog to end (4.4.1).
  if (is_fetch() || state_ == State::NotifyWait || (attempt_ && !attempt_->answered)) return;
  subscribe(now, out);
}

void Subscriber::subscribe(Now now, Outcomes& out) {
  Message request = dialog_.request("SUBSCRIBE");
  const seconds asked = unsubscribing_ ? seconds(0) : settings_.expires;
  request.contacts.push_back({"", settings_.contact, {}});
  request.headers.push_back({"Event", std::string(kPresenceEvent)});
  request.headers.push_back({"Accept", std::string(kPidfType)});
  request.headers.push_back({"Allow-Events", std::string(kPresenceEvent)});
  request.headers.push_back({"Expires", std::to_string(asked.count())});
  refresh_at_.reset();
  attempt_ = Attempt{.number = request.cseq.number,
                     .timer_n = now.instant + kTransactionTimeout,
                     .asked = asked,
                     .granted = {}};
  out.emplace_back(Send{std::move(request)});
}

void Subscriber::on_response(const Message& response, Now now, Outcomes& out) {
  const bool ours = attempt_ && !attempt_->answered && response.call_id == dialog_.call_id() &&
                    response.cseq == CSeq{attempt_->number, "SUBSCRIBE"};
  if (ended() || !ours || response.status < 200) return;
  attempt_->answered = true;
  if (response.status < 300) {
    on_success(response, now, out);
  } else {
    on_failure(response, now, out);
  }
}

void Subscriber::on_success(const Message& response, Now now, Outcomes& out) {
  longer_interval_tried_ = false;
  failing_ = false;
  dialog_.refresh_target(response);
  if (const std::string* expires = response.header("Expires")) {
    hear_interval(parse_delta_seconds(*expires).value_or(attempt_->asked), now);
  }
  // RFC 6665 4.1.2.2: no NOTIFY follows a 204 (RFC 5839).
  if (response.status == 204) attempt_->notified = true;
  settle(now, out);
}

void Subscriber::on_failure(const Message& response, Now now, Outcomes& out) {
  const int status = response.status;
  const bool refresh = is_established();
  if (unsubscribing_) {
    const bool still_there = refresh && attempt_->asked.count() > 0 && !ends_subscription(status);
    if (still_there) return subscribe(now, out);
    return end({.end = SubscriptionEnd::Unsubscribed, .status = status}, out);
  }
  if (refuses_for_good(status)) {
    return end({.end = SubscriptionEnd::Rejected, .status = status}, out);
  }
  if (status == 423 && retry_with_longer_interval(response, now, out)) return;
  if (status == 481 && refresh) return begin_anew(now, out);
  if (refresh && !ends_subscription(status)) return go_on_until_expiry(response, now, out);
  // No answer, or a 503 that only says that the request could not leave: what was said holds on.
  const bool silence = status == 408 || status == 503;
  end({.end = SubscriptionEnd::Gone,
       .status = status,
       .retry_after = retry_after(response.header("Retry-After")).value_or(seconds(0)),
       .state_lasts = silence ? state_lasts(now) : seconds(0)},
      out);
}

// RFC 3261 8.1.3.5: once, with what the other side wants at least.
bool Subscriber::retry_with_longer_interval(const Message& response, Now now, Outcomes& out) {
  const std::string* text = response.header("Min-Expires");
  const auto least = text != nullptr ? parse_delta_seconds(*text) : std::nullopt;
  if (longer_interval_tried_ || !least || *least < attempt_->asked || *least > kMinExpiresMax) {
    return false;
  }
  longer_interval_tried_ = true;
  settings_.expires = *least;
  subscribe(now, out);
  return true;
}

// The dialog is gone, what was asked for is not (4.1.2.2).
void Subscriber::begin_anew(Now now, Outcomes& out) {
  dialog_ = Dialog::begun_by_us(settings_.watcher, settings_.presentity, *entropy_);
  state_ = State::NotifyWait;
  longer_interval_tried_ = false;
  subscribe(now, out);
}

void Subscriber::go_on_until_expiry(const Message& response, Now now, Outcomes& out) {
  const int status = response.status;
  attempt_.reset();
  failing_ = true;
  if (now.instant >= expires_at_) {
    return end({.end = SubscriptionEnd::Gone, .status = status, .state_lasts = state_lasts(now)},
               out);
  }
  const Duration remaining = expires_at_ - now.instant;
  Duration wait = std::max<Duration>(remaining / 2, kBetweenRefreshesMin);
  if (const auto asked = retry_after(response.header("Retry-After"))) {
    wait = std::max<Duration>(wait, *asked);
  }
  refresh_at_ = now.instant + std::min(wait, remaining);
}

bool Subscriber::owns(const Message& notify) const {
  return state_ != State::Init && !ended() && dialog_.owns(notify);
}

void Subscriber::on_notify(const Message& notify, Now now, Outcomes& out) {
  if (const auto refusal = refusal_of_event(notify)) {
    out.emplace_back(Answer{*refusal});
    return;
  }
  Message subscribed;  // our SUBSCRIBE names no id
  subscribed.headers.push_back({"Event", std::string(kPresenceEvent)});
  if (!is_same_event(notify, subscribed)) {
    out.emplace_back(Answer{response_to(notify, 481, {})});
    return;
  }
  const std::string* state = notify.header("Subscription-State");
  if (state == nullptr) {
    out.emplace_back(Answer{response_to(notify, 400, {})});
    return;
  }
  if (!dialog_.accept(notify)) {  // what it says is older than what we know
    out.emplace_back(Answer{response_to(notify, 500, {})});
    return;
  }
  if (attempt_) attempt_->notified = true;
  if (folded(parse_header_value(*state).value) == "terminated") {
    out.emplace_back(Answer{response_to(notify, 200, {})});
    on_terminated(notify, out);
  } else {
    on_state(notify, now, out);
  }
}

void Subscriber::on_state(const Message& notify, Now now, Outcomes& out) {
  const HeaderValue state = parse_header_value(*notify.header("Subscription-State"));
  const bool pending = folded(state.value) == "pending";
  const auto refusal = refusal_of_body(notify);
  out.emplace_back(Answer{refusal ? *refusal : response_to(notify, 200, {})});
  const std::string* expires = state.parameter("expires");
  const auto interval = expires != nullptr ? parse_delta_seconds(*expires) : std::nullopt;
  if (interval) {
    hear_interval(*interval, now);
  } else if (attempt_) {
    hear_interval(attempt_->asked, now);
  }
  state_ = pending ? State::Pending : State::Active;
  if (is_fetch()) {  // there is one NOTIFY, whatever it calls itself
    Ended ended{.end = SubscriptionEnd::Unsubscribed};
    if (!pending && !refusal) {
      ended.content_type = notify.content_type;
      ended.body = notify.body;
    }
    return end(std::move(ended), out);
  }
  if (!unsubscribing_ && pending) out.emplace_back(Pending{});
  if (!unsubscribing_ && !pending && !refusal) {
    out.emplace_back(Active{notify.content_type, notify.body});
  }
  settle(now, out);
  state_until_ = expires_at_;
}

void Subscriber::on_terminated(const Message& notify, Outcomes& out) {
  const HeaderValue state = parse_header_value(*notify.header("Subscription-State"));
  const std::string* text = state.parameter("reason");
  const std::string reason = text != nullptr ? folded(*text) : std::string();
  const auto asked_wait = retry_after(state.parameter("retry-after"));
  Ended ended;
  if (!refusal_of_body(notify)) {
    ended.content_type = notify.content_type;
    ended.body = notify.body;
  }
  if (unsubscribing_) {
    ended.end = SubscriptionEnd::Unsubscribed;
  } else if (reason == "rejected" || reason == "noresource" || reason == "invariant") {
    ended.end = SubscriptionEnd::Rejected;
  } else if (reason == "probation" || reason == "giveup") {
    ended.end = SubscriptionEnd::GiveUp;
    ended.retry_after = asked_wait.value_or(kRetryAfterDefault);
  } else if (is_fetch()) {
    ended.end = SubscriptionEnd::Unsubscribed;
  } else if (asked_wait && reason != "deactivated" && reason != "timeout") {
    ended.end = SubscriptionEnd::GiveUp;  // no reason, or an unknown one, and a wait
    ended.retry_after = *asked_wait;
  } else {
    ended.end = SubscriptionEnd::Deactivated;
  }
  end(std::move(ended), out);
}

// Both the response and NOTIFY may shorten what was asked for, and neither may lengthen it; of an
// answer and a NOTIFY that passed each other the shorter one is the safe one.
void Subscriber::hear_interval(seconds interval, Now now) {
  if (!attempt_) {
    interval = std::min(interval, settings_.expires);
  } else {
    interval = std::min(interval, attempt_->granted.value_or(attempt_->asked));
    attempt_->granted = interval;
  }
  expires_at_ = now.instant + interval;
  if (!attempt_) refresh_at_ = now.instant + refresh_after(interval);
}

// A SUBSCRIBE is done with once its answer and its NOTIFY are here.
void Subscriber::settle(Now now, Outcomes& out) {
  if (!attempt_ || !attempt_->answered) return;
  if (unsubscribing_ && attempt_->asked.count() > 0) {
    if (is_established()) subscribe(now, out);
    return;
  }
  if (!attempt_->notified || unsubscribing_) return;
  refresh_at_ = now.instant + refresh_after(attempt_->granted.value_or(attempt_->asked));
  attempt_.reset();
}

void Subscriber::on_deadline(Now now, Outcomes& out) {
  if (ended()) return;
  if (attempt_ && now.instant >= attempt_->timer_n) {
    // Without an answer it is the transaction's turn to say so (408).
    if (!attempt_->answered) return;
    return end({.end = unsubscribing_ ? SubscriptionEnd::Unsubscribed : SubscriptionEnd::Gone,
                .state_lasts = state_lasts(now)},
               out);
  }
  if (!refresh_at_ || now.instant < *refresh_at_) return;
  if (failing_ && now.instant >= expires_at_) {
    return end({.end = SubscriptionEnd::Gone}, out);
  }
  subscribe(now, out);
}

std::optional<Instant> Subscriber::next_deadline() const {
  if (ended()) return std::nullopt;
  if (attempt_) {
    if (!attempt_->answered) return std::nullopt;
    return attempt_->timer_n;
  }
  return refresh_at_;
}

bool Subscriber::is_established() const {
  return state_ == State::Pending || state_ == State::Active;
}

seconds Subscriber::state_lasts(Now now) const { return whole_seconds(state_until_ - now.instant); }

void Subscriber::end(Ended ended, Outcomes& out) {
  state_ = State::Terminated;
  attempt_.reset();
  refresh_at_.reset();
  out.emplace_back(std::move(ended));
}

}  // namespace gateway::sip
