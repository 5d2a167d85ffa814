// Headers, features and TLS; SASL, dialback and stanzas are in receiving_authentication.cpp, the end
// is in receiving_end.cpp.
#include "gateway/stream/receiving_stream.hpp"

#include "gateway/stream/peer_header.hpp"
#include "gateway/xmpp/namespaces.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {
namespace {

using State = ReceivingState;

constexpr Edge<State> kEdges[] = {
    {State::AwaitingHeader, State::Negotiating, "RFC 6120 4.3.2"},
    {State::Negotiating, State::TlsHandshake, "RFC 6120 5.4.2.3"},
    {State::TlsHandshake, State::AwaitingHeader, "RFC 6120 5.4.3.3"},
    {State::Negotiating, State::AwaitingHeader, "RFC 6120 6.4.6"},
    {State::AwaitingHeader, State::Authenticated, "RFC 6120 4.3.5"},
    {State::Negotiating, State::Authenticated, "XEP-0220 2.2.1"},
};

/// What an initiating entity may say of SASL (RFC 6120 6.4).
bool is_sasl_request(const xml::Element& element) {
  return element.is(ns::kSasl, "auth") || element.is(ns::kSasl, "response") ||
         element.is(ns::kSasl, "abort");
}

constexpr std::size_t kStreamIdOctets = 16;  // 128 bits: not to be guessed (RFC 6120 4.7.3)

}  // namespace

std::string_view to_string(ReceivingState state) {
  switch (state) {
    case State::AwaitingHeader: return "AwaitingHeader";
    case State::Negotiating: return "Negotiating";
    case State::TlsHandshake: return "TlsHandshake";
    case State::Authenticated: return "Authenticated";
    case State::Closing: return "Closing";
  }
  return "?";
}

std::span<const Edge<ReceivingState>> receiving_edges() { return kEdges; }

ReceivingStream::ReceivingStream(const Settings& settings, std::string secret,
                                 bool have_certificate, bool direct_tls, Entropy& entropy)
    : settings_(settings),
      secret_(std::move(secret)),
      have_certificate_(have_certificate),
      entropy_(entropy),
      state_(direct_tls ? State::TlsHandshake : State::AwaitingHeader) {}

void ReceivingStream::handle(const StreamEvent& event, StreamActions& out) {
  struct Visitor {
    ReceivingStream& stream;
    StreamActions& out;
    void operator()(const TransportReady&) { stream.on_transport_ready(out); }
    void operator()(const TlsEstablished& tls) { stream.on_tls_established(tls, out); }
    void operator()(const TransportLost& lost) { stream.on_transport_lost(lost, out); }
    void operator()(const xml::HeaderReceived& header) { stream.on_header(header, out); }
    void operator()(const xml::ElementReceived& read) { stream.on_element(read.element, out); }
    void operator()(const xml::FooterReceived&) { stream.on_footer(out); }
    void operator()(const PairWanted&) {}  // stanzas of ours never go out on a stream of theirs
    void operator()(const PairsOverdue&) {}
    void operator()(const KeyVerified& verified) { stream.on_key_verified(verified, out); }
    void operator()(const CloseWanted& wanted) {
      if (wanted.condition) {
        return stream.close_with(*wanted.condition, wanted.reason, out, wanted.detail);
      }
      stream.close_in_order(wanted.reason, out);
    }
  };
  std::visit(Visitor{*this, out}, event);
}

std::string ReceivingStream::description() const {
  return (claimed_ ? claimed_->text() : "?") + "->" + (target_ ? target_->text() : "?");
}

// ---- the stream opens (RFC 6120 4.2, 4.3, 4.7) ----------------------------------------------------

void ReceivingStream::on_transport_ready(StreamActions& out) {
  if (state_ == State::TlsHandshake) out.push_back(BeginTls{});
}

