#include "tests/unit/interworking/joined.hpp"

#include <algorithm>
#include <sstream>

#include "gateway/xml/document.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway {
namespace {

xml::Element parsed(const std::string& text) {
  const auto element = xml::parse_document(text);
  if (!element) throw std::invalid_argument("not XML: " + text);
  return *element;
}

std::string line_of(const xml::Element& stanza) {
  std::string line(stanza.name == "presence" ? stanza.attribute_or("type", "available")
                                             : std::string_view(stanza.name));
  line += " " + std::string(stanza.attribute_or("from", "?")) + " > " +
          std::string(stanza.attribute_or("to", "?"));
  for (const char* child : {"show", "status"}) {
    if (const xml::Element* element = stanza.child(ns::kServer, child)) {
      line += " [" + element->text() + "]";
    }
  }
  return line;
}

sip::NameAddress address(const std::string& jid, const std::string& tag) {
  sip::NameAddress result;
  result.uri = "sip:" + jid;
  if (!tag.empty()) result.parameters.push_back({"tag", tag});
  return result;
}

template <class Stored, class Same>
void put(std::vector<Stored>& all, const Stored& one, bool keep, const Same& same) {
  std::erase_if(all, same);
  if (keep) all.push_back(one);
}

}  // namespace

Result<void> KeptStore::commit(const std::vector<StoreChange>& changes) {
  if (fails) return make_error("store-write", "the disk is full");
  for (const StoreChange& change : changes) {
    if (const auto* contact = std::get_if<StoredContact>(&change)) {
      put(state.contacts, *contact, contact->standing.added || contact->standing.blocked,
          [&](const StoredContact& other) { return other.pair == contact->pair; });
    } else if (const auto* subscription = std::get_if<StoredSubscription>(&change)) {
      put(state.subscriptions, *subscription, subscription->subscription != Subscription{},
          [&](const StoredSubscription& other) { return other.pair == subscription->pair; });
    } else if (const auto* presence = std::get_if<StoredPresence>(&change)) {
      put(state.presences, *presence, presence->state.has_value(),
          [&](const StoredPresence& other) { return other.resource == presence->resource; });
    } else if (const auto* message = std::get_if<StoredMessage>(&change)) {
      put(state.messages, *message, true,
          [&](const StoredMessage& other) { return other.id == message->id; });
      state.next_message_id = std::max(state.next_message_id, message->id + 1);
    } else if (const auto* done = std::get_if<MessageDone>(&change)) {
      std::erase_if(state.messages,
                    [&](const StoredMessage& other) { return other.id == done->id; });
    }
  }
  return {};
}

