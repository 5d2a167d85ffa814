// How far one connection between the gateway and a peer gets before anybody authenticates: found,
// connected, with or without TLS, or ended. docs/negotiation.md 2 to 6, for streams and
// verification.
#pragma once

#include <cstdint>
#include <string>

#include "harness/oracle/facts.hpp"
#include "harness/oracle/negotiation_rows.hpp"

namespace harness::oracle {

enum class Side : std::uint8_t { Nobody, Gateway, Partner };

struct Channel {
  bool open = false;
  bool protected_by_tls = false;  // if open
  // if not open:
  std::string stage;
  Side ended_by = Side::Nobody;
  std::string condition;
  std::string rule;
};

/// What the gateway meets where it connects: the partner, or an authoritative server elsewhere.
struct Target {
  PartnerTls tls = PartnerTls::None;
  Certificate certificate = Certificate::None;
  bool insists = false;
};

/// The gateway as initiating entity, "up to with TLS 1." of section 3.
Channel gateway_opens(const NegotiationRow& row, const Facts& facts, const Target& target);

/// The partner as initiating entity, up to features that it could use.
Channel partner_opens(const NegotiationRow& row, const Facts& facts);

}  // namespace harness::oracle
