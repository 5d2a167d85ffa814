// What a negotiation came to, in words that can be predicted, observed and compared.
// The vocabulary is defined in docs/negotiation.md, section "Outcome records".
#pragma once

#include <string>

namespace reports {

struct Outcome {
  std::string configuration;  // "accepted", "refused"
  std::string method;         // "sasl-over-tls", "tls-dialback", "tcp-dialback", "none"
  std::string stage;          // "configuration", "resolve", "connect", "starttls", "tls",
                              // "features", "sasl", "dialback", "established"
  std::string closed_by;      // who ended a refused attempt: "gateway", "partner", "none"
  std::string condition;      // "stream:policy-violation", "tls-alert:unknown_ca", ...; or empty
  std::string to_partner;     // our stanza: "delivered", "bounced:<condition>", "lost", "none"
  std::string to_gateway;     // the partner's stanza: "delivered", "refused", "none"
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

}  // namespace reports
