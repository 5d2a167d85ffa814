// An engine without TLS behind its one door, and its orders in short words.
#pragma once

#include <string>
#include <vector>

#include "fakes/pki/seeded_entropy.hpp"
#include "gateway/engine/engine.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway::test {

using namespace std::chrono_literals;

inline constexpr std::string_view kSecret = "a secret of 16 octets";

inline Settings plain_settings() {
  Settings settings;
  settings.domains = {Domain::parse("contoso.example").value(),
                      Domain::parse("sales.contoso.example").value()};
  settings.dialback_passphrase = kSecret;
  settings.partners.push_back(
      {.domain = Domain::parse("fed.example").value(), .description = {},
       .additional_domains = {}, .negotiation = {Tls::NotSupported, Sasl::NotSupported, true},
       .connection_limit = {}, .proxy_fqdn = {}});
  return settings;
}

inline std::string header(std::string_view id) {
  return "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' "
         "xmlns:db='jabber:server:dialback' from='fed.example' to='contoso.example' version='1.0'" +
         (id.empty() ? std::string() : " id='" + std::string(id) + "'") + ">";
}
inline const std::string kFeatures =
    "<stream:features><dialback xmlns='urn:xmpp:features:dialback'><errors/></dialback>"
    "</stream:features>";

inline const std::string kFeaturesWithManagement =
    "<stream:features><dialback xmlns='urn:xmpp:features:dialback'><errors/></dialback>"
    "<sm xmlns='urn:xmpp:sm:3'/></stream:features>";

/// An engine with a clock; collects what it ordered since the last look, in short words.
struct Gateway {
  explicit Gateway(Settings settings = plain_settings())
      : engine(std::move(settings), {.entropy = entropy, .server_tls = {}, .client_tls = {}}) {}

  std::vector<std::string> operator()(const EngineEvent& event) {
    EngineActions actions;
    engine.handle(event, {clock, WallTime{}}, actions);
    std::vector<std::string> words;
    for (const EngineAction& action : actions) note(action, words);
    return words;
  }

  void note(const EngineAction& action, std::vector<std::string>& words) {
    struct Visitor {
      Gateway& gateway;
      std::vector<std::string>& words;
      void operator()(const Connect& order) {
        gateway.connection = order.connection;
        words.push_back("connect " + to_string(order.peer));
      }
      void operator()(const Send& order) {
        words.push_back("send#" + std::to_string(order.connection) + " " + order.bytes);
      }
      void operator()(const Finish& order) {
        words.push_back("finish#" + std::to_string(order.connection));
      }
      void operator()(const Abort& order) {
        words.push_back("abort#" + std::to_string(order.connection));
      }
      void operator()(const DnsQuestion& question) {
        gateway.questions.push_back(question);
        words.push_back("ask " + std::string(to_string(question.type)) + " " + question.name);
      }
      void operator()(const DeliverStanza& deliver) {
        const auto* error = deliver.stanza.child(ns::kServer, "error");
        words.push_back(error == nullptr ? "deliver " + deliver.stanza.text()
                                         : "bounce " + error->first_child()->name);
      }
      void operator()(const LogEvent&) {}
      void operator()(const StateChanged&) {}
      void operator()(const KeyLogLine&) {}
    };
    std::visit(Visitor{*this, words}, action);
  }

  LocalStanza message(std::string_view from = "alice@contoso.example",
                      std::string_view to = "romeo@fed.example") {
    xml::Element stanza(ns::kServer, "message");
    stanza.set("from", from).set("to", to).set("id", "m1");
    stanza.add({ns::kServer, "body"}).add_text("hello");
    return {stanza};
  }

  /// Answers every open question: SRV with one target, A with one address.
  std::vector<std::string> resolve(std::initializer_list<std::string_view> addresses = {
                                       "192.0.2.1"}) {
    std::vector<std::string> words;
    while (!questions.empty()) {
      const DnsQuestion question = questions.front();
      questions.erase(questions.begin());
      DnsAnswer answer{question.id, DnsStatus::Ok, {}};
      if (question.type == RecordType::Srv) {
        answer.records.emplace_back(SrvRecord{0, 0, 5269, "xmpp.fed.example"});
      }
      if (question.type == RecordType::A) {
        for (const auto text : addresses) answer.records.emplace_back(*parse_ip_address(text));
      }
      for (auto& word : (*this)(answer)) words.push_back(std::move(word));
    }
    return words;
  }

  /// An outbound stream, authenticated by TCP dialback.
  ConnectionId open_stream() {
    (*this)(message());
    resolve();
    const ConnectionId id = connection;
    (*this)(Connected{id});
    (*this)(Received{id, header("s1") + kFeatures});
    (*this)(Received{id, "<db:result from='fed.example' to='contoso.example' type='valid'/>"});
    return id;
  }

  /// The same with acknowledgements agreed (XEP-0198); one stanza is out.
  ConnectionId open_stream_with_acks() {
    (*this)(message());
    resolve();
    const ConnectionId id = connection;
    (*this)(Connected{id});
    (*this)(Received{id, header("s1") + kFeaturesWithManagement});
    (*this)(Received{id, "<db:result from='fed.example' to='contoso.example' type='valid'/>"});
    (*this)(Received{id, "<enabled xmlns='urn:xmpp:sm:3'/>"});
    return id;
  }

  fakes::SeededEntropy entropy{1};
  Engine engine;
  Instant clock{1s};
  ConnectionId connection = 0;
  std::vector<DnsQuestion> questions;
};

}  // namespace gateway::test
