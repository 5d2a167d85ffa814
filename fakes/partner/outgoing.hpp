// A stream the partner opens: to send stanzas of one pair of domains, or to have a dialback key
// verified. Source: RFC 6120 4-6, XEP-0220 2.1, docs/negotiation.md sections 5 and 6.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "fakes/partner/acknowledgements.hpp"
#include "fakes/partner/choice.hpp"
#include "fakes/partner/link.hpp"
#include "fakes/partner/lookup.hpp"
#include "fakes/partner/surroundings.hpp"

namespace fakes {

/// XEP-0220 2.1.2: a key that came on one of our incoming streams.
struct Verification {
  gateway::ConnectionId asked_on = 0;
  std::string ours;    // our domain: the receiving server
  std::string theirs;  // the claimed domain
  std::string stream_id;
  std::string key;
};

/// How a verification ended; the rows of docs/negotiation.md section 5.
enum class VerificationOutcome : std::uint8_t {
  Valid,
  Invalid,
  NotConnected,  // not found, no connect, TLS failed or refused, our policy forbids it
  NotFound,      // the authoritative server answered error, or host-unknown
  BrokenOff,     // it closed, broke off or stayed silent
};

class Outgoing {
 public:
  Outgoing(std::string ours, std::string theirs);
  explicit Outgoing(Verification verification);

  void start(Surroundings& s);
  /// Sent when the stream is authenticated; given up if it never is.
  void queue(std::string stanza, Surroundings& s);

  void on_dns_answer(const gateway::DnsAnswer& answer, Surroundings& s);
  void on_connected(Surroundings& s);
  void on_connect_failed(gateway::ConnectError error, Surroundings& s);
  void on_received(std::string_view octets, Surroundings& s);
  void on_peer_finished(Surroundings& s);
  void on_ended(Surroundings& s);
  void on_deadline(Surroundings& s);
  void close(Surroundings& s);
  void break_off(Surroundings& s);

  bool awaits(gateway::QueryId id) const { return lookup_.awaits(id); }
  bool is_on(gateway::ConnectionId id) const { return link_ && link_->id() == id; }
  /// Null before the first connect.
  Link* link() { return link_ ? &*link_ : nullptr; }
  /// May further stanzas of this pair be queued here?
  bool serves(std::string_view ours, std::string_view theirs) const;
  bool under_way() const { return state_ != State::Open && state_ != State::Over; }
  /// Nothing more will come of it.
  bool gone() const { return state_ == State::Over && (!link_ || link_->ended()); }
  std::optional<gateway::Instant> deadline() const;

  const std::optional<Verification>& verification() const { return verification_; }
  /// Once, when the verification has ended.
  std::optional<VerificationOutcome> take_outcome();

 private:
  enum class State : std::uint8_t {
    Resolving,
    Connecting,
    TlsHandshake,
    AwaitingHeader,
    AwaitingFeatures,
    AwaitingProceed,
    AwaitingSaslOutcome,
    AwaitingDialbackResult,
    AwaitingVerdict,
    Open,
    Over,
  };

  void connect_next(Surroundings& s);
  bool led_by_hand(const Surroundings& s);
  void say_header(Surroundings& s);
  void read_items(Surroundings& s);
  void on_item(const wire::Item& item, Surroundings& s);
  void on_header(const wire::Element& header, Surroundings& s);
  void on_child(const wire::Element& child, Surroundings& s);
  void on_stream_error(const wire::Element& error, Surroundings& s);
  void on_features(const wire::Element& features, Surroundings& s);
  void act_on(Choice choice, Surroundings& s);
  void say_starttls(Surroundings& s);
  void say_auth(Surroundings& s);
  void on_sasl_outcome(const wire::Element& outcome, Surroundings& s);
  void say_key(Surroundings& s);
  void on_dialback_result(const wire::Element& result, Surroundings& s);
  void ask_verification(Surroundings& s);
  void on_verdict(const wire::Element& verdict, Surroundings& s);
  void enter_open(Surroundings& s);
  void ask_for_both_ways(Surroundings& s);
  void on_stanza(const wire::Element& stanza, Surroundings& s);
  void enable_acks(Surroundings& s);
  void on_management(const wire::Element& element, Surroundings& s);
  void flush_queue(Surroundings& s);
  /// The attempt is over: gives up what waits. Closing the link is another matter.
  void give_up(VerificationOutcome outcome, std::string why, Surroundings& s);

  StreamPurpose purpose() const {
    return verification_ ? StreamPurpose::Verification : StreamPurpose::Stanzas;
  }
  /// None on a verification connection: only the stream under test deviates.
  const Deviations& deviations(const Surroundings& s) const;

  std::string ours_;
  std::string theirs_;
  std::optional<Verification> verification_;
  std::optional<VerificationOutcome> outcome_;
  State state_ = State::Resolving;
  Lookup lookup_;
  std::size_t next_endpoint_ = 0;
  std::optional<Link> link_;
  gateway::Instant attempt_deadline_{};
  std::string stream_id_;
  Offer offer_;
  bool header_declares_dialback_ = false;
  bool authenticated_ = false;  // SASL succeeded; features are still to come
  std::deque<std::string> queue_;
  Acknowledgements acks_;
  bool both_ways_ = false;  // <bidi/> went out (XEP-0288)
};

}  // namespace fakes
