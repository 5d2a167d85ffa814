#include "gateway/interworking/watched_contact.hpp"

#include <algorithm>
#include <chrono>

#include "gateway/base/entropy.hpp"
#include "gateway/base/timestamp.hpp"
#include "gateway/mapping/presence.hpp"
#include "gateway/presence/pidf.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway {
namespace {

constexpr std::size_t kResourcesMax = 64;
constexpr std::size_t kWatchersMax = 32;
constexpr std::size_t kIdOctets = 8;
constexpr std::chrono::seconds kProbeTimeout{60};
constexpr std::chrono::seconds kFetchTimeout{10};  // well below the 32 s of RFC 6665 4.1.2.4

/// What may pass by itself; the rest lasts until somebody mends something.
bool may_pass(StanzaCondition condition) {
  return default_type(condition) == StanzaErrorType::Wait ||
         condition == StanzaCondition::RemoteServerTimeout;
}

}  // namespace

// ---- the pool -----------------------------------------------------------------------------------

void WatchedContact::on_subscribe(sip::TransactionId transaction, const sip::Message& subscribe) {
  Surroundings& surroundings = context_.surroundings;
  if (pair_.watchers.size() >= kWatchersMax) {
    surroundings.log(Severity::Warning, "watcher-limit",
                     pair_.names.user.text() + " watches " + pair_.names.contact.text() + " in " +
                         std::to_string(kWatchersMax) + " dialogs already; one more is refused");
    return surroundings.respond(
        transaction, sip::response_to(subscribe, 480, random_hex(surroundings.entropy, kIdOctets)));
  }
  Watcher& watcher = pair_.watchers.emplace_back();
  const std::uint64_t number = watcher.number = context_.next_dialog++;
  watcher.notifier = std::make_unique<sip::Notifier>(
      subscribe, surroundings.dependencies.sip_contact, surroundings.entropy);
  const bool fetch = watcher.notifier->is_fetch();
  if (fetch && pair_.resources.empty()) {
    watcher.answer_by = surroundings.now.instant + kFetchTimeout;
  }
  sip::Notifier::Outcomes outcomes;
  watcher.notifier->start(surroundings.now, outcomes);
  carry_out(number, std::move(outcomes), transaction);
  if (!fetch) return request();
  if (pair_.resources.empty()) probe();
}

bool WatchedContact::on_refresh(sip::TransactionId transaction, const sip::Message& subscribe) {
  for (Watcher& watcher : pair_.watchers) {
    if (!watcher.notifier->owns(subscribe)) continue;
    sip::Notifier::Outcomes outcomes;
    watcher.notifier->on_subscribe(subscribe, context_.surroundings.now, outcomes);
    carry_out(watcher.number, std::move(outcomes), transaction);
    return true;
  }
  return false;
}

bool WatchedContact::on_response(std::uint64_t number, const sip::Message& response) {
  const auto watcher = std::ranges::find(pair_.watchers, number, &Watcher::number);
  if (watcher == pair_.watchers.end()) return false;
  sip::Notifier::Outcomes outcomes;
  watcher->notifier->on_response(response, context_.surroundings.now, outcomes);
  carry_out(number, std::move(outcomes));
  return true;
}

void WatchedContact::carry_out(std::uint64_t number, sip::Notifier::Outcomes outcomes,
                               std::optional<sip::TransactionId> transaction) {
  for (sip::Notifier::Outcome& outcome : outcomes) {
    const auto watcher = std::ranges::find(pair_.watchers, number, &Watcher::number);
    if (auto* send = std::get_if<sip::Notifier::Send>(&outcome)) {
      context_.send_request(std::move(send->request), number);
    } else if (auto* answer = std::get_if<sip::Notifier::Answer>(&outcome)) {
      if (transaction) context_.surroundings.respond(*transaction, std::move(answer->response));
    } else if (watcher == pair_.watchers.end()) {
      continue;
    } else if (const auto* wanted = std::get_if<sip::Notifier::NotifyWanted>(&outcome)) {
      if (wanted->last && !watcher->notifier->is_fetch())
        close_for(*watcher);
      else if (!watcher->answer_by)
        tell(*watcher);
    } else if (const auto* ended = std::get_if<sip::Notifier::Ended>(&outcome)) {
      pair_.watchers.erase(watcher);
      on_ended(ended->by_watcher);
    }
  }
}

