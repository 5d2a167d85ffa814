// The initiating entity's side of one stream: from the header to an authenticated pair, or to the
// answer of an authoritative server. RFC 6120 4-6, XEP-0178 3, XEP-0220 2.1. Sans-IO.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "gateway/dialback/dialback_elements.hpp"
#include "gateway/identity/certificate_identity.hpp"
#include "gateway/policy/negotiation.hpp"
#include "gateway/stream/choose_step.hpp"
#include "gateway/stream/state_table.hpp"
#include "gateway/stream/stream_events.hpp"
#include "gateway/stream/stream_management.hpp"

namespace gateway {

enum class InitiatingState : std::uint8_t {
  Connecting,             // RFC 6120 3.2      waiting for the connection
  AwaitingHeader,         // RFC 6120 4.2      our header is out, theirs is due
  AwaitingFeatures,       // RFC 6120 4.3.2
  AwaitingProceed,        // RFC 6120 5.4.2.1  <starttls/> is out
  TlsHandshake,           // RFC 6120 5.4.3
  AwaitingSaslOutcome,    // RFC 6120 6.4      <auth/> is out
  AwaitingDialbackResult, // XEP-0220 2.1.1    our key is out
  AwaitingVerification,   // XEP-0220 2.1.2    somebody else's key is out
  Authenticated,          // RFC 6120 4.3.5
  Closing,                // RFC 6120 4.4
};
std::string_view to_string(InitiatingState state);

/// Every move but the one to Closing, which may be made from anywhere.
std::span<const Edge<InitiatingState>> initiating_edges();

class InitiatingStream {
 public:
  using State = InitiatingState;

  struct Settings {
    DomainPair pair;                // the first pair, or whose key is verified
    Purpose purpose = Purpose::Stanzas;
    NegotiationSettings negotiation;
    bool require_trusted_certificate = false;
    bool have_certificate = false;  // our own, for EXTERNAL
    bool direct_tls = false;        // XEP-0368
    bool second_connection = false; // after resource-constraint: no third follows (XEP-0220 2.5)
    std::string secure_host{};      // DNSSEC vouches for it: the certificate may name it instead
    bool stream_management = false; // XEP-0198, where the peer offers it
    bool bidirectional = false;     // XEP-0288, where the peer offers it inside TLS
    std::string dialback_secret;    // Purpose::Stanzas
    std::optional<VerificationRequest> verification;  // Purpose::Verification
  };

  explicit InitiatingStream(Settings settings);

  /// The one door. Events that make no sense in the present state close the stream.
  void handle(const StreamEvent& event, StreamActions& out);

  State state() const { return state_; }
  /// Can another pair to the same target be added (XEP-0220 2.6.1)?
  bool may_add_pairs() const;
  /// Can a pair to another target of the same endpoint be added (XEP-0220 2.6.2)? Only inside TLS,
  /// and only if the peer's certificate proves that target too (RFC 7712 4.4.2).
  bool may_add_target(const Domain& target) const;

 private:
  void on_transport_ready(StreamActions& out);
  void on_tls_established(const TlsEstablished& event, StreamActions& out);
  void on_header(const xml::HeaderReceived& header, StreamActions& out);
  void on_element(const xml::Element& element, StreamActions& out);
  void on_footer(StreamActions& out);
  void on_pair_wanted(const DomainPair& pair, StreamActions& out);
  void on_pairs_overdue(StreamActions& out);
  void on_transport_lost(const TransportLost& lost, StreamActions& out);

  void on_features(StreamFeatures offer, StreamActions& out);
  void on_proceed(StreamActions& out);
  void on_starttls_failure(StreamActions& out);
  void on_sasl_challenge(const xml::Element& challenge, StreamActions& out);
  void on_sasl_success(StreamActions& out);
  void on_sasl_failure(const xml::Element& failure, StreamActions& out);
  void on_dialback(const xml::Element& element, StreamActions& out);
  void on_dialback_result(const DialbackElement& result, StreamActions& out);
  void on_key_refused(const DomainPair& pair, const DialbackElement& result, StreamActions& out);
  void on_verification_answer(const DialbackElement& answer, StreamActions& out);
  void on_stream_error(const xml::Element& error, StreamActions& out);
  void on_management(const xml::Element& element, StreamActions& out);
  void on_acknowledgement(const xml::Element& acknowledgement, StreamActions& out);

  void take_step(Step step, StreamActions& out);
  void send_header(StreamActions& out);
  void send_starttls(StreamActions& out);
  void send_auth(StreamActions& out);
  void send_key(const DomainPair& pair, StreamActions& out);
  void send_verification(StreamActions& out);
  void ask_for_both_ways(StreamActions& out);
  void open_pair(const DomainPair& pair, Method method, StreamActions& out);
  void on_stanza(const xml::Element& stanza, StreamActions& out);
  void on_late_stanza(const xml::Element& stanza, StreamActions& out);
  void refuse_dialback(const DialbackElement& request, StreamActions& out);
  void on_late_element(const xml::Element& element, StreamActions& out);
  void enable_management(StreamActions& out);
  void say_last_count(StreamActions& out);
  void open_first_pair(Method method, StreamActions& out);
  void end_verification(VerificationOutcome outcome, StreamActions& out);
  void fail_pairs(StanzaCondition condition, const std::string& reason, StreamActions& out);
  void close_with(StreamCondition condition, const std::string& reason, StreamActions& out,
                  const std::optional<xml::Element>& detail = {});
  void close_in_order(const std::string& reason, StreamActions& out);
  void enter(State state, StreamActions& out);

  bool is_protected() const { return protection_ == Protection::Tls; }
  Method dialback_method() const;
  StreamCondition refusal_condition() const;
  InitiatingSituation situation() const;

  enum class PairState : std::uint8_t { Waiting, Open };
  enum class SaslCourse : std::uint8_t { Begun, Repeated, Aborted };  // RFC 6120 6.4.3, 6.4.4

  Settings settings_;
  AllowedMethods methods_;
  State state_ = State::Connecting;
  Protection protection_ = Protection::Plain;
  PeerCertificate peer_certificate_;
  IdentityResult peer_identity_;
  StreamFeatures offer_;
  bool header_sent_ = false;
  bool ends_in_order_ = false;
  SaslCourse sasl_course_ = SaslCourse::Begun;
  bool sasl_succeeded_ = false;
  bool sasl_failed_ = false;
  bool peer_declares_dialback_ = false;
  bool peer_is_modern_ = true;  // it speaks 1.0 (RFC 6120 4.7.5)
  bool from_matches_ = true;
  bool peer_closes_ = false;  // its closing tag or stream error came
  StreamManagement management_;
  bool both_ways_ = false;             // <bidi/> went out (XEP-0288)
  bool hears_out_ = false;             // we closed in order: the peer may finish what it is saying
  std::set<DomainPair> heard_pairs_;   // whose stanzas we take on this stream
  std::string stream_id_;  // of the present stream; a restart forgets it
  std::map<DomainPair, PairState> pairs_;
};

}  // namespace gateway
