// The gateway's configuration as an administrator of this scenario would write it.
#pragma once

#include "harness/scenario/model.hpp"
#include "harness/world/world.hpp"

namespace fakes {
class Pki;
}

namespace harness {

GatewayPlan gateway_plan_of(const Setup& setup, const fakes::Pki& pki);

}  // namespace harness
