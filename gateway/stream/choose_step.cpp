#include "gateway/stream/choose_step.hpp"

namespace gateway {
namespace {

bool wants_tls(const InitiatingSituation& situation) {
  if (situation.purpose == Purpose::Verification) return situation.tls != Tls::NotSupported;
  return situation.methods.any_over_tls();
}

Step choose_plain_step(const InitiatingSituation& situation, const StreamFeatures& offer) {
  if (offer.starttls && wants_tls(situation)) return Step::StartTls;
  // A missing offer may be an attacker's doing: ask all the same (RFC 7590 3.1).
  if (!offer.starttls && situation.tls == Tls::Required) return Step::StartTls;
  if (offer.starttls_required) return Step::Refuse;
  if (situation.purpose == Purpose::Verification) return Step::VerifyKey;
  if (offer.dialback && situation.methods.tcp_dialback) return Step::Dialback;
  return Step::Refuse;
}

Step choose_protected_step(const InitiatingSituation& situation, const StreamFeatures& offer) {
  if (situation.purpose == Purpose::Verification) return Step::VerifyKey;
  const bool may_use_sasl = situation.methods.sasl_over_tls && situation.peer_proven &&
                            situation.have_certificate && !situation.sasl_failed;
  if (offer.sasl_external && may_use_sasl) return Step::SaslExternal;
  if (offer.dialback && situation.methods.tls_dialback) return Step::Dialback;
  return Step::Refuse;
}

/// No features follow dialback: those that offer it are the last before stanzas (XEP-0198 5, note).
/// After SASL there are others.
bool offers_management(const ReceivingSituation& situation, const StreamFeatures& features) {
  return situation.stream_management && features.dialback;
}

Offer choose_plain_offer(const ReceivingSituation& situation) {
  StreamFeatures features;
  const bool may_use_tls = situation.tls != Tls::NotSupported && situation.have_certificate;
  features.starttls = may_use_tls;
  features.starttls_required = may_use_tls && !situation.methods.tcp_dialback;
  features.dialback = situation.methods.tcp_dialback;
  features.dialback_errors = features.dialback;
  features.stream_management = offers_management(situation, features);
  if (!features.starttls && !features.dialback) return {{}, StreamCondition::PolicyViolation};
  return {features, std::nullopt};
}

Offer choose_protected_offer(const ReceivingSituation& situation) {
  if (situation.require_trusted_certificate && !situation.peer_proven) {
    return {{}, StreamCondition::NotAuthorized};
  }
  StreamFeatures features;
  features.sasl_external = situation.methods.sasl_over_tls && situation.peer_proven;
  features.dialback = situation.methods.tls_dialback;
  features.dialback_errors = features.dialback;
  features.stream_management = offers_management(situation, features);
  features.bidi = situation.bidirectional;  // inside TLS only: a request cannot be refused
  // RFC 6120 6.4.5: close without waiting when nothing could authenticate the peer.
  if (!features.sasl_external && !features.dialback) return {{}, StreamCondition::PolicyViolation};
  return {features, std::nullopt};
}

}  // namespace

Step choose_step(const InitiatingSituation& situation, const StreamFeatures& offer) {
  return situation.protection == Protection::Plain ? choose_plain_step(situation, offer)
                                                   : choose_protected_step(situation, offer);
}

Offer choose_offer(const ReceivingSituation& situation) {
  return situation.protection == Protection::Plain ? choose_plain_offer(situation)
                                                   : choose_protected_offer(situation);
}

std::optional<StanzaCondition> dialback_refusal(const ReceivingSituation& situation) {
  if (situation.protection == Protection::Plain) {
    if (situation.methods.tcp_dialback) return std::nullopt;
    return StanzaCondition::PolicyViolation;
  }
  if (situation.require_trusted_certificate && !situation.peer_proven) {
    return StanzaCondition::NotAuthorized;
  }
  if (situation.methods.tls_dialback) return std::nullopt;
  // Over TLS only a certificate would do, or TLS itself is against the partner's setting.
  return situation.methods.sasl_over_tls ? StanzaCondition::NotAuthorized
                                         : StanzaCondition::PolicyViolation;
}

bool certificate_answers_key(const ReceivingSituation& situation) {
  return situation.certificate_answers_dialback && situation.protection == Protection::Tls &&
         situation.peer_proven && situation.methods.sasl_over_tls && situation.methods.tls_dialback;
}

}  // namespace gateway
