// The receiving entity's side of one stream, which is also the authoritative server's: from the
// peer's header to authenticated pairs. RFC 6120 4-6, XEP-0178 3, XEP-0220 2.2. Sans-IO.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "gateway/base/entropy.hpp"
#include "gateway/dialback/dialback_elements.hpp"
#include "gateway/identity/certificate_identity.hpp"
#include "gateway/policy/settings.hpp"
#include "gateway/stream/choose_step.hpp"
#include "gateway/stream/state_table.hpp"
#include "gateway/stream/stream_events.hpp"
#include "gateway/stream/stream_management.hpp"

namespace gateway {

enum class ReceivingState : std::uint8_t {
  AwaitingHeader,  // RFC 6120 4.2    connection accepted, or stream restarted
  Negotiating,     // RFC 6120 4.3.2  our features are out; the peer chooses
  TlsHandshake,    // RFC 6120 5.4.3
  Authenticated,   // RFC 6120 4.3.5  at least one pair is open
  Closing,         // RFC 6120 4.4
};
std::string_view to_string(ReceivingState state);

/// Every move but the one to Closing, which may be made from anywhere.
std::span<const Edge<ReceivingState>> receiving_edges();

class ReceivingStream {
 public:
  using State = ReceivingState;

  /// `settings` and `entropy` must outlive the stream. `secret` is the dialback secret.
  ReceivingStream(const Settings& settings, std::string secret, bool have_certificate,
                  bool direct_tls, Entropy& entropy);

  void handle(const StreamEvent& event, StreamActions& out);

  State state() const { return state_; }
  /// The partner named by the peer's header, once known; null before, or without 'from'.
  const Partner* partner() const { return partner_; }
  /// For logs: "fed.example->contoso.example", "?" where not known yet.
  std::string description() const;

 private:
  enum class PairState : std::uint8_t { Verifying, Open };

  void on_transport_ready(StreamActions& out);
  void on_tls_established(const TlsEstablished& event, StreamActions& out);
  void on_transport_lost(const TransportLost& lost, StreamActions& out);
  void on_header(const xml::HeaderReceived& header, StreamActions& out);
  void on_element(const xml::Element& element, StreamActions& out);
  void on_footer(StreamActions& out);
  void on_key_verified(const KeyVerified& event, StreamActions& out);

  void send_offer(StreamActions& out);
  void send_features(const StreamFeatures& features, StreamActions& out);
  Offer offer_for_this_stream() const;
  std::string refusal_reason() const;
  void on_starttls(StreamActions& out);
  void on_sasl(const xml::Element& element, StreamActions& out);
  void on_auth(const xml::Element& auth, StreamActions& out);
  void on_response(const xml::Element& response, StreamActions& out);
  void conclude_sasl(const std::string& response, StreamActions& out);
  bool may_use_external() const;
  void on_dialback(const xml::Element& element, StreamActions& out);
  void on_key_offered(const DialbackElement& request, StreamActions& out);
  void on_key_questioned(const DialbackElement& request, StreamActions& out);
  void on_stanza(const xml::Element& stanza, StreamActions& out);
  void on_bidi(StreamActions& out);
  void open_pair(const DomainPair& pair, Method method, StreamActions& out);
  void fail_pairs(const std::string& reason, bool in_order, StreamActions& out);
  void on_late_element(const xml::Element& element, StreamActions& out);
  void hand_over(const xml::Element& stanza, StreamActions& out);
  void on_management(const xml::Element& element, StreamActions& out);
  void on_enable(StreamActions& out);
  void on_acknowledgement(const xml::Element& acknowledgement, StreamActions& out);
  void refuse_management(StanzaCondition condition, const std::string& reason, StreamActions& out);
  void say_last_count(StreamActions& out);
  void on_late_stanza(const xml::Element& stanza, StreamActions& out);
  void on_stream_error(const xml::Element& error, StreamActions& out);

  void answer_dialback(const DialbackElement& request, DialbackType type,
                       StanzaCondition condition, StreamActions& out);
  void accept_key(const DialbackElement& request, StreamActions& out);
  void answer_invalid(const DialbackElement& request, StreamActions& out);
  void fail_sasl(SaslCondition condition, const std::string& reason, StreamActions& out);
  void send_header(StreamActions& out);
  void close_with(StreamCondition condition, const std::string& reason, StreamActions& out,
                  const std::optional<xml::Element>& detail = {});
  void close_in_order(const std::string& reason, StreamActions& out);
  void enter(State state, StreamActions& out);

  bool is_protected() const { return protection_ == Protection::Tls; }
  bool has_open_pair() const;
  bool is_open(const DomainPair& pair) const;
  ReceivingSituation situation_for(const Partner& partner, const Domain& claimed) const;
  DialbackElement request_of(const DomainPair& pair) const;

  const Settings& settings_;
  std::string secret_;
  bool have_certificate_;
  Entropy& entropy_;
  State state_;
  Protection protection_ = Protection::Plain;
  PeerCertificate certificate_;
  const Partner* partner_ = nullptr;
  std::optional<Domain> claimed_;  // 'from' of the peer's header
  std::optional<Domain> target_;   // 'to' of the peer's header
  StreamFeatures offer_;
  std::string answered_version_ = "1.0";  // of our header; empty: none (RFC 6120 4.7.5)
  bool peer_has_features_ = true;  // it speaks 1.0
  bool header_sent_ = false;
  bool sasl_challenged_ = false;  // the response is still to come (RFC 6120 6.3.10)
  bool sasl_succeeded_ = false;
  bool hears_out_ = false;  // we closed in order: the peer may finish what it is saying
  std::uint32_t sasl_failures_ = 0;
  StreamManagement management_;
  std::uint32_t management_refusals_ = 0;
  bool both_ways_ = false;            // the peer asked for it (XEP-0288)
  bool peer_closes_ = false;          // its closing tag or stream error came
  std::set<DomainPair> used_pairs_;   // that our stanzas go out for, on this stream of theirs
  std::string stream_id_;
  std::map<DomainPair, PairState> pairs_;
};

}  // namespace gateway
