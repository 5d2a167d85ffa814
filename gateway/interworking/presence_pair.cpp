#include "gateway/interworking/presence_pair.hpp"

#include <algorithm>

#include "gateway/base/entropy.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway {
namespace {

constexpr std::size_t kIdOctets = 8;

}  // namespace

PoolDialog* PresencePair::pool_dialog() {
  const auto found = std::ranges::find(pool_dialogs, false, &PoolDialog::leaving);
  return found == pool_dialogs.end() ? nullptr : &*found;
}

bool PresencePair::is_idle() const {
  return subscription == Subscription{} && pool_dialogs.empty() && watchers.empty();
}

std::optional<Instant> PresencePair::next_deadline() const {
  std::optional<Instant> next;
  const auto consider = [&next](const std::optional<Instant>& at) {
    if (at) next = next ? std::min(*next, *at) : *at;
  };
  for (const PoolDialog& dialog : pool_dialogs) consider(dialog.subscriber->next_deadline());
  consider(subscribe_again_at);
  consider(hide_at);
  for (const Watcher& watcher : watchers) {
    consider(watcher.notifier->next_deadline());
    consider(watcher.answer_by);
  }
  consider(request_again_at);
  consider(probe_by);
  consider(probe_at);
  return next;
}

void PresenceContext::set_subscription(const Subscription& next) {
  if (pair.subscription == next) return;
  pair.subscription = next;
  surroundings.changes.emplace_back(StoredSubscription{pair.names, next});
}

std::string PresenceContext::send_to_contact(SubscriptionStanza stanza) {
  const std::string id = random_hex(surroundings.entropy, kIdOctets);
  xml::Element presence(ns::kServer, "presence");
  presence.set("from", pair.names.user.text())
      .set("to", pair.names.contact.text())
      .set("type", to_string(stanza))
      .set("id", id);
  surroundings.send(std::move(presence));
  return id;
}

}  // namespace gateway
