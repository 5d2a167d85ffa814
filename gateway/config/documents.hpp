// Whether a YAML file holds more than one document.
#pragma once

#include <yaml-cpp/mark.h>

#include <optional>
#include <string>

namespace gateway::config {

/// Where the second document begins, if there is one. Looks no further: YAML::LoadAll never comes
/// to an end where a stray "," or "]" stands, taking it for one empty document after the other.
/// @param yaml  its first document must be well-formed; YAML::Exception otherwise
std::optional<YAML::Mark> second_document(const std::string& yaml);

}  // namespace gateway::config