/// RFC 8048 5.3.3: who watches no more is not there for the contact, unless the contact sees
/// better.
void WatchedContact::on_ended(bool by_watcher) {
  if (!by_watcher || !pair_.watchers.empty()) return;
  pair_.probe_at.reset();
  pair_.probe_by.reset();
  if (pair_.subscription.contact_sees_user()) return;
  if (!context_.may(Path::Presence, Towards::Partner).allowed()) return;
  if (!pair_.subscription.user_sees_contact() && !pair_.subscription.pending_out()) return;
  context_.surroundings.send(
      mapping::presence_stanza(pair_.names.user, pair_.names.contact, PresenceState{}));
}

void WatchedContact::on_deadline() {
  const Instant now = context_.surroundings.now.instant;
  std::vector<std::uint64_t> due;
  for (Watcher& watcher : pair_.watchers) {
    if (watcher.answer_by && *watcher.answer_by <= now) {
      watcher.answer_by.reset();
      due.push_back(watcher.number);
    }
  }
  for (const std::uint64_t number : due) {
    const auto watcher = std::ranges::find(pair_.watchers, number, &Watcher::number);
    if (watcher != pair_.watchers.end()) tell(*watcher);
  }
  due.clear();
  for (const Watcher& watcher : pair_.watchers) {
    const auto at = watcher.notifier->next_deadline();
    if (at && *at <= now) due.push_back(watcher.number);
  }
  for (const std::uint64_t number : due) {
    const auto watcher = std::ranges::find(pair_.watchers, number, &Watcher::number);
    if (watcher == pair_.watchers.end()) continue;
    sip::Notifier::Outcomes outcomes;
    watcher->notifier->on_deadline(context_.surroundings.now, outcomes);
    carry_out(number, std::move(outcomes));
  }
  if (pair_.request_again_at && *pair_.request_again_at <= now) {
    pair_.request_again_at.reset();
    if (pair_.subscription.pending_out()) request();
  }
  if (pair_.probe_by && *pair_.probe_by <= now) close_contact();
  if (pair_.probe_at && *pair_.probe_at <= now) probe();
}

// ---- stanzas to the contact ---------------------------------------------------------------------

/// RFC 6121 A.2.1: in every state, for the contact's server may have lost its own.
void WatchedContact::request() {
  const bool saw_contact = pair_.subscription.user_sees_contact();
  context_.set_subscription(
      user_sends(pair_.subscription, SubscriptionStanza::Subscribe).subscription);
  pair_.request_id = context_.send_to_contact(SubscriptionStanza::Subscribe);
  if (saw_contact) return probe();
  pair_.request_again_at =
      context_.surroundings.now.instant +
      context_.surroundings.directory.settings().limits.subscription_refresh_interval;
}

void WatchedContact::probe() {
  if (pair_.probe_by) return;
  pair_.probe_id = random_hex(context_.surroundings.entropy, kIdOctets);
  pair_.probe_at.reset();
  pair_.probe_by = context_.surroundings.now.instant + kProbeTimeout;
  xml::Element presence(ns::kServer, "presence");
  presence.set("from", pair_.names.user.text())
      .set("to", pair_.names.contact.text())
      .set("type", "probe")
      .set("id", pair_.probe_id);
  context_.surroundings.send(std::move(presence));
}

// ---- stanzas of the contact ---------------------------------------------------------------------

void WatchedContact::on_subscribed() {
  const InboundOutcome outcome = contact_sends(pair_.subscription, SubscriptionStanza::Subscribed);
  if (!outcome.deliver) return;
  context_.set_subscription(outcome.subscription);
  pair_.request_again_at.reset();
  heard();
  tell_all();
}

void WatchedContact::on_unsubscribed() {
  const InboundOutcome outcome =
      contact_sends(pair_.subscription, SubscriptionStanza::Unsubscribed);
  if (!outcome.deliver) return;
  context_.set_subscription(outcome.subscription);
  forget_contact();
  end_all("rejected");
}

void WatchedContact::on_presence(const Jid& from, const xml::Element& presence) {
  const PresenceState state = mapping::state_of_stanza(presence);
  if (from.resource().empty() && pair_.subscription.pending_out()) return;  // RFC 6121 3.1.3
  if (!pair_.subscription.user_sees_contact() && pair_.watchers.empty()) return;
  heard();
  if (from.resource().empty() && !state.available) {
    close_contact();
    return;
  }
  if (pair_.resources.size() >= kResourcesMax && !pair_.resources.contains(from.resource())) {
    pair_.resources.erase(pair_.resources.begin());
  }
  pair_.resources.insert_or_assign(from.resource(),
                                   ContactResource{state, context_.surroundings.now.instant});
  const bool anybody = std::ranges::any_of(
      pair_.resources, [](const auto& entry) { return entry.second.state.available; });
  std::erase_if(pair_.resources, [&](const auto& entry) {
    return !entry.second.state.available && (anybody || entry.first != from.resource());
  });
  tell_all();
}

