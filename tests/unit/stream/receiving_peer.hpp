// A peer that speaks to a receiving stream, and the settings the tests speak of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fakes/pki/seeded_entropy.hpp"
#include "gateway/stream/receiving_stream.hpp"
#include "tests/unit/stream/stream_dialogue.hpp"

namespace gateway::test {

inline constexpr std::string_view kSecret = "a secret of 16 octets";

/// A receiving stream with everything it refers to.
struct Receiving {
  explicit Receiving(NegotiationSettings negotiation, bool require_trusted = false,
                     DialbackProfile profile = DialbackProfile::Xep0220,
                     bool have_certificate = true)
      : settings{.domains = {kOurs}, .dialback_passphrase = {}, .limits = {},
                 .partners = {{.domain = kTheirs, .description = {},
                               .additional_domains = {domain("more.example")},
                               .negotiation = negotiation, .connection_limit = {},
                               .proxy_fqdn = {}, .require_trusted_certificate = require_trusted,
                               .profile = profile}}},
        stream(settings, std::string(kSecret), have_certificate, false, entropy) {}

  std::vector<std::string> operator()(const StreamEvent& event) { return say(stream, event); }

  std::vector<std::string> open(std::string_view from = "fed.example",
                                std::string_view to = "contoso.example") {
    auto opening = header("");
    opening.id.reset();
    if (!from.empty()) opening.from = from;
    if (!to.empty()) opening.to = to;
    return (*this)(opening);
  }
  void secure(const PeerCertificate& peer) {
    open();
    (*this)(element(ns::kTls, "starttls"));
    (*this)(TlsEstablished{peer});
  }
  /// Offers a key; what the stream wants to have verified.
  VerificationRequest offer_key(std::string_view from = "fed.example") {
    StreamActions actions;
    stream.handle(dialback("result", "", from, "contoso.example"), actions);
    return std::get<KeyToVerify>(actions.back()).request;
  }

  fakes::SeededEntropy entropy{1};
  Settings settings;
  ReceivingStream stream;
};

using Verdict = VerificationOutcome::Verdict;
inline KeyVerified verdict(const VerificationRequest& request, Verdict verdict) {
  return {request, {verdict, {}, {}}};
}

inline xml::ElementReceived auth(std::string_view text) {
  auto made = element(ns::kSasl, "auth");
  made.element.set("mechanism", "EXTERNAL").add_text(text);
  return made;
}

inline xml::ElementReceived sasl(std::string_view name, std::string_view text) {
  auto made = element(ns::kSasl, name);
  if (!text.empty()) made.element.add_text(text);
  return made;
}

inline const NegotiationSettings kEverything{Tls::Optional, Sasl::Optional, true};
inline const NegotiationSettings kSaslOnly{Tls::Required, Sasl::Required, false};
inline const NegotiationSettings kTlsRequired{Tls::Required, Sasl::Optional, true};
inline const NegotiationSettings kTcpDialback{Tls::NotSupported, Sasl::NotSupported, true};

}  // namespace gateway::test
