// A stream the gateway opened to the partner: offers, authenticates, takes stanzas, and answers
// <db:verify/> as authoritative server. Source: RFC 6120 4-6, 8; XEP-0220 2.2;
// docs/negotiation.md section 6 "As receiving entity".
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "fakes/partner/acknowledgements.hpp"
#include "fakes/partner/dialback_answer.hpp"
#include "fakes/partner/link.hpp"
#include "fakes/partner/outgoing.hpp"
#include "fakes/partner/surroundings.hpp"

namespace fakes {

/// An answer to a stanza; it goes on the partner's own stream for the pair.
struct StanzaAnswer {
  std::string ours;
  std::string theirs;
  std::string xml;
};

class Incoming {
 public:
  explicit Incoming(gateway::ConnectionId id) : link_(id) {}

  enum class Listener : std::uint8_t { Plain, Direct };
  void on_accepted(Listener listener, Surroundings& s);
  void on_received(std::string_view octets, Surroundings& s);
  void on_peer_finished(Surroundings& s) { link_.on_peer_finished(s); }
  void on_deadline(Surroundings& s);
  /// A verification this stream asked for has ended.
  void on_verified(const Verification& verification, VerificationOutcome outcome, Surroundings& s);
  void close(Surroundings& s) { link_.close(s); }
  /// May stanzas of this pair go to the gateway here (XEP-0288)?
  bool carries(const std::string& ours, const std::string& theirs) const {
    return both_ways_ && link_.open() && pairs_.contains({ours, theirs});
  }
  void send(const std::string& stanza, Surroundings& s);

  Link& link() { return link_; }
  const Link& link() const { return link_; }
  /// Keys that came and are to be verified; each is given out once.
  std::vector<Verification> take_requests() { return std::exchange(requests_, {}); }
  /// What is to be said to stanzas that came; each is given out once.
  std::vector<StanzaAnswer> take_answers() { return std::exchange(answers_, {}); }
  /// A late answer is still to be given.
  bool owes_answers() const {
    return link_.open() && !(late_answers_.empty() && late_sayings_.empty());
  }
  std::optional<gateway::Instant> deadline() const;

 private:
  struct LateAnswer {
    gateway::Instant due;
    std::string xml;
  };
  /// One answer of a deviation, with what was asked.
  struct Saying {
    gateway::Instant due;
    std::string_view element;  // "result", "verify"
    ShownKey asked;
    DialbackWord word;
  };

  void read_items(Surroundings& s);
  void on_item(const wire::Item& item, Surroundings& s);
  void on_header(const wire::Element& header, Surroundings& s);
  std::string header_text(const Surroundings& s) const;
  std::string features(const Surroundings& s);
  std::string features_without_tls(const Surroundings& s);
  std::string features_with_tls(const Surroundings& s);
  void on_child(const wire::Element& child, Surroundings& s);
  void on_starttls(Surroundings& s);
  void on_auth(const wire::Element& auth, Surroundings& s);
  std::string sasl_refusal(const wire::Element& auth, const Surroundings& s) const;
  void on_key(const wire::Element& result, Surroundings& s);
  bool answer_unverified(const wire::Element& result, Surroundings& s);
  bool answer_by(const std::string& rules, std::string_view element, const ShownKey& asked,
                 bool is_first, const std::optional<ShownKey>& previous, Surroundings& s);
  void say(const Saying& saying, Surroundings& s);
  void end_by(DialbackWord::Kind kind, std::string_view element, Surroundings& s);
  void say_what_is_due(Surroundings& s);
  void answer_result(const Verification& verification, std::string_view type, std::string_view body,
                     Surroundings& s);
  void on_verify(const wire::Element& request, Surroundings& s);
  void on_management(const wire::Element& element, Surroundings& s);
  void on_enable(Surroundings& s);
  void on_bidi(Surroundings& s);
  void on_stanza(const wire::Element& stanza, Surroundings& s);
  void answer_request(const wire::Element& request, Surroundings& s);
  void authenticate(std::string ours, std::string theirs, const Surroundings& s);
  bool tls_is_missing(const Surroundings& s) const;
  bool dialback_is_withdrawn(const Surroundings& s) const;
  bool peer_is_proven() const;
  bool led_by_hand(const Surroundings& s);

  Link link_;
  std::string ours_;    // of the header
  std::string theirs_;  // of the header; may be empty
  std::string stream_id_;
  bool starttls_offered_ = false;
  bool external_offered_ = false;
  bool sasl_done_ = false;
  bool by_hand_ = false;
  Acknowledgements acks_;
  bool both_ways_ = false;
  std::set<std::pair<std::string, std::string>> pairs_;  // (ours, theirs), authenticated
  gateway::Instant attempt_deadline_{};
  std::vector<Verification> requests_;
  std::vector<LateAnswer> late_answers_;
  std::vector<Saying> late_sayings_;
  std::vector<StanzaAnswer> answers_;
};

}  // namespace fakes
