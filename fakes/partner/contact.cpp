// Subscriptions (RFC 6121 3, A.3) and presence (4) of one account; messages are in
// contact_messages.cpp.
#include "fakes/partner/contact.hpp"

#include <fmt/format.h>

#include <utility>

#include "fakes/partner/seen.hpp"
#include "fakes/partner/surroundings.hpp"
#include "fakes/wire/writer.hpp"

namespace fakes {
namespace {

/// RFC 6121 4.7.2, in the order of the schema.
std::string inside_of(const ContactPresence& presence) {
  std::string xml;
  if (!presence.show.empty()) xml += "<show>" + wire::escape(presence.show) + "</show>";
  if (!presence.note.empty()) {
    const std::string language =
        presence.language.empty() ? "" : " xml:lang='" + wire::escape(presence.language) + "'";
    xml += "<status" + language + ">" + wire::escape(presence.note) + "</status>";
  }
  if (presence.priority != 0) xml += fmt::format("<priority>{}</priority>", presence.priority);
  return xml;
}

}  // namespace

std::string bare_address(std::string_view address) {
  return std::string(address.substr(0, address.find('/')));
}

std::string resource_of(std::string_view address) {
  const std::size_t slash = address.find('/');
  return slash == std::string_view::npos ? "" : std::string(address.substr(slash + 1));
}

Contact::Contact(ContactSettings settings) : settings_(std::move(settings)) {
  for (const std::string& resource : settings_.resources)
    online_.emplace(resource, ContactPresence{});
}

std::vector<std::string> Contact::take_stanzas() { return std::exchange(stanzas_, {}); }

// ---- what comes ---------------------------------------------------------------------------------

void Contact::on_stanza(const wire::Element& stanza, Surroundings& s) {
  if (stanza.name == "presence") return on_presence(stanza, s);
  if (stanza.name == "message") return on_message(stanza, s);
}

void Contact::on_presence(const wire::Element& presence, Surroundings& s) {
  const std::string_view type = presence.attribute("type");
  const std::string user = bare_address(presence.attribute("from"));
  if (type == "subscribe") return on_subscribe(presence, s);
  if (type == "unsubscribe") return on_unsubscribe(user, s);
  if (type == "subscribed") return on_subscribed(user, s);
  if (type == "unsubscribed") return on_unsubscribed(user, s);
  if (type == "probe") return on_probe(presence);
  if (type.empty() || type == "unavailable") return on_notification(presence, s);
}

// 3.1.3; A.3.1.
void Contact::on_subscribe(const wire::Element& request, Surroundings& s) {
  const Deviations& wrong = s.settings.deviations;
  const std::string user = bare_address(request.attribute("from"));
  const std::string_view id = request.attribute("id");
  if (wrong.request_unanswered) return;
  if (wrong.unavailable_before_answer) say(settings_.jid, user, "unavailable");
  Relation relation = users_[user];
  if (relation.is_seen || settings_.answer == RequestAnswer::Approve) return approve(user, id, s);
  if (settings_.answer == RequestAnswer::Deny) return refuse(user, id, s);
  relation.is_asked = true;
  change(user, relation, s);
}

// 3.3.3; A.3.2.
void Contact::on_unsubscribe(const std::string& user, Surroundings& s) {
  Relation relation = users_[user];
  if (!relation.is_seen && !relation.is_asked) return;
  if (relation.is_seen) say_all_unavailable(user, s);
  relation.is_seen = relation.is_asked = false;
  change(user, relation, s);
  say(settings_.jid, user, "unsubscribed");
}

// 3.1.6; A.3.3.
void Contact::on_subscribed(const std::string& user, Surroundings& s) {
  Relation relation = users_[user];
  if (!relation.asked) return s.note(0, settings_.jid + " did not ask " + user);
  relation.asked = false;
  relation.sees_user = true;
  change(user, relation, s);
}

// 3.2.3; A.3.4.
void Contact::on_unsubscribed(const std::string& user, Surroundings& s) {
  Relation relation = users_[user];
  if (!relation.asked && !relation.sees_user) return;
  relation.asked = relation.sees_user = false;
  change(user, relation, s);
}

// 4.3.2.
void Contact::on_probe(const wire::Element& probe) {
  const std::string user = bare_address(probe.attribute("from"));
  const std::string_view id = probe.attribute("id");
  if (!users_[user].is_seen) return say(settings_.jid, user, "unsubscribed", {}, id);
  const std::string resource = resource_of(probe.attribute("to"));
  if (online_.contains(resource)) return say_online(resource, user);
  if (online_.empty() || !resource.empty()) return say(settings_.jid, user, "unavailable", {}, id);
  say_all_online(user);
}

// Whatever comes is seen, whoever sent it: nobody could take it back.
void Contact::on_notification(const wire::Element& presence, Surroundings& s) {
  s.observe(Observation::ContactSees, 0, seen_presence(presence));
}

// ---- what it is told ----------------------------------------------------------------------------

void Contact::on(const ContactAdds& order, Surroundings& s) {
  Relation relation = users_[order.user];
  relation.asked = !relation.sees_user;
  change(order.user, relation, s);
  say(settings_.jid, order.user, "subscribe");
}

void Contact::on(const ContactRemoves& order, Surroundings& s) {
  Relation relation = users_[order.user];
  relation.asked = relation.sees_user = false;
  change(order.user, relation, s);
  say(settings_.jid, order.user, "unsubscribe");
}

void Contact::on(const ContactApproves& order, Surroundings& s) {
  if (users_[order.user].is_asked) return approve(order.user, {}, s);
  s.note(0, order.user + " did not ask " + settings_.jid);
}

void Contact::on(const ContactDenies& order, Surroundings& s) {
  if (users_[order.user].is_seen) say_all_unavailable(order.user, s);
  refuse(order.user, {}, s);
}

void Contact::on(const ContactProbes& order, Surroundings&) {
  say(settings_.jid, order.user, "probe");
}

// 4.2.2, 4.4.2: whoever may see it is told; with the first resource the others are asked.
void Contact::on(const ContactIs& order, Surroundings&) {
  const bool was_offline = online_.empty();
  std::string resource = resource_of(order.contact);
  if (resource.empty()) resource = first_resource();
  online_[resource] = order.presence;
  for (const auto& [user, relation] : users_) {
    if (relation.is_seen) say_online(resource, user);
  }
  if (!was_offline) return;
  for (const auto& [user, relation] : users_) {
    if (relation.sees_user) say(settings_.jid, user, "probe");
  }
}

void Contact::on(const ContactGoesOffline& order, Surroundings& s) {
  const std::string resource = resource_of(order.contact);
  if (!resource.empty()) return take_offline(resource, s);
  while (!online_.empty()) take_offline(online_.begin()->first, s);
}

// 4.5.2.
void Contact::take_offline(const std::string& resource, Surroundings& s) {
  const std::string address = full(resource);
  if (online_.erase(resource) == 0) return;
  if (s.settings.deviations.unavailable_withheld) return;
  for (const auto& [user, relation] : users_) {
    if (relation.is_seen) say(address, user, "unavailable");
  }
}

// ---- what it says -------------------------------------------------------------------------------

// 3.1.4: the id of an answer is its own. 3.1.5: presence follows.
void Contact::approve(const std::string& user, std::string_view request_id, Surroundings& s) {
  Relation relation = users_[user];
  relation.is_asked = false;
  relation.is_seen = true;
  change(user, relation, s);
  say(settings_.jid, user, "subscribed", {},
      s.settings.deviations.answer_copies_id ? request_id : "");
  say_all_online(user);
}

void Contact::refuse(const std::string& user, std::string_view request_id, Surroundings& s) {
  Relation relation = users_[user];
  relation.is_asked = relation.is_seen = false;
  change(user, relation, s);
  say(settings_.jid, user, "unsubscribed", {},
      s.settings.deviations.answer_copies_id ? request_id : "");
}

void Contact::say_online(const std::string& resource, std::string_view to) {
  say(full(resource), to, {}, inside_of(online_.at(resource)));
}

void Contact::say_all_online(std::string_view to) {
  for (const auto& [resource, presence] : online_) say_online(resource, to);
}

void Contact::say_all_unavailable(std::string_view to, const Surroundings& s) {
  if (s.settings.deviations.unavailable_withheld) return;
  for (const auto& [resource, presence] : online_) say(full(resource), to, "unavailable");
}

void Contact::say(std::string_view from, std::string_view to, std::string_view type,
                  std::string_view inside, std::string_view id) {
  std::string xml = fmt::format("<presence from='{}' to='{}' id='{}'", wire::escape(from),
                                wire::escape(to), id.empty() ? new_id() : wire::escape(id));
  if (!type.empty()) xml += fmt::format(" type='{}'", type);
  stanzas_.push_back(xml + (inside.empty() ? "/>" : fmt::format(">{}</presence>", inside)));
}

// ---- what it keeps ------------------------------------------------------------------------------

void Contact::change(const std::string& user, Relation relation, Surroundings& s) {
  const Relation before = std::exchange(users_[user], relation);
  const auto state = [](bool stands, bool pending) {
    return stands ? "active" : pending ? "pending" : "none";
  };
  if (before.sees_user != relation.sees_user || before.asked != relation.asked) {
    s.observe(Observation::ContactSees, 0,
              seen_subscription(user, settings_.jid, state(relation.sees_user, relation.asked)));
  }
  if (before.is_seen != relation.is_seen || before.is_asked != relation.is_asked) {
    s.observe(Observation::ContactSees, 0,
              seen_subscription(settings_.jid, user, state(relation.is_seen, relation.is_asked)));
  }
}

std::string Contact::first_resource() const {
  return settings_.resources.empty() ? "orchard" : settings_.resources.front();
}

std::string Contact::new_id() {
  return settings_.jid.substr(0, settings_.jid.find('@')) + "-" + std::to_string(++ids_);
}

}  // namespace fakes
