// The DNS of a scenario: what follows from its gateway and partners, then its own overrides.
#pragma once

#include "fakes/dns/zone.hpp"
#include "fakes/pki/pki.hpp"
#include "harness/scenario/model.hpp"

namespace harness {

/// The gateway publishes both SRV sets; a partner the one of its port; no domain has an address.
/// Where the data of a TLSA record is a word, it becomes that of the certificate `pki` made.
fakes::Zones zones_of(const Setup& setup, const fakes::Pki& pki);

}  // namespace harness
