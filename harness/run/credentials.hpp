// What gateways and fakes of a scenario prove themselves with.
#pragma once

#include <optional>
#include <string>

#include "gateway/tls/tls_context.hpp"
#include "harness/scenario/model.hpp"

namespace fakes {
class Pki;
}

namespace harness {

/// @param domains  all of them are in the certificate; at least one
std::optional<gateway::Credentials> credentials_for(const fakes::Pki& pki, Certificate certificate,
                                                    const std::vector<std::string>& domains);
const std::string& trust_anchors(const fakes::Pki& pki);

}  // namespace harness
