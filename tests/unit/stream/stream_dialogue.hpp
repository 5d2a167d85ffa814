// Helpers that let a test speak to a stream machine in the words of the RFC.
#pragma once

#include <string>
#include <vector>

#include "gateway/stream/stream_events.hpp"
#include "gateway/stream/stream_features.hpp"
#include "gateway/xml/writer.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway::test {

inline Domain domain(std::string_view text) { return Domain::parse(text).value(); }
inline const Domain kOurs = domain("contoso.example");
inline const Domain kTheirs = domain("fed.example");

inline xml::HeaderReceived header(std::string id, bool declares_dialback = true) {
  return {.ns = std::string(ns::kStreams), .name = "stream", .prefix = "stream",
          .content_ns = std::string(ns::kServer), .to = {}, .from = {}, .id = std::move(id),
          .version = "1.0", .lang = {}, .declares_dialback = declares_dialback};
}

inline PeerCertificate certificate_for(const std::string& name) {
  PeerCertificate certificate;
  certificate.presented = true;
  certificate.dns_names = {name};
  return certificate;
}

/// What a machine ordered, in short words: "header", "<starttls>", "tls", "close", "open tls-dialback".
inline std::vector<std::string> words_of(const StreamActions& actions) {
  struct Visitor {
    std::vector<std::string>& words;
    void operator()(const WriteHeader&) { words.emplace_back("header"); }
    void operator()(const WriteElement& write) {
      std::string word = "<" + write.element.name;
      if (write.element.is(ns::kStreams, "error")) {
        word += " " + write.element.first_child()->name;
      } else if (write.element.is(ns::kSasl, "failure")) {
        word += " " + write.element.first_child()->name;
      } else if (write.element.ns == ns::kDialback) {
        word += " " + std::string(write.element.attribute_or("type", "request"));
      }
      words.push_back(word + ">");
    }
    void operator()(const WriteFooter&) { words.emplace_back("footer"); }
    void operator()(const BeginTls&) { words.emplace_back("tls"); }
    void operator()(const RestartReader&) { words.emplace_back("restart"); }
    void operator()(const EndConnection&) { words.emplace_back("end"); }
    void operator()(const PairOpened& opened) {
      words.push_back("open " + std::string(to_string(opened.method)));
    }
    void operator()(const PairFailed& failed) {
      words.push_back("failed " + std::string(to_string(failed.condition)));
    }
    void operator()(const PairNeedsConnection&) { words.emplace_back("needs connection"); }
    void operator()(const StanzaArrived&) { words.emplace_back("stanza"); }
    void operator()(const KeepUntilAcknowledged&) { words.emplace_back("keep"); }
    void operator()(const AcksAgreed&) { words.emplace_back("acks"); }
    void operator()(const AcksRefused&) { words.emplace_back("no acks"); }
    void operator()(const StanzasAcknowledged& acknowledged) {
      words.push_back("acknowledged " + std::to_string(acknowledged.handled));
    }
    void operator()(const KeyToVerify&) { words.emplace_back("verify"); }
    void operator()(const VerificationEnded& ended) {
      words.push_back("verified " +
                      std::to_string(static_cast<int>(ended.outcome.verdict)) +
                      (ended.outcome.verdict == VerificationOutcome::Verdict::Error
                           ? " " + std::string(to_string(ended.outcome.condition))
                           : ""));
    }
    void operator()(const Moved&) {}
    void operator()(const StreamLog&) {}
  };
  std::vector<std::string> words;
  for (const StreamAction& action : actions) std::visit(Visitor{words}, action);
  return words;
}

template <class Stream>
std::vector<std::string> say(Stream& stream, const StreamEvent& event) {
  StreamActions actions;
  stream.handle(event, actions);
  return words_of(actions);
}

inline xml::ElementReceived element(std::string_view element_ns, std::string_view name) {
  return {xml::Element(element_ns, name)};
}

inline xml::ElementReceived features(const StreamFeatures& offer) { return {write_features(offer)}; }

inline xml::ElementReceived dialback(std::string_view name, std::string_view type,
                                     std::string_view from, std::string_view to,
                                     std::string_view id = {}) {
  xml::Element made(ns::kDialback, name);
  made.set("from", from).set("to", to);
  if (!type.empty()) made.set("type", type);
  if (!id.empty()) made.set("id", id);
  return {made};
}

inline xml::ElementReceived message(std::string_view from, std::string_view to) {
  xml::Element made(ns::kServer, "message");
  if (!from.empty()) made.set("from", from);
  if (!to.empty()) made.set("to", to);
  return {made};
}

}  // namespace gateway::test