void ReceivingStream::on_header(const xml::HeaderReceived& header, StreamActions& out) {
  if (state_ == State::Closing) return;
  if (state_ != State::AwaitingHeader) {
    return close_with(StreamCondition::BadFormat, "a second stream header", out);
  }
  answered_version_ = version_to_answer(header);
  peer_has_features_ = version_of(header).value_or(kOurVersion).is_modern();
  if (const auto fault = fault_of(header)) {
    return close_with(*fault, "the stream header is not that of a server stream", out);
  }
  const std::optional<Domain> identity_before = sasl_succeeded_ ? claimed_ : std::nullopt;
  claimed_.reset();
  target_.reset();
  if (header.to) {
    const auto to = Domain::parse(*header.to);
    if (!to) return close_with(StreamCondition::ImproperAddressing, "'to' is no domain", out);
    if (!settings_.is_ours(*to)) {
      return close_with(StreamCondition::HostUnknown, "no domain of ours: " + *header.to, out);
    }
    target_ = *to;
  }
  if (header.from) {
    const auto from = Domain::parse(*header.from);
    if (!from) return close_with(StreamCondition::ImproperAddressing, "'from' is no domain", out);
    claimed_ = *from;
    partner_ = settings_.partner_of(*from);
    if (partner_ == nullptr) {
      return close_with(StreamCondition::PolicyViolation,
                        from->text() + " is on no partner's list; add it if it should be served",
                        out);
    }
  }
  // RFC 6120 6.4.6: the identity stays what SASL proved, whatever the new header says.
  if (identity_before && claimed_ && *claimed_ != *identity_before) {
    return close_with(StreamCondition::InvalidFrom, "'from' changed after authentication", out);
  }
  if (identity_before) claimed_ = identity_before;
  send_header(out);
  send_offer(out);
}

void ReceivingStream::send_header(StreamActions& out) {
  stream_id_ = random_hex(entropy_, kStreamIdOctets);
  header_sent_ = true;
  bool dialback = partner_ == nullptr;
  if (partner_ != nullptr && claimed_) {
    dialback = !dialback_refusal(situation_for(*partner_, *claimed_)).has_value();
  }
  out.push_back(WriteHeader{.to = claimed_,
                            .from = target_ ? *target_ : settings_.domains.front(),
                            .id = stream_id_,
                            .declare_dialback = dialback,
                            .version = answered_version_});
}

void ReceivingStream::send_offer(StreamActions& out) {
  if (sasl_succeeded_) {
    send_features({.stream_management = partner_->stream_management}, out);
    enter(State::Authenticated, out);
    if (!target_) target_ = settings_.domains.front();
    const DomainPair pair{.ours = *target_, .theirs = *claimed_};
    pairs_.emplace(pair, PairState::Open);
    open_pair(pair, Method::SaslOverTls, out);
    return;
  }
  const Offer offer = offer_for_this_stream();
  if (offer.refuse) return close_with(*offer.refuse, refusal_reason(), out);
  offer_ = offer.features;
  send_features(offer_, out);
  enter(State::Negotiating, out);
}

void ReceivingStream::send_features(const StreamFeatures& features, StreamActions& out) {
  if (peer_has_features_) out.push_back(WriteElement{write_features(features)});
}

Offer ReceivingStream::offer_for_this_stream() const {
  Offer offer;
  if (partner_ != nullptr) {
    offer = choose_offer(situation_for(*partner_, *claimed_));
  } else {
    // Without 'from' (tolerated, RFC 6120 4.7.1) the policy waits for db:result to name a domain.
    offer.features.starttls = !is_protected() && have_certificate_;
    offer.features.dialback = offer.features.dialback_errors = true;
    offer.features.stream_management = true;
    offer.features.bidi = false;  // whose setting?
  }
  if (peer_has_features_ || offer.refuse) return offer;
  // A peer older than features has dialback, announced by the header's namespace, and nothing else.
  if (!offer.features.dialback) return {{}, StreamCondition::PolicyViolation};
  return {{.dialback = true}, std::nullopt};
}

std::string ReceivingStream::refusal_reason() const {
  std::string reason = "nothing that the partner's settings allow can authenticate it here";
  if (is_protected() && claimed_) {
    reason += "; its certificate: " + evaluate_identity(certificate_, *claimed_).reason;
  } else if (!have_certificate_) {
    reason += "; the gateway has no certificate, so it cannot offer TLS";
  }
  return reason;
}

