// The `dns` section: what the fake DNS says instead of what follows from the partners.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "harness/scenario/model.hpp"
#include "harness/scenario/reading.hpp"

namespace harness {

/// The words that may stand for the data of a TLSA record. Until harness/run/zones knows the
/// certificates, the data of such a record is "@" and the word.
std::span<const std::string_view> tlsa_subjects();

/// A mapping from "NAME TYPE" to a list of records, or to {records, mood, delay, secure}.
std::vector<DnsOverride> compile_dns(Reading& in, const YAML::Node& node);

}  // namespace harness
