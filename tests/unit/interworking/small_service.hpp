// Messages with a directory, a clock and nothing else: what comes out of it is kept by kind.
#pragma once

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "fakes/pki/seeded_entropy.hpp"
#include "gateway/interworking/messages.hpp"
#include "gateway/xml/document.hpp"
#include "gateway/xml/writer.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway::test {

using namespace std::chrono_literals;

inline Jid jid(std::string_view text) { return Jid::parse(text).value(); }

class NoStore final : public Store {
 public:
  Result<StoredState> load() override { return StoredState{}; }
  Result<void> commit(const std::vector<StoreChange>&) override { return {}; }
};

/// fed.example is federated, pv.example public-verified, pu.example public-unverified; alice may
/// all, dave may not use XMPP. Nobody is subscribed to anybody, but those in `subscribed`.
class SmallService {
 public:
  SmallService() : directory(settings()), dependencies{entropy, store, "sip:edge.contoso.example"} {
    directory.set_user(jid("alice@contoso.example"), UserStanding{Home::Pool, {true, true}});
    directory.set_user(jid("bob@contoso.example"), UserStanding{Home::Pool, {true, true}});
    directory.set_user(jid("dave@contoso.example"), UserStanding{Home::Pool, {true, false}});
  }

  static Settings settings() {
    Settings settings;
    settings.domains = {Domain::parse("contoso.example").value()};
    add(settings, "fed.example", PartnerType::Federated);
    add(settings, "pv.example", PartnerType::PublicVerified);
    add(settings, "pu.example", PartnerType::PublicUnverified);
    return settings;
  }

  // ---- what happens

  /// `xml` without namespace and addresses: "<message id='1'><body>hi</body></message>".
  void partner(const std::string& from, const std::string& to, const std::string& xml) {
    xml::Element stanza = parse(xml);
    stanza.set("from", from).set("to", to);
    messages.on_partner_message(stanza, {jid(from), jid(to)}, look());
  }
  static xml::Element parse(const std::string& xml) {
    std::string whole = xml;
    whole.insert(whole.find_first_of(" >/"), " xmlns='jabber:server'");
    return xml::parse_document(whole).value();
  }

  static sip::Message request(const std::string& from, const std::string& to,
                              const std::string& body, const std::string& type = "text/plain") {
    sip::Message message;
    message.method = "MESSAGE";
    message.request_uri = to;
    message.from.uri = from;
    message.from.parameters = {{"tag", "f1"}};
    message.to.uri = to;
    message.call_id = "call-1";
    message.cseq = {1, "MESSAGE"};
    message.content_type = type;
    message.body = body;
    return message;
  }
  sip::TransactionId user(const sip::Message& message) {
    messages.on_sip_message(++last_transaction, message, look());
    return last_transaction;
  }
  sip::TransactionId user(const std::string& body) {
    return user(request("sip:alice@contoso.example", "sip:romeo@fed.example", body));
  }
  void response(std::size_t which, int status) {
    sip::Message message = sip::response_to(requests.at(which).message, status, "t1");
    message.vias.push_back({"TLS", "pool.contoso.example", {}, {}});
    const sip::RequestId id = requests.at(which).request;
    EXPECT_TRUE(messages.on_response(id, message, look()));
  }
  void taken(std::uint64_t reference) { messages.on_stanza_taken(reference, look()); }
  void after(Duration wait) {
    const Instant end = clock + wait;
    while (messages.next_deadline() && *messages.next_deadline() <= end) {
      clock = *messages.next_deadline();
      messages.on_deadline(look());
    }
    clock = end;
    messages.on_deadline(look());
  }
  void contact_presence(const std::string& from, bool available = true) {
    messages.on_contact_presence(jid(from), available, look());
  }
  void begin(const StoredState& stored) {
    next_message_ = stored.next_message_id;
    messages.begin(stored, look());
  }

  // ---- what came of it, all so far

  struct Stanza {
    xml::Element element;
    std::uint64_t reference;
    bool may_wait;
    std::string attribute(std::string_view name) const {
      return std::string(element.attribute_or(name, ""));
    }
    std::string text_in(std::string_view name) const {
      const auto* child = element.child(ns::kServer, name);
      return child == nullptr ? "" : child->text();
    }
    std::string condition() const {
      const auto* error = element.child(ns::kServer, "error");
      return error == nullptr ? "" : error->first_child()->name;
    }
  };
  std::vector<Stanza> stanzas;
  std::vector<sip::SendRequest> requests;
  std::vector<sip::SendResponse> responses;
  std::vector<StoreChange> changes;
  std::vector<LogEvent> log;

  std::vector<int> statuses() {
    look();
    std::vector<int> all;
    for (const auto& one : responses) all.push_back(one.response.status);
    return all;
  }
  std::vector<std::string> bodies() {
    look();
    std::vector<std::string> all;
    for (const auto& one : requests) all.push_back(one.message.body);
    return all;
  }
  std::vector<std::string> conditions() {
    look();
    std::vector<std::string> all;
    for (const auto& one : stanzas) all.push_back(one.condition());
    return all;
  }

  /// Sorts what has come out; the surroundings of the next event.
  Surroundings& look() {
    for (InterworkingAction& action : actions_) {
      if (auto* stanza = std::get_if<StanzaToPartner>(&action)) {
        stanzas.push_back({std::move(stanza->stanza), stanza->reference, stanza->may_wait});
      } else if (auto* request = std::get_if<sip::SendRequest>(&action)) {
        requests.push_back(std::move(*request));
      } else if (auto* response = std::get_if<sip::SendResponse>(&action)) {
        responses.push_back(std::move(*response));
      } else {
        log.push_back(std::get<LogEvent>(action));
      }
    }
    actions_.clear();
    surroundings_.now = {
        clock, WallTime(std::chrono::floor<std::chrono::seconds>(clock.time_since_epoch()))};
    return surroundings_;
  }

  fakes::SeededEntropy entropy{1};
  NoStore store;
  Directory directory;
  InterworkingDependencies dependencies;
  std::set<UserAndContact> subscribed;
  Messages messages;
  Instant clock{1000s};
  sip::TransactionId last_transaction = 0;

 private:
  static void add(Settings& settings, std::string_view domain, PartnerType type) {
    Partner& partner =
        settings.partners.emplace_back(Partner{.domain = Domain::parse(domain).value(),
                                               .description = {},
                                               .additional_domains = {},
                                               .negotiation = {},
                                               .connection_limit = {},
                                               .proxy_fqdn = {}});
    partner.type = type;
  }

  InterworkingActions actions_;
  sip::RequestId next_request_ = 1;
  std::uint64_t next_message_ = 1;
  Surroundings surroundings_{
      directory,
      entropy,
      {},
      actions_,
      changes,
      next_request_,
      next_message_,
      dependencies,
      [this](const UserAndContact& pair) { return subscribed.contains(pair); }};
};

inline const std::string kRomeo = "romeo@fed.example/orchard";
inline const std::string kAlice = "alice@contoso.example";
inline UserAndContact alice_and_romeo() { return {jid(kAlice), jid("romeo@fed.example")}; }
inline std::string text(const std::string& body) {
  return "<message id='m-1' type='chat'><body>" + body + "</body></message>";
}

}  // namespace gateway::test