Joined::Joined(PartnerType type) : now_{Instant{}, WallTime{std::chrono::seconds(1'772'366'400)}} {
  settings_.domains = {*Domain::parse("contoso.example")};
  const Partner partner{.domain = *Domain::parse("fed.example"),
                        .description = {},
                        .additional_domains = {},
                        .type = type,
                        .negotiation = {},
                        .connection_limit = {},
                        .proxy_fqdn = {}};
  settings_.partners = {partner};
  for (const char* name : {"alice", "bob"}) {
    users_.push_back({*Jid::parse(std::string(name) + "@contoso.example"), kOrdinary});
  }
  begin();
}

void Joined::begin() {
  service = std::make_unique<Interworking>(
      settings_, users_, InterworkingDependencies{entropy, store, "sip:edge.contoso.example:5061"});
  InterworkingActions actions;
  if (!service->begin(now_, actions)) throw std::runtime_error("the store cannot be read");
  take(std::move(actions));
}

void Joined::restart() {
  requests_.clear();
  arrived_.clear();
  begin();
}

void Joined::user(const std::string& name, std::optional<UserStanding> standing) {
  const Jid jid = *Jid::parse(name + "@contoso.example");
  std::erase_if(users_, [&](const UserChanged& other) { return other.user == jid; });
  users_.push_back({jid, standing});
  handle(users_.back());
}

void Joined::contact(const std::string& user, const std::string& contact,
                     ContactStanding standing) {
  handle(ContactChanged{{*Jid::parse(user + "@contoso.example"), *Jid::parse(contact)}, standing});
}

void Joined::partner_type(PartnerType type) {
  settings_.partners.front().type = type;
  handle(PartnersChanged{settings_.partners});
}

void Joined::stanza(const std::string& xml) { handle(PartnerStanza{parsed(xml)}); }

void Joined::presence(const std::string& type, const std::string& from, const std::string& to,
                      const std::string& inside) {
  const std::string attribute = type.empty() ? "" : " type='" + type + "'";
  stanza("<presence xmlns='jabber:server' id='p1' from='" + from + "' to='" + to + "'" + attribute +
         ">" + inside + "</presence>");
}

std::vector<std::string> Joined::stanzas() {
  std::vector<std::string> lines;
  for (const xml::Element& each : stanzas_) lines.push_back(line_of(each));
  stanzas_.clear();
  return lines;
}

sip::TransactionId Joined::arrive(sip::Message request) {
  const sip::TransactionId transaction = next_transaction_++;
  request.vias.push_back({"TLS", "pool.contoso.example", {}, {{"branch", "z9hG4bK-1"}}});
  arrived_.emplace_back(transaction, request);
  handle(sip::RequestArrived{transaction, std::move(request)});
  return transaction;
}

sip::TransactionId Joined::subscribe(const std::string& user, const std::string& contact,
                                     int expires, const std::string& scheme) {
  sip::Message request;
  request.method = "SUBSCRIBE";
  request.request_uri = scheme + ":" + contact;
  request.from = address(user + "@contoso.example", "u" + std::to_string(next_transaction_));
  request.to = address(contact, "");
  request.to.uri = request.request_uri;
  request.call_id = "watch-" + std::to_string(next_transaction_);
  request.cseq = {next_cseq_++, "SUBSCRIBE"};
  request.contacts.push_back(address("pool.contoso.example", ""));
  request.headers = {{"Event", "presence"},
                     {"Accept", "application/pidf+xml"},
                     {"Expires", std::to_string(expires)}};
  return arrive(std::move(request));
}

sip::TransactionId Joined::refresh(sip::TransactionId transaction, int expires) {
  const auto first =
      std::ranges::find(arrived_, transaction, &decltype(arrived_)::value_type::first);
  sip::Message request = first->second;
  request.to = response_of(transaction)->to;
  request.cseq.number = next_cseq_++;
  request.set_header("Expires", std::to_string(expires));
  request.vias.clear();
  return arrive(std::move(request));
}

void Joined::respond(const SentRequest& request, int status) {
  sip::Message response = sip::response_to(request.message, status, "pool");
  if (request.message.method == "SUBSCRIBE") {
    response.contacts.push_back(address("pool.contoso.example", ""));
    const std::string* expires = request.message.header("Expires");
    response.set_header("Expires", expires != nullptr ? *expires : "3600");
  }
  handle(sip::ResponseArrived{request.id, std::move(response)});
}

sip::TransactionId Joined::notify(const SentRequest& subscribe, const std::string& state,
                                  const std::string& body) {
  sip::Message request;
  request.method = "NOTIFY";
  request.request_uri = "sip:edge.contoso.example:5061";
  request.from = subscribe.message.to;
  request.from.parameters = {{"tag", "pool"}};
  request.to = subscribe.message.from;
  request.call_id = subscribe.message.call_id;
  request.cseq = {next_cseq_++, "NOTIFY"};
  request.contacts.push_back(address("pool.contoso.example", ""));
  request.headers = {{"Event", "presence"}, {"Subscription-State", state}};
  if (!body.empty()) {
    request.content_type = "application/pidf+xml";
    request.body = body;
  }
  return arrive(std::move(request));
}

sip::TransactionId Joined::accept(const SentRequest& subscribe, const std::string& state,
                                  const std::string& body) {
  respond(subscribe, 200);
  return notify(subscribe, state, body);
}

std::vector<SentRequest> Joined::requests() {
  std::vector<SentRequest> sent;
  sent.swap(requests_);
  return sent;
}

std::vector<SentRequest> Joined::requests(const std::string& method) {
  std::vector<SentRequest> sent = requests();
  std::erase_if(sent, [&](const SentRequest& each) { return each.message.method != method; });
  return sent;
}

const sip::Message* Joined::response_of(sip::TransactionId transaction) const {
  const auto found = std::ranges::find(responses_, transaction, &sip::SendResponse::transaction);
  return found == responses_.end() ? nullptr : &found->response;
}

int Joined::status_of(sip::TransactionId transaction) const {
  const sip::Message* response = response_of(transaction);
  return response == nullptr ? 0 : response->status;
}

void Joined::pass(std::chrono::seconds time) {
  const Instant end = now_.instant + time;
  while (const auto next = service->next_deadline()) {
    if (*next > end) break;
    now_.wall +=
        std::chrono::floor<std::chrono::seconds>(std::max(*next, now_.instant) - now_.instant);
    now_.instant = std::max(*next, now_.instant);
    InterworkingActions actions;
    service->on_deadline(now_, actions);
    take(std::move(actions));
  }
  now_.wall += std::chrono::floor<std::chrono::seconds>(end - now_.instant);
  now_.instant = end;
}

bool Joined::logged(const std::string& code) const {
  return std::ranges::find(log_, code, &LogEvent::code) != log_.end();
}

void Joined::handle(const InterworkingEvent& event) {
  InterworkingActions actions;
  service->handle(event, now_, actions);
  take(std::move(actions));
}

void Joined::take(InterworkingActions actions) {
  for (InterworkingAction& action : actions) {
    if (auto* stanza = std::get_if<StanzaToPartner>(&action)) {
      last_id_ = stanza->stanza.attribute_or("id", "");
      stanzas_.push_back(std::move(stanza->stanza));
    } else if (auto* request = std::get_if<sip::SendRequest>(&action)) {
      requests_.push_back({request->request, std::move(request->message)});
    } else if (auto* response = std::get_if<sip::SendResponse>(&action)) {
      responses_.push_back(std::move(*response));
    } else if (auto* line = std::get_if<LogEvent>(&action)) {
      log_.push_back(std::move(*line));
    }
  }
}

std::string pidf(std::initializer_list<const char*> tuples) {
  std::string text =
      "<?xml version='1.0' encoding='UTF-8'?><presence xmlns='urn:ietf:params:xml:ns:pidf' "
      "entity='pres:alice@contoso.example'>";
  for (const char* tuple : tuples) {
    std::istringstream words(tuple);
    std::string id;
    std::string basic;
    std::string show;
    words >> id >> basic >> show;
    const bool noted = show == "|";
    text += "<tuple id='" + id + "'><status><basic>" + basic + "</basic>";
    if (!show.empty() && !noted) text += "<show xmlns='jabber:client'>" + show + "</show>";
    text += "</status>";
    std::string bar;
    if (!noted) words >> bar;
    std::string note;
    std::getline(words >> std::ws, note);
    if (!note.empty()) text += "<note>" + note + "</note>";
    text += "</tuple>";
  }
  return text + "</presence>";
}

}  // namespace gateway