ReceivingSituation ReceivingStream::situation_for(const Partner& partner,
                                                  const Domain& claimed) const {
  return {.protection = protection_,
          .tls = partner.negotiation.tls,
          .methods = allowed_methods(partner.negotiation),
          .peer_proven = is_protected() && evaluate_identity(certificate_, claimed).proven(),
          .have_certificate = have_certificate_,
          .require_trusted_certificate = partner.require_trusted_certificate,
          .certificate_answers_dialback = partner.certificate_answers_dialback,
          .stream_management = partner.stream_management,
          .bidirectional = partner.bidirectional};
}

void ReceivingStream::on_element(const xml::Element& element, StreamActions& out) {
  if (state_ == State::Closing) return on_late_element(element, out);
  if (element.is(ns::kStreams, "error")) return on_stream_error(element, out);
  if (state_ != State::Negotiating && state_ != State::Authenticated) {
    return close_with(StreamCondition::BadFormat, "an element before the stream was open", out);
  }
  if (is_dialback(element)) return on_dialback(element, out);
  if (is_stanza(element)) return on_stanza(element, out);
  if (element.ns == ns::kStreamManagement) return on_management(element, out);
  if (element.is(ns::kBidi, "bidi")) return on_bidi(out);
  if (element.is(ns::kTls, "starttls")) return on_starttls(out);
  if (is_sasl_request(element)) return on_sasl(element, out);
  if (is_stanza_of_other_content(element)) {
    return close_with(StreamCondition::InvalidNamespace,
                      "<" + element.name + "/> in the namespace " + element.ns, out);
  }
  if (!has_open_pair()) {
    return close_with(StreamCondition::NotAuthorized,
                      "unexpected <" + element.name + "/> before authentication", out);
  }
  close_with(StreamCondition::UnsupportedStanzaType, "unexpected <" + element.name + "/>", out);
}

// ---- STARTTLS and TLS (RFC 6120 5.4) --------------------------------------------------------------

void ReceivingStream::on_starttls(StreamActions& out) {
  if (state_ != State::Negotiating || is_protected() || !offer_.starttls) {
    out.push_back(WriteElement{xml::Element(ns::kTls, "failure")});
    out.push_back(StreamLog{Severity::Warning, "starttls-refused",
                            "the peer asked for TLS where it was not offered"});
    enter(State::Closing, out);
    out.push_back(WriteFooter{});
    out.push_back(EndConnection{});
    return;
  }
  pairs_.clear();  // keys under way belong to the plain stream: no verdict on them counts any more
  out.push_back(WriteElement{xml::Element(ns::kTls, "proceed")});
  out.push_back(BeginTls{});
  enter(State::TlsHandshake, out);
}

void ReceivingStream::on_tls_established(const TlsEstablished& event, StreamActions& out) {
  if (state_ != State::TlsHandshake) return;
  protection_ = Protection::Tls;
  certificate_ = event.certificate;
  // All that was learnt in clear text is void (RFC 6120 5.4.3.3).
  header_sent_ = false;
  stream_id_.clear();
  offer_ = {};
  partner_ = nullptr;
  claimed_.reset();
  target_.reset();
  answered_version_ = "1.0";
  peer_has_features_ = true;
  both_ways_ = false;
  enter(State::AwaitingHeader, out);
}

// ---- small things ---------------------------------------------------------------------------------

bool ReceivingStream::has_open_pair() const {
  for (const auto& [pair, state] : pairs_) {
    if (state == PairState::Open) return true;
  }
  return false;
}

bool ReceivingStream::is_open(const DomainPair& pair) const {
  const auto found = pairs_.find(pair);
  return found != pairs_.end() && found->second == PairState::Open;
}

void ReceivingStream::enter(State state, StreamActions& out) {
  out.push_back(move_along<State>(kEdges, state_, state));
  state_ = state;
}

}  // namespace gateway
