// The entries of `partners`. Inside gateway/config only.
#pragma once

#include <optional>
#include <vector>

#include "gateway/config/report.hpp"
#include "gateway/config/section.hpp"
#include "gateway/policy/settings.hpp"

namespace gateway::config {

struct PlacedPartner {
  Partner partner;
  Place place;                        // of the entry
  std::vector<PlacedDomain> domains;  // primary and additional
};

/// The partner, if its entry is without errors. One of the settings that allow no method is an
/// error; the other diagnostics of a setting are reported too.
std::optional<PlacedPartner> read_partner(const YAML::Node& node, Report& report);

/// No domain may belong to two partners, stand twice with one, or be ours.
void check_claims(const std::vector<PlacedDomain>& ours, const std::vector<PlacedPartner>& partners,
                  Report& report);

}  // namespace gateway::config
