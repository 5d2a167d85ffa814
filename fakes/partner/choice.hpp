// What a correct partner does next as initiating entity, given what the gateway offers. Pure.
// Source: docs/negotiation.md, section 6 "As initiating entity", section 5 for verification.
#pragma once

#include <cstdint>

#include "fakes/partner/settings.hpp"
#include "fakes/wire/element.hpp"

namespace fakes {

struct Offer {
  bool starttls = false;
  bool starttls_required = false;
  bool external = false;
  bool stream_management = false;
  bool bidi = false;
  bool dialback = false;  // by the feature, or by the header's namespace
};
Offer offer_of(const wire::Element& features, bool header_declares_dialback);

enum class Choice : std::uint8_t {
  StartTls,
  External,
  Dialback,
  AskVerification,     // only where the connection serves a verification
  PolicyViolation,     // refuse with this stream error
  UnsupportedFeature,  // refuse with this stream error
};

enum class StreamPurpose : std::uint8_t { Stanzas, Verification };

Choice choose_without_tls(const PartnerSettings& settings, const Offer& offer,
                          StreamPurpose purpose);
Choice choose_with_tls(const PartnerSettings& settings, const Offer& offer, StreamPurpose purpose);

}  // namespace fakes
