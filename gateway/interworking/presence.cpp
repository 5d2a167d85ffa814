#include "gateway/interworking/presence.hpp"

#include <algorithm>
#include <string_view>

#include "gateway/interworking/watched_contact.hpp"
#include "gateway/interworking/watched_user.hpp"
#include "gateway/mapping/address.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway {
namespace {

constexpr std::size_t kTagOctets = 8;
/// Requests of strangers are kept on disk: nobody shall be able to fill it.
constexpr std::size_t kPairsOfUserMax = 10'000;

struct Addresses {
  Jid first;
  Jid second;
};

Result<Jid> jid_of(const std::string& text) {
  const auto uri = sip::Uri::parse(text);
  if (!uri) return uri.error();
  return mapping::jid_of(*uri);
}

/// From and To of a SIP request as bare JIDs; the refusal it gets if they are none.
Result<Addresses> addresses_of(const sip::Message& request) {
  const auto from = jid_of(request.from.uri);
  if (!from) return from.error();
  const auto to = jid_of(request.to.uri);
  if (!to) return to.error();
  return Addresses{from->bare(), to->bare()};
}

int status_of(const Error& error) {
  if (error.code == "sips-not-mapped" || error.code == "uri-scheme") return 416;
  return 400;
}

Path path_of(std::string_view type) {
  if (type == "probe") return Path::Probe;
  if (type.empty() || type == "unavailable") return Path::Presence;
  return Path::Subscribe;
}

bool is_presence_type(std::string_view type) {
  return type.empty() || type == "unavailable" || type == "probe" || type == "error" ||
         subscription_stanza_of(type).has_value();
}

/// RFC 6121 8.5.3.2.2: to an endpoint only subscribe and probe are answered; the rest is for those
/// endpoints that are there.
bool is_for_nobody(const Jid& to, std::string_view type, const PresencePair* pair) {
  if (to.resource().empty() || type == "subscribe" || type == "probe") return false;
  return pair == nullptr || !pair->endpoints.contains(to.resource());
}

StanzaCondition condition_of(const xml::Element& stanza) {
  const xml::Element* error = stanza.child(ns::kServer, "error");
  if (error == nullptr) return StanzaCondition::UndefinedCondition;
  for (const xml::Element::Node& node : error->children) {
    const auto* child = std::get_if<xml::Element>(&node);
    if (child == nullptr || child->ns != ns::kStanzaErrors) continue;
    if (const auto condition = parse_stanza_condition(child->name)) return *condition;
  }
  return StanzaCondition::UndefinedCondition;
}

}  // namespace

void Presence::begin(const StoredState& stored, Surroundings& surroundings) {
  std::vector<UserAndContact> names;
  for (const StoredSubscription& known : stored.subscriptions) {
    PresencePair& pair = pair_of(known.pair);
    pair.subscription = known.subscription;
    pair.may_see_ghosts = known.subscription.contact_sees_user();
    names.push_back(known.pair);
  }
  for (const StoredPresence& known : stored.presences) {
    if (!known.resource.resource().empty()) continue;
    for (const UserAndContact& pair : pairs_of(known.resource)) {
      pairs_.at(pair).offline_since = known.since;
    }
  }
  settle(std::move(names), surroundings);
}

// ---- stanzas ------------------------------------------------------------------------------------

