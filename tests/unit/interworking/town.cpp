#include "tests/unit/interworking/town.hpp"

#include <algorithm>

#include "gateway/xml/document.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway {
namespace {

using std::chrono::seconds;

constexpr std::array kShows = {"", "away", "dnd", "xa"};

Partner partner(const std::string& domain, PartnerType type) {
  return {.domain = *Domain::parse(domain),
          .description = {},
          .additional_domains = {},
          .type = type,
          .negotiation = {},
          .connection_limit = {},
          .proxy_fqdn = {}};
}

sip::NameAddress address(const Jid& jid, const std::string& tag) {
  sip::NameAddress result;
  result.uri = "sip:" + jid.text();
  if (!tag.empty()) result.parameters.push_back({"tag", tag});
  return result;
}

Jid jid_of(const sip::NameAddress& address) { return *Jid::parse(address.uri.substr(4)); }

std::string document_of(const Jid& user, const ShownBy& endpoints) {
  std::string text =
      "<presence xmlns='urn:ietf:params:xml:ns:pidf' entity='pres:" + user.text() + "'>";
  for (const auto& [resource, shown] : endpoints) {
    text += "<tuple id='" + resource + "'><status><basic>open</basic>";
    if (!shown.show.empty()) text += "<show xmlns='jabber:client'>" + shown.show + "</show>";
    text += "</status>";
    if (!shown.note.empty()) text += "<note>" + shown.note + "</note>";
    text += "</tuple>";
  }
  return text + "</presence>";
}

std::string words(const ShownBy& all) {
  std::string text = "{";
  for (const auto& [resource, shown] : all) {
    text += " " + resource + ":" + shown.show + ":" + shown.note;
  }
  return text + " }";
}

/// What a PIDF document of ours shows, by tuple id.
ShownBy shown_in(const std::string& document) {
  ShownBy shown;
  if (document.empty()) return shown;
  const auto root = xml::parse_document(document);
  if (!root) throw std::runtime_error("the gateway wrote no XML: " + document);
  constexpr std::string_view kPidf = "urn:ietf:params:xml:ns:pidf";
  for (const xml::Element::Node& node : root->children) {
    const auto* tuple = std::get_if<xml::Element>(&node);
    if (tuple == nullptr || !tuple->is(kPidf, "tuple")) continue;
    const xml::Element* status = tuple->child(kPidf, "status");
    if (status->child(kPidf, "basic")->text() != "open") continue;
    Shown& entry = shown[std::string(tuple->attribute_or("id", ""))];
    if (const auto* show = status->child(ns::kClient, "show")) entry.show = show->text();
    if (const auto* note = tuple->child(kPidf, "note")) entry.note = note->text();
  }
  return shown;
}

}  // namespace

