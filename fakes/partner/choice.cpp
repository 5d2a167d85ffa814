// See choice.hpp.
#include "fakes/partner/choice.hpp"

namespace fakes {

Offer offer_of(const wire::Element& features, bool header_declares_dialback) {
  Offer offer;
  if (const wire::Element* starttls = features.child("starttls", wire::kTlsNs)) {
    offer.starttls = true;
    offer.starttls_required = starttls->child("required", wire::kTlsNs) != nullptr;
  }
  if (const wire::Element* mechanisms = features.child("mechanisms", wire::kSaslNs)) {
    for (const wire::Element& mechanism : mechanisms->children) {
      if (mechanism.trimmed_text() == "EXTERNAL") offer.external = true;
    }
  }
  offer.bidi = features.child("bidi", wire::kBidiFeatureNs) != nullptr;
  offer.stream_management = features.child("sm", wire::kStreamManagementNs) != nullptr;
  offer.dialback =
      header_declares_dialback || features.child("dialback", wire::kDialbackFeatureNs) != nullptr;
  return offer;
}

Choice choose_without_tls(const PartnerSettings& settings, const Offer& offer,
                          StreamPurpose purpose) {
  const bool wants_tls = settings.tls != PartnerTls::None;
  if (wants_tls && offer.starttls) return Choice::StartTls;
  if (settings.tls == PartnerTls::Required) return Choice::PolicyViolation;
  if (offer.starttls_required) return Choice::UnsupportedFeature;
  if (purpose == StreamPurpose::Verification) return Choice::AskVerification;
  return settings.dialback && offer.dialback ? Choice::Dialback : Choice::UnsupportedFeature;
}

Choice choose_with_tls(const PartnerSettings& settings, const Offer& offer, StreamPurpose purpose) {
  if (purpose == StreamPurpose::Verification) return Choice::AskVerification;
  if (settings.external && settings.credentials && offer.external) return Choice::External;
  return settings.dialback && offer.dialback ? Choice::Dialback : Choice::UnsupportedFeature;
}

}  // namespace fakes
