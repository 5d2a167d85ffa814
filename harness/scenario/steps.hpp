// The sentences of `steps`: what users, partners and time do.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "harness/scenario/model.hpp"
#include "harness/scenario/reading.hpp"

namespace harness {

/// Every sentence that a step may be, as a pattern for `match`.
std::span<const std::string_view> step_patterns();

/// Stanzas get the ids "m1", "m2", ... in order unless a step says another. Who
/// is who is settled by `bind_steps`.
std::optional<std::vector<Step>> compile_steps(Reading& in, const YAML::Node& node);

/// Finds the sender's side and the partner behind every step.
/// @return a sentence for each name that nobody in the scenario bears
std::vector<std::string> bind_steps(Setup& setup);

/// The partner a domain belongs to, or null.
const PartnerSetup* partner_of(const Setup& setup, std::string_view domain);
bool is_ours(const Setup& setup, std::string_view domain);
/// Whether both are names of one domain: final dot, capitals and A-labels make
/// no difference.
bool same_domain(std::string_view a, std::string_view b);
bool has_domain(const std::vector<std::string>& domains, std::string_view domain);
/// The domainpart as it stands (RFC 7622 3.2), without preparation.
std::string domain_of(std::string_view jid);

}  // namespace harness
