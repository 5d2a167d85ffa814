// The tables, by version. A file of an older version is brought up to date when it is opened; one
// of a newer version is refused. Inside gateway/database only.
#pragma once

#include <span>
#include <string_view>

#include "gateway/database/connection.hpp"

namespace gateway::database {

/// The n-th (from 1) leads from version n-1 to version n. What has been released stays as it is:
/// there are files that went that way.
std::span<const std::string_view> migrations();

/// All of it or nothing.
/// @return "store-too-new", "store-unreadable" (a database of something else), or an error of the
///         connection
Result<void> migrate(Connection& connection, std::span<const std::string_view> steps);

}  // namespace gateway::database
