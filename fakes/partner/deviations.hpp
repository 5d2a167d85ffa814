// How a fake partner may be wrong: one field each, all off. A partner without any is correct
// (docs/negotiation.md, section 6). I: as initiating entity, R: as receiving entity.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fakes {

/// The names of scenarios are those of the fields. A text field is off while empty, a number while
/// 0.
struct Deviations {
  // ---- nothing of its own ----
  std::string by_hand;  // IR "at-once", or "inside-tls": from there on it says what steps say only

  // ---- stream header (RFC 6120 4.7, 11) ----
  std::string wrong_stream_from;       // IR from = this domain
  bool no_stream_id = false;           // R  no id in the header
  bool no_version = false;             // IR no version; R then sends no features
  std::string header_to_unknown_host;  // I  to = this domain
  std::string domain_spelling;         // IR in headers and dialback: "final-dot", "a-labels",
                                       //    "capitals"; names of one domain all the same
  bool dtd_in_stream = false;          // IR a DOCTYPE before the header
  bool comment_in_stream = false;      // IR a comment right after the header
  std::size_t whitespace_flood = 0;    // IR so many spaces right after the header
  std::string header_style;            // IR double-quotes, extra-attributes, no-declaration, spaces
  bool extra_features = false;         // R  features nobody knows, before and after the others
  bool silent_after_header = false;    // IR the header, then nothing more, whatever comes
  bool features_never = false;         // R  no <features/>; the rest works

  // ---- STARTTLS (RFC 6120 5) ----
  bool proceed_twice = false;             // R  <proceed/><proceed/> in one piece
  bool starttls_failure = false;          // R  offers it, then answers <failure/> and closes
  bool silent_after_proceed = false;      // R  <proceed/>, then no TLS
  std::string other_server_name;          // I  this domain in the handshake (SNI), not that of 'to'
  bool pipelined_after_starttls = false;  // I  <starttls/> and a stanza in one piece, in the clear
  std::string stream_from_before_tls;     // I  from = this domain, on the plain stream alone

  // ---- TLS (RFC 8446, RFC 5246) ----
  bool reset_at_hello = false;   // IR the peer's hello is answered with RST
  bool finish_at_hello = false;  // IR the peer's hello is answered with FIN
  bool renegotiates = false;     // IR a new handshake once authenticated; with TLS 1.2
  bool no_close_notify = false;  // IR ends with FIN alone

  // ---- SASL (RFC 6120 6, XEP-0178) ----
  bool sasl_before_tls = false;          // I  <auth/> on the plain stream, whatever is offered
  bool external_offered_always = false;  // R  to every certificate; refused at <auth/> (ejabberd)
  bool empty_mechanisms = false;         // R  <mechanisms/> without a mechanism
  std::string sasl_failure;              // R  every <auth/> fails with this condition
  std::string wrong_authzid;             // I  authorization identity = this domain

  // ---- dialback (XEP-0220) ----
  bool key_before_tls = false;            // I  db:result on the plain stream, whatever is offered
  bool wrong_key = false;                 // I  a key made from another secret
  std::string key_for_other_target;       // I  the key it would show this domain
  bool silent_after_key = false;          // R  a db:result gets no answer
  bool close_after_key = false;           // R  a db:result is answered with the closing tag
  std::string dialback_answer;            // R  to keys, unverified: dialback_answer.hpp
  std::string verify_answer;              // R  to questions about keys: the same
  bool dialback_without_errors = false;   // R  the feature without <errors/>
  bool dialback_namespace_only = false;   // R  header declares xmlns:db, features hold no dialback
  bool dialback_beside_required = false;  // R  offers it though STARTTLS is marked as required
  bool dialback_only_in_clear = false;    // R  neither declared nor offered inside TLS, but before
  bool unsolicited_verify_valid = false;  // I  after the key: db:verify type='valid' for it
  bool unsolicited_result_valid = false;  // IR db:result type='valid' after features, unasked

  // ---- stanzas (RFC 6120 8) ----
  bool stanza_before_authentication = false;  // I  where authentication should begin
  std::string stanza_from_other_domain;       // I  once authenticated: from = user@<this domain>
  std::string stanza_to_other_domain;         // I  once authenticated: to = user@<this domain>
  bool stanza_without_to = false;             // I  once authenticated
  bool stanza_without_from = false;           // I  once authenticated
  std::size_t stanza_too_big = 0;             // I  padded with so many octets

  // ---- pings (XEP-0199) ----
  bool ping_unanswered = false;  // R  nothing comes back
  std::string ping_refused;      // R  answered by an error with this condition
  // ---- stream management (XEP-0198) ----
  bool acks_never = false;                    // R  <r/> gets no answer
  bool acks_nothing = false;                  // R  h stays 0
  std::size_t acks_too_many = 0;              // R  h is higher by so many
  bool enable_ignored = false;                // R  offers it, and does not answer <enable/>
  std::string enable_refused;                 // R  offers it, and answers <failed/> with this
  std::string abort_at_stanza;                // R  "taken", "lost": RST when a stanza comes
  bool enable_before_authentication = false;  // I  where authentication should begin
  bool enable_twice = false;                  // I  <enable/><enable/>
  bool resume_instead = false;                // I  <resume/> where <enable/> is due

  // ---- bidirectional streams (XEP-0288) ----
  bool bidi_in_clear = false;            // I  <bidi/> on the plain stream, before STARTTLS
  bool bidi_unasked = false;             // I  <bidi/> inside TLS though nobody offered it
  bool bidi_too_late = false;            // I  <bidi/> once authenticated
  bool stanza_upon_bidi = false;         // R  sends a stanza as soon as it is allowed both ways
  bool verifies_on_same_stream = false;  // R  shows a key to the stream that it came on

  // ---- contacts (RFC 6121) ----
  bool request_unanswered = false;         // a <subscribe/> gets no answer
  bool unavailable_before_answer = false;  // from the bare JID, before the answer (3.1.3)
  bool answer_copies_id = false;           // <subscribed/> has the id of the request
  bool subscribed_unasked = false;         // with each message, to a user who never asked
  bool unavailable_withheld = false;       // who may see a contact is not told that it goes offline

  friend bool operator==(const Deviations&, const Deviations&) = default;
};

/// @param value  switches: "", "true", "yes", "on" / "false", "no", "off". Numbers and texts: the
///               value, or "" and "true" for a default; "false" turns it off
/// @return false if there is no such deviation, or the value is not one of its kind
bool set_deviation(Deviations& deviations, std::string_view name, std::string_view value);

/// Every name set_deviation knows, in the order of the fields.
std::vector<std::string_view> deviation_names();

}  // namespace fakes
