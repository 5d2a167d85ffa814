#include "gateway/interworking/watched_user.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "gateway/interworking/requests.hpp"
#include "gateway/mapping/address.hpp"
#include "gateway/mapping/presence.hpp"
#include "gateway/xmpp/delay.hpp"

namespace gateway {
namespace {

constexpr std::size_t kEndpointsMax = 32;
constexpr std::size_t kProbesMax = 8;
constexpr std::chrono::seconds kTryAgainAfter{60};

/// The pool did not answer, or could not be reached.
bool is_silence(const sip::Subscriber::Ended& ended) {
  return ended.status == 0 || ended.status == 408 || ended.status == 503;
}

}  // namespace

// ---- stanzas of the contact ---------------------------------------------------------------------

void WatchedUser::on_subscribe() {
  const AccessVerdict verdict = context_.may(Path::Subscribe, Towards::LocalUser);
  if (verdict.decision == Decision::Refuse) return;
  const InboundOutcome outcome = contact_sends(pair_.subscription, SubscriptionStanza::Subscribe);
  context_.set_subscription(outcome.subscription);
  if (outcome.reply) {  // A.3.1: approved long ago; whoever asks again has forgotten
    context_.send_to_contact(*outcome.reply);
    for (auto& [resource, endpoint] : pair_.endpoints) {
      endpoint.shown = {};
      show(resource, endpoint);
    }
  }
  settle();
}

void WatchedUser::on_unsubscribe() {
  const InboundOutcome outcome = contact_sends(pair_.subscription, SubscriptionStanza::Unsubscribe);
  if (outcome.subscription == pair_.subscription) return;
  hide_all();
  context_.set_subscription(outcome.subscription);
  if (outcome.reply) context_.send_to_contact(*outcome.reply);
  pair_.probes.clear();
  stop();
}

void WatchedUser::on_probe(const Jid& asker, const Jid& asked, const std::string& id) {
  const PoolDialog* dialog = pair_.pool_dialog();
  if (dialog != nullptr && dialog->described) return answer({asker, asked, id});
  if (pair_.probes.size() >= kProbesMax) pair_.probes.erase(pair_.probes.begin());
  pair_.probes.push_back({asker, asked, id});
  if (dialog == nullptr) begin(true);
}

// ---- the subscription at the pool ---------------------------------------------------------------

void WatchedUser::begin(bool fetch) {
  const auto watcher = mapping::uri_of(pair_.names.contact);
  const auto presentity = mapping::uri_of(pair_.names.user);
  if (!watcher || !presentity) return;  // looked at before the pair was made
  pair_.subscribe_again_at.reset();
  sip::SubscriberSettings settings;
  settings.watcher = watcher->text();
  settings.presentity = presentity->text();
  settings.contact = context_.surroundings.dependencies.sip_contact;
  if (fetch) settings.expires = std::chrono::seconds(0);
  PoolDialog& dialog = pair_.pool_dialogs.emplace_back();
  dialog.number = context_.next_dialog++;
  dialog.fetch = fetch;
  dialog.subscriber =
      std::make_unique<sip::Subscriber>(std::move(settings), context_.surroundings.entropy);
  sip::Subscriber::Outcomes outcomes;
  dialog.subscriber->start(context_.surroundings.now, outcomes);
  carry_out(dialog.number, std::move(outcomes));
}

void WatchedUser::stop() {
  pair_.subscribe_again_at.reset();
  PoolDialog* dialog = pair_.pool_dialog();
  if (dialog == nullptr) return;
  dialog->leaving = true;
  sip::Subscriber::Outcomes outcomes;
  dialog->subscriber->unsubscribe(context_.surroundings.now, outcomes);
  carry_out(dialog->number, std::move(outcomes));
}

bool WatchedUser::on_notify(sip::TransactionId transaction, const sip::Message& notify) {
  for (PoolDialog& dialog : pair_.pool_dialogs) {
    if (!dialog.subscriber->owns(notify)) continue;
    sip::Subscriber::Outcomes outcomes;
    dialog.subscriber->on_notify(notify, context_.surroundings.now, outcomes);
    carry_out(dialog.number, std::move(outcomes), transaction);
    return true;
  }
  return false;
}

bool WatchedUser::on_response(std::uint64_t number, const sip::Message& response) {
  const auto dialog = std::ranges::find(pair_.pool_dialogs, number, &PoolDialog::number);
  if (dialog == pair_.pool_dialogs.end()) return false;
  sip::Subscriber::Outcomes outcomes;
  dialog->subscriber->on_response(response, context_.surroundings.now, outcomes);
  carry_out(number, std::move(outcomes));
  return true;
}

void WatchedUser::on_deadline() {
  const Instant now = context_.surroundings.now.instant;
  std::vector<std::uint64_t> due;
  for (const PoolDialog& dialog : pair_.pool_dialogs) {
    const auto at = dialog.subscriber->next_deadline();
    if (at && *at <= now) due.push_back(dialog.number);
  }
  for (const std::uint64_t number : due) {
    const auto dialog = std::ranges::find(pair_.pool_dialogs, number, &PoolDialog::number);
    if (dialog == pair_.pool_dialogs.end()) continue;
    sip::Subscriber::Outcomes outcomes;
    dialog->subscriber->on_deadline(context_.surroundings.now, outcomes);
    carry_out(number, std::move(outcomes));
  }
  if (pair_.hide_at && *pair_.hide_at <= now) hide_all();
  if (pair_.subscribe_again_at && *pair_.subscribe_again_at <= now) {
    pair_.subscribe_again_at.reset();
    settle();
  }
}

void WatchedUser::carry_out(std::uint64_t number, sip::Subscriber::Outcomes outcomes,
                            std::optional<sip::TransactionId> transaction) {
  for (sip::Subscriber::Outcome& outcome : outcomes) {
    const auto dialog = std::ranges::find(pair_.pool_dialogs, number, &PoolDialog::number);
    if (auto* send = std::get_if<sip::Subscriber::Send>(&outcome)) {
      context_.send_request(std::move(send->request), number);
    } else if (auto* answer = std::get_if<sip::Subscriber::Answer>(&outcome)) {
      if (transaction) context_.surroundings.respond(*transaction, std::move(answer->response));
    } else if (dialog == pair_.pool_dialogs.end()) {
      continue;
    } else if (const auto* active = std::get_if<sip::Subscriber::Active>(&outcome)) {
      if (!dialog->leaving) on_active(*dialog, active->body);
    } else if (const auto* ended = std::get_if<sip::Subscriber::Ended>(&outcome)) {
      PoolDialog over = std::move(*dialog);
      pair_.pool_dialogs.erase(dialog);
      if (!over.leaving) on_ended(std::move(over), *ended);
    }
  }
}

// RFC 8048 5.2.1: the pool has the last word; its first `active` is the approval.
void WatchedUser::on_active(PoolDialog& dialog, const std::string& body) {
  dialog.described = true;
  pair_.hide_at.reset();
  if (!pair_.subscription.contact_sees_user()) {
    const OutboundOutcome approved = user_sends(pair_.subscription, SubscriptionStanza::Subscribed);
    if (!approved.route) return;
    context_.set_subscription(approved.subscription);
    context_.send_to_contact(SubscriptionStanza::Subscribed);
  }
  if (!body.empty()) hide_ghosts();
  take(body);
  answer_probes();
}

void WatchedUser::on_ended(PoolDialog dialog, const sip::Subscriber::Ended& ended) {
  using End = sip::SubscriptionEnd;
  const Instant now = context_.surroundings.now.instant;
  if (ended.end == End::Rejected) return deny();
  if (dialog.fetch && ended.end != End::Gone) {
    take(ended.body);
    answer_probes();
    return begin(false);
  }
  switch (ended.end) {
    case End::Gone:
      if (is_silence(ended)) {  // what was said last holds for as long as it was said to
        pair_.hide_at = now + ended.state_lasts;
        pair_.subscribe_again_at = now + kTryAgainAfter;
      } else {
        hide_all();  // the authorization stays; the next probe begins anew
      }
      answer_probes();
      return;
    case End::Deactivated:
      // At once, but never in a circle with a pool that says nothing else.
      pair_.subscribe_again_at = dialog.described ? now : now + kTryAgainAfter;
      return;
    case End::GiveUp:
      pair_.subscribe_again_at = now + std::max(ended.retry_after, kTryAgainAfter);
      return;
    case End::Unsubscribed:
    case End::Rejected:
      return;
  }
}

// ---- what the contact sees ----------------------------------------------------------------------

void WatchedUser::take(const std::string& body) {
  if (body.empty()) return;
  const auto document = parse_pidf(body);
  if (!document) {
    context_.surroundings.log(Severity::Warning, "presence-document-refused",
                              "the pool described " + pair_.names.user.text() +
                                  " in a document that cannot be read: " + document.error().what +
                                  "; what was known before stays");
    return;
  }
  take(*document);
}

void WatchedUser::take(const PresenceDocument& document) {
  const bool was_there = !pair_.endpoints.empty();
  std::set<std::string> described;
  for (const Tuple& tuple : document.tuples) {
    const auto address = Jid::parse(pair_.names.user.text() + "/" + tuple.id);
    if (!address || described.size() >= kEndpointsMax) continue;
    const std::string& resource = address->resource();
    described.insert(resource);
    UserEndpoint& endpoint = pair_.endpoints[resource];
    if (tuple.timestamp && endpoint.dated && *tuple.timestamp < *endpoint.dated) continue;
    if (tuple.timestamp) endpoint.dated = tuple.timestamp;
    endpoint.state = mapping::state_of_tuple(document, tuple, context_.surroundings.now.wall);
    show(resource, endpoint);
  }
  for (auto& [resource, endpoint] : pair_.endpoints) {
    if (described.contains(resource)) continue;
    endpoint.state = {};
    show(resource, endpoint);
  }
  std::erase_if(pair_.endpoints, [](const auto& entry) { return !entry.second.state.available; });
  if (was_there && pair_.endpoints.empty()) remember_offline();
}

void WatchedUser::remember_offline() {
  const WallTime since = context_.surroundings.now.wall;
  pair_.offline_since = since;
  context_.surroundings.changes.emplace_back(
      StoredPresence{pair_.names.user, since, PresenceState{}});
}

void WatchedUser::show(const std::string& resource, UserEndpoint& endpoint) {
  if (!pair_.subscription.contact_sees_user()) return;
  if (!context_.may(Path::Presence, Towards::Partner).allowed()) return;
  PresenceState visible = endpoint.state;
  if (!visible.available) visible = {};
  if (!context_.may(Path::Note, Towards::Partner).allowed()) visible.notes.clear();
  if (visible == endpoint.shown) return;
  endpoint.shown = visible;
  say(endpoint_address(resource), pair_.names.contact, visible);
}

void WatchedUser::say(const Jid& endpoint, const Jid& to, const PresenceState& state) {
  xml::Element presence = mapping::presence_stanza(endpoint, to, state);
  if (state.available) presence.add(make_caps());  // XEP-0115 5.1
  context_.surroundings.send(std::move(presence));
}

/// RFC 6121 4.5.4: unavailable from the bare JID is so for every endpoint.
void WatchedUser::hide_ghosts() {
  if (!std::exchange(pair_.may_see_ghosts, false)) return;
  context_.surroundings.send(
      mapping::presence_stanza(pair_.names.user, pair_.names.contact, PresenceState{}));
}

void WatchedUser::hide_all() {
  hide_ghosts();
  pair_.hide_at.reset();
  for (auto& [resource, endpoint] : pair_.endpoints) {
    endpoint.state = {};
    if (!endpoint.shown.available) continue;
    endpoint.shown = {};
    context_.surroundings.send(
        mapping::presence_stanza(endpoint_address(resource), pair_.names.contact, PresenceState{}));
  }
  if (!pair_.endpoints.empty()) remember_offline();
  pair_.endpoints.clear();
}

/// RFC 6121 3.2.2: every endpoint leaves, then the authorization does.
void WatchedUser::withdraw() {
  hide_all();
  const OutboundOutcome outcome = user_sends(pair_.subscription, SubscriptionStanza::Unsubscribed);
  context_.set_subscription(outcome.subscription);
  if (outcome.route) context_.send_to_contact(SubscriptionStanza::Unsubscribed);
  pair_.probes.clear();
}

void WatchedUser::deny() {
  context_.surroundings.log(Severity::Info, "presence-rejected",
                            "the pool does not let " + pair_.names.contact.text() + " watch " +
                                pair_.names.user.text() + "; the contact is told");
  withdraw();
}

void WatchedUser::settle() {
  const bool requested = pair_.subscription.pending_in();
  const bool watched = pair_.subscription.contact_sees_user();
  if (!requested && !watched) return stop();
  if (context_.may(Path::Presence, Towards::Partner).allowed()) {
    for (auto& [resource, endpoint] : pair_.endpoints) show(resource, endpoint);
    if (pair_.pool_dialog() == nullptr && !pair_.subscribe_again_at) begin(false);
    return;
  }
  if (watched) {
    withdraw();
  } else if (context_.may(Path::Subscribe, Towards::LocalUser).decision == Decision::Refuse) {
    context_.set_subscription(
        contact_sends(pair_.subscription, SubscriptionStanza::Unsubscribe).subscription);
  }
  stop();
}

void WatchedUser::sign_out() {
  hide_all();
  stop();
}

// ---- probes (RFC 6121 4.3.2) --------------------------------------------------------------------

void WatchedUser::answer_probes() {
  std::vector<WaitingProbe> probes;
  probes.swap(pair_.probes);
  for (const WaitingProbe& probe : probes) answer(probe);
}

void WatchedUser::answer(const WaitingProbe& probe) {
  bool any = false;
  for (const auto& [resource, endpoint] : pair_.endpoints) {
    if (!probe.asked.resource().empty() && probe.asked.resource() != resource) continue;
    say(endpoint_address(resource), probe.asker, endpoint.shown);
    any = true;
  }
  if (!any) say_offline(probe);
}

void WatchedUser::say_offline(const WaitingProbe& probe) {
  xml::Element presence = mapping::presence_stanza(probe.asked, probe.asker, PresenceState{});
  if (!probe.id.empty()) presence.set("id", probe.id);
  if (pair_.offline_since) {
    add_delay(presence, pair_.names.user.domain().text(), *pair_.offline_since);
  }
  context_.surroundings.send(std::move(presence));
}

Jid WatchedUser::endpoint_address(const std::string& resource) const {
  return {pair_.names.user.local(), pair_.names.user.domain(), resource};
}

}  // namespace gateway