Town::Town(std::uint32_t seed) : random_(seed), now_{Instant{}, WallTime{seconds(1'772'366'400)}} {
  settings_.domains = {*Domain::parse("contoso.example")};
  const std::vector<std::pair<std::string, PartnerType>> partners = {
      {"romeo@fed.example", PartnerType::Federated},
      {"paris@pv.example", PartnerType::PublicVerified},
      {"tybalt@pu.example", PartnerType::PublicUnverified}};
  for (const char* name : {"alice", "bob"}) {
    users_[*Jid::parse(std::string(name) + "@contoso.example")];
  }
  for (const auto& [name, type] : partners) {
    const Jid contact = *Jid::parse(name);
    settings_.partners.push_back(partner(contact.domain().text(), type));
    contacts_.emplace(contact, Contact{type, {}, 0});
    for (const auto& [user, known] : users_) relations_[{user, contact}];
  }
  restart();
}

void Town::restart() {
  for (std::uint32_t steps = below(20); steps > 0; --steps) step();
  ++life_;
  std::vector<UserChanged> users;
  for (const auto& [user, known] : users_) {
    users.push_back({user, known.allowed ? std::optional(kOrdinary) : std::nullopt});
  }
  for (auto& [id, watch] : watches_) watch.of_this_life = false;
  service_ = std::make_unique<Interworking>(
      settings_, std::move(users),
      InterworkingDependencies{entropy_, store_, "sip:edge.contoso.example:5061"});
  InterworkingActions actions;
  if (!service_->begin(now_, actions)) throw std::runtime_error("the store cannot be read");
  take(std::move(actions));
}

// ---- what is under way
// ------------------------------------------------------------------------------

void Town::take(InterworkingActions actions) {
  for (InterworkingAction& action : actions) {
    if (auto* stanza = std::get_if<StanzaToPartner>(&action)) {
      watch_for_offence(stanza->stanza);
      if (stanza->reference != 0) give(StanzaTaken{stanza->reference});
      to_partners_.push_back(std::move(stanza->stanza));
    } else if (!std::holds_alternative<LogEvent>(action)) {
      to_pool_.emplace_back(life_, std::move(action));
    }
  }
}

bool Town::step() {
  if (to_service_.empty() && to_partners_.empty() && to_pool_.empty()) return false;
  const std::uint32_t which = below(3);
  if (which == 0 && !to_service_.empty()) {
    Incoming incoming = std::move(to_service_.front());
    to_service_.pop_front();
    // What answers an earlier life finds nobody.
    const bool answers = std::holds_alternative<sip::ResponseArrived>(incoming.event) ||
                         std::holds_alternative<StanzaTaken>(incoming.event);
    if (incoming.life != life_ && answers) return true;
    InterworkingActions actions;
    service_->handle(incoming.event, now_, actions);
    take(std::move(actions));
  } else if (which == 1 && !to_partners_.empty()) {
    const xml::Element stanza = std::move(to_partners_.front());
    to_partners_.pop_front();
    on_stanza(stanza);
  } else if (which == 2 && !to_pool_.empty()) {
    const auto [life, action] = std::move(to_pool_.front());
    to_pool_.pop_front();
    if (const auto* request = std::get_if<sip::SendRequest>(&action)) {
      on_request({request->request, request->message}, life);
    } else if (const auto* response = std::get_if<sip::SendResponse>(&action)) {
      on_response(*response);
    }
  }
  return true;
}

void Town::arrive() {
  while (step()) {
  }
}

void Town::settle() {
  arrive();
  pass(seconds(130));
  arrive();
}

void Town::pass(seconds time) {
  const Instant end = now_.instant + time;
  for (;;) {
    arrive();
    std::optional<Instant> next = service_->next_deadline();
    if (const auto refresh = next_refresh()) next = next ? std::min(*next, *refresh) : *refresh;
    const Instant until = next ? std::clamp(*next, now_.instant, end) : end;
    now_.wall += std::chrono::floor<seconds>(until - now_.instant);
    now_.instant = until;
    if (!next || *next > end) break;
    InterworkingActions actions;
    service_->on_deadline(now_, actions);
    take(std::move(actions));
    refresh_due();
  }
}

// ---- acts
// -------------------------------------------------------------------------------------------

void Town::act() {
  auto relation =
      std::next(relations_.begin(), below(static_cast<std::uint32_t>(relations_.size())));
  const UserAndContact names = relation->first;
  Relation& between = relation->second;
  User& user = users_.at(names.user);
  Contact& contact = contacts_.at(names.contact);
  const std::string endpoint = below(2) == 0 ? "desk" : "phone";
  const Shown shown{kShows[below(kShows.size())],
                    below(2) == 0 ? "" : "note" + std::to_string(below(3))};
  const std::uint32_t what = below(21);
  // RFC 6121 cannot tell the answer to a cancellation from the denial of a request that crossed it:
  // whoever cancels something waits until all is said.
  if (what == 5 || what == 10 || (what >= 13 && what <= 16)) arrive();
  switch (what) {
    case 0:
    case 1:
      user.endpoints[endpoint] = shown;
      return notify_all(names.user);
    case 2:
      user.endpoints.erase(endpoint);
      return notify_all(names.user);
    case 3:
    case 4:
      if (between.contact_to_user == Asked::No) between.contact_to_user = Asked::Waiting;
      return send("subscribe", names.contact, names.user);
    case 5:
      between.contact_to_user = Asked::No;
      between.seen.clear();
      send("unsubscribe", names.contact, names.user);
      return arrive();
    case 6:
      arrive();
      send("probe", names.contact, names.user);
      return arrive();  // it may be answered by a cancellation
    case 7:
      contact.resources[endpoint] = shown;
      return show_contact(names.contact, endpoint);
    case 8:
      contact.resources.erase(endpoint);
      return show_contact(names.contact, endpoint);
    case 9:
      contact.answer = static_cast<int>(below(3));
      return;
    case 10:
      if (!between.user_to_contact) return;
      between.user_to_contact = false;
      send("unsubscribed", names.contact, names.user);
      return arrive();
    case 11:
    case 12:
      return watch(names);
    case 13:
      return stop_watching(names);
    case 14:
      between.added = below(2) == 0;
      between.blocked = below(4) == 0;
      change_contact(names);
      return arrive();
    case 15:
      user.allowed = below(4) != 0;
      give(UserChanged{names.user, user.allowed ? std::optional(kOrdinary) : std::nullopt});
      return arrive();
    case 16: {
      constexpr std::array kTypes = {PartnerType::Federated, PartnerType::PublicVerified,
                                     PartnerType::PublicUnverified};
      contact.type = kTypes[below(kTypes.size())];
      for (Partner& each : settings_.partners) {
        if (each.domain == names.contact.domain()) each.type = contact.type;
      }
      give(PartnersChanged{settings_.partners});
      return arrive();
    }
    case 17:
    case 18:
      for (std::uint32_t count = below(4); count > 0; --count) user_writes(names);
      return;
    case 19:
    case 20:
      for (std::uint32_t count = below(4); count > 0; --count) contact_writes(names);
      return;
    default:
      return;
  }
}

void Town::change_contact(const UserAndContact& names) {
  const Relation& between = relations_.at(names);
  give(ContactChanged{names, {between.added, between.blocked}});
}

// ---- the partners
// -----------------------------------------------------------------------------------

void Town::send(const std::string& type, const Jid& from, const Jid& to, const Shown& shown) {
  xml::Element presence(ns::kServer, "presence");
  presence.set("from", from.text()).set("to", to.text());
  if (!type.empty()) presence.set("type", type);
  if (!shown.show.empty()) presence.add(xml::Element(ns::kServer, "show")).add_text(shown.show);
  if (!shown.note.empty()) presence.add(xml::Element(ns::kServer, "status")).add_text(shown.note);
  give(PartnerStanza{std::move(presence)});
}

void Town::show_contact(const Jid& contact, const std::string& resource) {
  const Contact& known = contacts_.at(contact);
  const Jid full(contact.local(), contact.domain(), resource);
  const auto there = known.resources.find(resource);
  for (const auto& [names, between] : relations_) {
    if (names.contact != contact || !between.user_to_contact) continue;
    if (there == known.resources.end()) {
      send("unavailable", full, names.user);
    } else {
      send("", full, names.user, there->second);
    }
  }
}

void Town::on_stanza(const xml::Element& stanza) {
  if (stanza.name == "message") return on_message(stanza);
  const Jid from = *Jid::parse(*stanza.attribute("from"));
  const UserAndContact names{from.bare(), Jid::parse(*stanza.attribute("to"))->bare()};
  Relation& between = relations_.at(names);
  Contact& contact = contacts_.at(names.contact);
  const std::string type(stanza.attribute_or("type", ""));
  if (type.empty()) {
    if (between.contact_to_user != Asked::Granted) return;
    Shown shown;
    if (const auto* show = stanza.child(ns::kServer, "show")) shown.show = show->text();
    if (const auto* note = stanza.child(ns::kServer, "status")) shown.note = note->text();
    between.seen[from.resource()] = shown;
  } else if (type == "unavailable") {
    if (from.resource().empty()) {
      between.seen.clear();
    } else {
      between.seen.erase(from.resource());
    }
  } else if (type == "subscribed") {
    if (between.contact_to_user == Asked::Waiting) between.contact_to_user = Asked::Granted;
  } else if (type == "unsubscribed") {
    between.contact_to_user = Asked::No;
    between.seen.clear();
  } else if (type == "unsubscribe") {
    between.user_to_contact = false;
  } else if (type == "subscribe") {
    if (!between.user_to_contact && contact.answer == 1) {
      return send("unsubscribed", names.contact, names.user);
    }
    if (!between.user_to_contact && contact.answer == 2) return;
    between.user_to_contact = true;
    send("subscribed", names.contact, names.user);
    for (const auto& [resource, shown] : contact.resources) {
      send("", Jid(names.contact.local(), names.contact.domain(), resource), names.user, shown);
    }
  } else if (type == "probe") {
    if (!between.user_to_contact) return send("unsubscribed", names.contact, names.user);
    if (contact.resources.empty()) return send("unavailable", names.contact, names.user);
    for (const auto& [resource, shown] : contact.resources) {
      send("", Jid(names.contact.local(), names.contact.domain(), resource), names.user, shown);
    }
  }
}

// ---- the pool
// ---------------------------------------------------------------------------------------

sip::TransactionId Town::request(sip::Message message) {
  message.vias.push_back({"TLS", "pool.contoso.example", {}, {{"branch", "z9hG4bK-1"}}});
  const sip::TransactionId transaction = next_transaction_++;
  asked_[transaction] = message.call_id;
  give(sip::RequestArrived{transaction, std::move(message)});
  return transaction;
}

void Town::on_request(const SentRequest& sent, std::uint64_t life) {
  if (sent.message.method == "SUBSCRIBE") return on_subscribe(sent, life);
  if (sent.message.method == "MESSAGE") return on_message(sent, life);
  on_notify(sent, life);
}

void Town::on_subscribe(const SentRequest& sent, std::uint64_t life) {
  const sip::Message& message = sent.message;
  const int expires = std::stoi(*message.header("Expires"));
  const bool begins = message.to.tag().empty();
  const bool known = pool_dialogs_.contains(message.call_id);
  sip::Message response = sip::response_to(message, begins || known ? 200 : 481, "pool");
  response.contacts.push_back(address(*Jid::parse("pool.contoso.example"), ""));
  response.set_header("Expires", std::to_string(expires));
  const bool refused = response.status != 200;
  to_service_.push_back({life, sip::ResponseArrived{sent.id, std::move(response)}});
  if (refused) return;
  if (begins) {
    pool_dialogs_.emplace(message.call_id,
                          PoolDialog{{jid_of(message.to), jid_of(message.from)}, message, {}});
  }
  pool_dialogs_.at(message.call_id).expires = now_.instant + seconds(expires);
  if (expires > 0) return notify(message.call_id, "active;expires=" + std::to_string(expires));
  notify(message.call_id, "terminated;reason=timeout");
  pool_dialogs_.erase(message.call_id);
}

void Town::notify(const std::string& call_id, const std::string& state) {
  const PoolDialog& dialog = pool_dialogs_.at(call_id);
  sip::Message message;
  message.method = "NOTIFY";
  message.request_uri = "sip:edge.contoso.example:5061";
  message.from = address(dialog.names.user, "pool");
  message.to = dialog.subscribe.from;
  message.call_id = call_id;
  message.cseq = {next_number_++, "NOTIFY"};
  message.contacts.push_back(address(*Jid::parse("pool.contoso.example"), ""));
  message.headers = {{"Event", "presence"}, {"Subscription-State", state}};
  message.content_type = "application/pidf+xml";
  message.body = document_of(dialog.names.user, users_.at(dialog.names.user).endpoints);
  request(std::move(message));
}

void Town::notify_all(const Jid& user) {
  std::erase_if(pool_dialogs_,
                [&](const auto& entry) { return entry.second.expires < now_.instant; });
  for (const auto& [call_id, dialog] : pool_dialogs_) {
    if (dialog.names.user != user) continue;
    const auto left = std::chrono::floor<seconds>(dialog.expires - now_.instant).count();
    notify(call_id, "active;expires=" + std::to_string(left));
  }
}

void Town::on_notify(const SentRequest& sent, std::uint64_t life) {
  const auto watch = watches_.find(sent.message.call_id);
  to_service_.push_back(
      {life,
       sip::ResponseArrived{
           sent.id, sip::response_to(sent.message, watch == watches_.end() ? 481 : 200, "")}});
  if (watch == watches_.end()) return;
  watch->second.state = *sent.message.header("Subscription-State");
  watch->second.document = sent.message.body;
  if (watch->second.state.starts_with("terminated")) watches_.erase(watch);
}

void Town::watch(const UserAndContact& names) {
  for (const auto& [id, known] : watches_) {
    if (known.names == names) return;
  }
  sip::Message message;
  message.method = "SUBSCRIBE";
  message.request_uri = "sip:" + names.contact.text();
  message.call_id = "watch-" + std::to_string(next_number_++);
  message.from = address(names.user, message.call_id);
  message.to = address(names.contact, "");
  message.cseq = {next_number_++, "SUBSCRIBE"};
  message.contacts.push_back(address(*Jid::parse("pool.contoso.example"), ""));
  message.headers = {
      {"Event", "presence"}, {"Accept", "application/pidf+xml"}, {"Expires", "28800"}};
  watches_.emplace(message.call_id,
                   Watch{names, message, {}, now_.instant + seconds(28000), {}, {}, true});
  request(std::move(message));
}

void Town::refresh(Watch& watch, int expires) {
  sip::Message message = watch.subscribe;
  message.cseq.number = next_number_++;
  message.to = address(watch.names.contact, watch.tag);
  message.set_header("Expires", std::to_string(expires));
  watch.refresh_at = now_.instant + seconds(28000);
  request(std::move(message));
}

void Town::stop_watching(const UserAndContact& names) {
  for (auto& [id, known] : watches_) {
    if (known.names == names && !known.tag.empty()) return refresh(known, 0);
  }
}

void Town::on_response(const sip::SendResponse& sent) {
  if (const auto written = unanswered_.find(sent.transaction); written != unanswered_.end()) {
    if (sent.response.status >= 300) messages_[written->second].told = true;
    unanswered_.erase(written);
    return;
  }
  const auto asked = asked_.find(sent.transaction);
  if (asked == asked_.end()) return;
  const std::string call_id = asked->second;
  asked_.erase(asked);
  if (sent.response.cseq.method == "NOTIFY") {
    if (sent.response.status == 481) pool_dialogs_.erase(call_id);
    return;
  }
  const auto watch = watches_.find(call_id);
  if (watch == watches_.end()) return;
  if (sent.response.status != 200) {
    const UserAndContact names = watch->second.names;
    watches_.erase(watch);
    if (sent.response.status == 481) this->watch(names);  // the gateway began a new life
    return;
  }
  watch->second.tag = sent.response.to.tag();
  relations_.at(watch->second.names).added = true;  // watching puts a contact on the list
}

std::optional<Instant> Town::next_refresh() const {
  std::optional<Instant> next;
  for (const auto& [id, watch] : watches_) {
    if (!next || watch.refresh_at < *next) next = watch.refresh_at;
  }
  return next;
}

void Town::refresh_due() {
  std::vector<std::string> due;
  for (const auto& [id, watch] : watches_) {
    if (watch.refresh_at <= now_.instant) due.push_back(id);
  }
  for (const std::string& id : due) refresh(watches_.at(id), 28800);
}

// ---- messages

void Town::user_writes(const UserAndContact& names) {
  const std::string text = "text-" + std::to_string(next_number_++);
  messages_[text];
  sip::Message message;
  message.method = "MESSAGE";
  message.request_uri = "sip:" + names.contact.text();
  message.call_id = text;
  message.from = address(names.user, text);
  message.to = address(names.contact, "");
  message.cseq = {1, "MESSAGE"};
  message.content_type = "text/plain";
  message.body = text;
  unanswered_[request(std::move(message))] = text;
}

void Town::contact_writes(const UserAndContact& names) {
  const std::string text = "text-" + std::to_string(next_number_++);
  messages_[text];
  xml::Element message(ns::kServer, "message");
  message.set("from", names.contact.text() + "/desk")
      .set("to", names.user.text())
      .set("type", "chat")
      .set("id", text);
  message.add(xml::Element(ns::kServer, "body")).add_text(text);
  give(PartnerStanza{std::move(message)});
}

void Town::on_message(const xml::Element& stanza) {
  if (stanza.attribute_or("type", "") == "error") {
    messages_[std::string(stanza.attribute_or("id", ""))].told = true;
  } else if (const auto* body = stanza.child(ns::kServer, "body")) {
    ++messages_[body->text()].delivered;
  }
}

void Town::on_message(const SentRequest& sent, std::uint64_t life) {
  const sip::Message& message = sent.message;
  if (message.content_type.starts_with("text/plain")) {
    ++messages_[message.body].delivered;
  } else {
    messages_[message.call_id].told = true;  // a notification of ours about a user's message
  }
  to_service_.push_back(
      {life, sip::ResponseArrived{sent.id, sip::response_to(message, 200, "pool")}});
}

// ---- what must hold

/// The table of docs/interworking.md 2, for presence.
bool Town::may_see(const UserAndContact& names) const {
  const Relation& between = relations_.at(names);
  if (!users_.at(names.user).allowed || between.blocked) return false;
  return contacts_.at(names.contact).type != PartnerType::PublicUnverified || between.added;
}

void Town::watch_for_offence(const xml::Element& stanza) {
  const Jid to = *Jid::parse(*stanza.attribute("to"));
  const PartnerType type = contacts_.at(to.bare()).type;
  if (type != PartnerType::Federated && stanza.child(ns::kServer, "status") != nullptr) {
    offences_.push_back(to.text() + " saw a note");
  }
}

std::vector<std::string> Town::complaints() {
  std::vector<std::string> found;
  std::map<UserAndContact, Subscription> held;
  for (const StoredSubscription& each : store_.state.subscriptions) {
    held[each.pair] = each.subscription;
  }
  for (const auto& [names, between] : relations_) {
    const std::string who = names.contact.text() + " and " + names.user.text() + ": ";
    const Subscription& ours = held[names];
    const bool granted = between.contact_to_user == Asked::Granted;
    if (ours.contact_sees_user() != granted) {
      found.push_back(who + "the gateway holds " + std::string(to_string(ours.state)) +
                      ", the contact is " + (granted ? "" : "not ") + "subscribed");
    }
    if (ours.user_sees_contact() != between.user_to_contact) {
      found.push_back(who + "the gateway holds " + std::string(to_string(ours.state)) +
                      ", the user is " + (between.user_to_contact ? "" : "not ") + "subscribed");
    }
    if (granted && !may_see(names)) found.push_back(who + "subscribed and must not be");
    ShownBy expected = granted ? users_.at(names.user).endpoints : ShownBy{};
    if (contacts_.at(names.contact).type != PartnerType::Federated) {
      for (auto& [resource, shown] : expected) shown.note.clear();
    }
    if (between.seen != expected) {
      found.push_back(who + "the contact sees " + words(between.seen) + " instead of " +
                      words(expected));
    }
  }
  for (const auto& [transaction, text] : unanswered_) messages_[text].told = true;  // timer F
  unanswered_.clear();
  for (const auto& [text, fate] : messages_) {
    if (fate.delivered > 1)
      found.push_back(text + " came " + std::to_string(fate.delivered) + " times");
    if (fate.delivered == 0 && !fate.told) found.push_back(text + " is lost");
  }
  messages_.clear();
  for (const auto& [id, watch] : watches_) {
    if (!watch.of_this_life || !relations_.at(watch.names).user_to_contact) continue;
    ShownBy expected;
    for (const auto& [resource, shown] : contacts_.at(watch.names.contact).resources) {
      expected["r" + resource] = shown;
    }
    if (shown_in(watch.document) != expected) {
      found.push_back(watch.names.user.text() + " sees of " + watch.names.contact.text() + " " +
                      words(shown_in(watch.document)) + " instead of " + words(expected) + " in " +
                      watch.state);
    }
  }
  return found;
}

}  // namespace gateway