void Presence::on_stanza(const xml::Element& presence, const StanzaAddresses& addresses,
                         Surroundings& surroundings) {
  const UserAndContact names{addresses.to.bare(), addresses.from.bare()};
  const std::string_view type = presence.attribute_or("type", "");
  if (!is_presence_type(type)) {
    if (const auto reply = make_error_reply(presence, StanzaCondition::BadRequest)) {
      surroundings.send(*reply);
    }
    return;
  }
  if (type == "error") return on_error(names, presence, surroundings);
  if (!mapping::uri_of(names.contact)) {
    if (type != "subscribe") return;
    if (const auto reply = make_error_reply(presence, StanzaCondition::JidMalformed)) {
      surroundings.send(*reply);
    }
    return;
  }
  const AccessVerdict verdict =
      surroundings.directory.may(names, path_of(type), Towards::LocalUser);
  if (verdict.refusal) {
    surroundings.log(
        Severity::Info, "presence-refused",
        (type.empty() ? std::string("presence") : std::string(type)) + " of " +
            names.contact.text() + " to " + names.user.text() +
            (verdict.decision == Decision::Hold ? " is kept unanswered: " : " is refused: ") +
            std::string(to_string(*verdict.refusal)));
  }
  if (verdict.decision == Decision::Refuse) {
    if (type == "probe") refuse_probe(names, surroundings);
    return;
  }
  PresencePair* pair = find(names);
  if (is_for_nobody(addresses.to, type, pair)) return;
  if (type == "probe") {
    if (pair != nullptr && pair->subscription.pending_in()) return;  // presence follows approval
    if (pair == nullptr || !pair->subscription.contact_sees_user()) {
      return refuse_probe(names, surroundings);
    }
    const std::string id(presence.attribute_or("id", ""));
    return with(*pair, surroundings, [&](PresenceContext& context) {
      WatchedUser(context).on_probe(addresses.from, addresses.to, id);
    });
  }
  if (pair == nullptr && type != "subscribe") return;
  if (pair == nullptr && !may_ask(names, surroundings)) return;
  with(pair_of(names), surroundings, [&](PresenceContext& context) {
    if (type == "subscribe") return WatchedUser(context).on_subscribe();
    if (type == "unsubscribe") return WatchedUser(context).on_unsubscribe();
    if (type == "subscribed") return WatchedContact(context).on_subscribed();
    if (type == "unsubscribed") return WatchedContact(context).on_unsubscribed();
    WatchedContact(context).on_presence(addresses.from, presence);
  });
}

void Presence::on_error(const UserAndContact& names, const xml::Element& presence,
                        Surroundings& surroundings) {
  PresencePair* pair = find(names);
  if (pair == nullptr) return;
  with(*pair, surroundings, [&](PresenceContext& context) {
    WatchedContact(context).on_error(presence.attribute_or("id", ""), condition_of(presence));
  });
}

/// RFC 6121 4.3.2: the same for those who may not ask and for users who are not there. For the
/// contact's server that denies a request, too: one that was kept is forgotten.
void Presence::refuse_probe(const UserAndContact& names, Surroundings& surroundings) {
  with(pair_of(names), surroundings, [](PresenceContext& context) {
    context.set_subscription(
        contact_sends(context.pair.subscription, SubscriptionStanza::Unsubscribe).subscription);
    context.send_to_contact(SubscriptionStanza::Unsubscribed);
  });
}

bool Presence::may_ask(const UserAndContact& names, Surroundings& surroundings) {
  if (pairs_of(names.user).size() < kPairsOfUserMax) return true;
  surroundings.log(Severity::Warning, "subscription-limit",
                   names.user.text() + " has " + std::to_string(kPairsOfUserMax) +
                       " contacts and requests; the request of " + names.contact.text() +
                       " is dropped");
  return false;
}

// ---- SIP ----------------------------------------------------------------------------------------

void Presence::on_subscribe(sip::TransactionId transaction, const sip::Message& request,
                            Surroundings& surroundings) {
  const auto refuse = [&](int status) {
    surroundings.respond(
        transaction,
        sip::response_to(request, status, random_hex(surroundings.entropy, kTagOctets)));
  };
  const auto addresses = addresses_of(request);
  if (!addresses) {
    surroundings.log(Severity::Info, "sip-address-refused",
                     "a SUBSCRIBE names " + request.from.uri + " and " + request.to.uri + ": " +
                         addresses.error().what);
    return refuse(status_of(addresses.error()));
  }
  const UserAndContact names{addresses->first, addresses->second};
  PresencePair* known = find(names);
  if (!request.to.tag().empty()) {
    bool taken = false;
    if (known != nullptr) {
      with(*known, surroundings, [&](PresenceContext& context) {
        taken = WatchedContact(context).on_refresh(transaction, request);
      });
    }
    return taken ? void() : refuse(481);
  }
  if (auto refusal = sip::Notifier::refusal_of(request)) {
    return surroundings.respond(transaction, std::move(*refusal));
  }
  const AccessVerdict verdict =
      surroundings.directory.may(names, Path::Subscribe, Towards::Partner);
  if (verdict.refusal) {
    surroundings.log(Severity::Info, "presence-refused",
                     names.user.text() + " may not watch " + names.contact.text() + ": " +
                         std::string(to_string(*verdict.refusal)));
    return refuse(403);
  }
  const std::string* expires = request.header("Expires");
  ContactStanding standing = surroundings.directory.contact(names);
  const bool adds = (expires == nullptr || *expires != "0") && !standing.added;
  if (adds) {
    standing.added = true;
    surroundings.directory.set_contact(names, standing);
    surroundings.changes.emplace_back(StoredContact{names, standing});
  }
  with(pair_of(names), surroundings, [&](PresenceContext& context) {
    WatchedContact(context).on_subscribe(transaction, request);
    if (adds) WatchedUser(context).settle();  // a request that was kept is answered now
  });
}