void WatchedContact::on_error(std::string_view id, StanzaCondition condition) {
  if (id == pair_.probe_id && pair_.probe_by) return close_contact();
  if (id.empty() || id != pair_.request_id) return;
  pair_.request_id.clear();
  pair_.request_again_at.reset();
  if (pair_.subscription.pending_out()) {
    context_.set_subscription(
        user_sends(pair_.subscription, SubscriptionStanza::Unsubscribe).subscription);
  }
  context_.surroundings.log(Severity::Info, "contact-unreachable",
                            pair_.names.user.text() + " cannot watch " +
                                pair_.names.contact.text() + ": " +
                                std::string(to_string(condition)));
  end_all(may_pass(condition) ? "giveup" : "noresource");
}

/// The contact's server is there: nothing is asked for a while.
void WatchedContact::heard() {
  pair_.probe_by.reset();
  if (!pair_.subscription.user_sees_contact() || pair_.watchers.empty()) return;
  pair_.probe_at = context_.surroundings.now.instant +
                   context_.surroundings.directory.settings().limits.subscription_refresh_interval -
                   kProbeTimeout;
}

void WatchedContact::close_contact() {
  heard();
  pair_.resources.clear();
  pair_.resources.emplace(std::string(),
                          ContactResource{PresenceState{}, context_.surroundings.now.instant});
  tell_all();
}

void WatchedContact::forget_contact() {
  pair_.resources.clear();
  pair_.request_id.clear();
  pair_.request_again_at.reset();
  pair_.probe_by.reset();
  pair_.probe_at.reset();
}

// ---- what the user sees -------------------------------------------------------------------------

void WatchedContact::tell_all() {
  std::vector<std::uint64_t> numbers;
  for (Watcher& watcher : pair_.watchers) {
    watcher.answer_by.reset();
    numbers.push_back(watcher.number);
  }
  for (const std::uint64_t number : numbers) {
    const auto watcher = std::ranges::find(pair_.watchers, number, &Watcher::number);
    if (watcher != pair_.watchers.end()) tell(*watcher);
  }
}

void WatchedContact::tell(Watcher& watcher) {
  const bool approved = pair_.subscription.user_sees_contact();
  const bool may = context_.may(Path::Presence, Towards::LocalUser).allowed();
  sip::Notifier::Outcomes outcomes;
  watcher.notifier->notify(approved ? sip::NotifierState::Active : sip::NotifierState::Pending,
                           approved && may ? document(pair_.resources) : std::string(),
                           context_.surroundings.now, outcomes);
  carry_out(watcher.number, std::move(outcomes));
}

/// RFC 8048 5.3.3: for who watches no more the contact is closed.
void WatchedContact::close_for(Watcher& watcher) {
  sip::Notifier::Outcomes outcomes;
  watcher.notifier->terminate("timeout", document({{"", ContactResource{}}}),
                              context_.surroundings.now, outcomes);
  carry_out(watcher.number, std::move(outcomes));
}

void WatchedContact::end_all(const std::string& reason) {
  std::vector<std::uint64_t> numbers;
  for (const Watcher& watcher : pair_.watchers) numbers.push_back(watcher.number);
  for (const std::uint64_t number : numbers) {
    const auto watcher = std::ranges::find(pair_.watchers, number, &Watcher::number);
    if (watcher == pair_.watchers.end()) continue;
    sip::Notifier::Outcomes outcomes;
    watcher->notifier->terminate(reason, {}, context_.surroundings.now, outcomes);
    carry_out(number, std::move(outcomes));
  }
}

std::string WatchedContact::document(
    const std::map<std::string, ContactResource>& resources) const {
  if (resources.empty()) return {};
  PresenceDocument document;
  document.entity = "pres:" + pair_.names.contact.text();
  for (const auto& [resource, known] : resources) {
    const Jid address(pair_.names.contact.local(), pair_.names.contact.domain(), resource);
    document.tuples.push_back(mapping::tuple_of(address, known.state));
    document.tuples.back().timestamp = context_.surroundings.now.wall;
  }
  return write_pidf(document);
}

void WatchedContact::settle() {
  const Subscription& subscription = pair_.subscription;
  const bool watches = subscription.user_sees_contact() || subscription.pending_out();
  const bool added = context_.surroundings.directory.contact(pair_.names).added;
  if (added && context_.may(Path::Presence, Towards::LocalUser).allowed()) return;
  forget_contact();
  if (watches) {
    context_.set_subscription(
        user_sends(subscription, SubscriptionStanza::Unsubscribe).subscription);
    context_.send_to_contact(SubscriptionStanza::Unsubscribe);
  }
  end_all("rejected");
}

}  // namespace gateway
