// The DNS of a scenario: what follows from its gateway and partners, then its own overrides.
#pragma once

#include "fakes/dns/zone.hpp"
#include "harness/scenario/model.hpp"

namespace harness {

/// The gateway publishes both SRV sets; a partner the one of its port; no domain has an address.
fakes::Zones zones_of(const Setup& setup);

}  // namespace harness