void Presence::on_notify(sip::TransactionId transaction, const sip::Message& request,
                         Surroundings& surroundings) {
  bool taken = false;
  if (const auto addresses = addresses_of(request)) {
    if (PresencePair* pair = find({addresses->first, addresses->second})) {
      with(*pair, surroundings, [&](PresenceContext& context) {
        taken = WatchedUser(context).on_notify(transaction, request);
      });
    }
  }
  if (taken) return;
  surroundings.respond(
      transaction, sip::response_to(request, 481, random_hex(surroundings.entropy, kTagOctets)));
}

bool Presence::on_response(sip::RequestId request, const sip::Message& response,
                           Surroundings& surroundings) {
  const auto found = routes_.find(request);
  if (found == routes_.end()) return false;
  const PresenceRoute route = found->second;
  routes_.erase(found);
  if (PresencePair* pair = find(route.pair)) {
    with(*pair, surroundings, [&](PresenceContext& context) {
      if (WatchedUser(context).on_response(route.dialog, response)) return;
      WatchedContact(context).on_response(route.dialog, response);
    });
  }
  return true;
}

// ---- changes and time ---------------------------------------------------------------------------

void Presence::on_user_changed(const Jid& user, Surroundings& surroundings) {
  settle(pairs_of(user.bare()), surroundings);
}

void Presence::on_contact_changed(const UserAndContact& names, Surroundings& surroundings) {
  if (find(names) != nullptr) settle({names}, surroundings);
}

void Presence::on_partners_changed(Surroundings& surroundings) {
  std::vector<UserAndContact> all;
  for (const auto& [names, pair] : pairs_) all.push_back(names);
  settle(std::move(all), surroundings);
}

void Presence::settle(std::vector<UserAndContact> names, Surroundings& surroundings) {
  for (const UserAndContact& each : names) {
    PresencePair* pair = find(each);
    if (pair == nullptr) continue;
    with(*pair, surroundings, [](PresenceContext& context) {
      WatchedUser(context).settle();
      WatchedContact(context).settle();
    });
  }
}

void Presence::on_deadline(Surroundings& surroundings) {
  for (const UserAndContact& names : deadlines_.take_due(surroundings.now.instant)) {
    PresencePair* pair = find(names);
    if (pair == nullptr) continue;
    with(*pair, surroundings, [](PresenceContext& context) {
      WatchedUser(context).on_deadline();
      WatchedContact(context).on_deadline();
    });
  }
}

void Presence::shut_down(Surroundings& surroundings) {
  for (auto& [names, pair] : pairs_) {
    PresenceContext context{pair, surroundings, routes_, next_dialog_};
    WatchedUser(context).sign_out();
  }
}

// ---- pairs --------------------------------------------------------------------------------------

PresencePair* Presence::find(const UserAndContact& names) {
  const auto found = pairs_.find(names);
  return found == pairs_.end() ? nullptr : &found->second;
}

PresencePair& Presence::pair_of(const UserAndContact& names) {
  return pairs_.try_emplace(names, names).first->second;
}

std::vector<UserAndContact> Presence::pairs_of(const Jid& user) const {
  std::vector<UserAndContact> names;
  for (auto each = pairs_.lower_bound({user, Jid({}, user.domain(), {})});
       each != pairs_.end() && each->first.user == user; ++each) {
    names.push_back(each->first);
  }
  return names;
}

bool Presence::contact_sees_user(const UserAndContact& names) const {
  const auto found = pairs_.find(names);
  return found != pairs_.end() && found->second.subscription.contact_sees_user();
}

void Presence::with(PresencePair& pair, Surroundings& surroundings, const Work& work) {
  PresenceContext context{pair, surroundings, routes_, next_dialog_};
  work(context);
  const UserAndContact names = pair.names;
  if (pair.is_idle()) {
    deadlines_.set(names, std::nullopt);
    pairs_.erase(names);
    return;
  }
  deadlines_.set(names, pair.next_deadline());
}

}  // namespace gateway
