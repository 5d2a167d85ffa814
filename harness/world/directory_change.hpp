// What a gateway learns of users, their lists and its partners while it runs.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "gateway/policy/access.hpp"
#include "gateway/policy/settings.hpp"

namespace harness {

/// The directory knows the user otherwise, or no more.
struct ChangeUser {
  std::string user;
  std::optional<gateway::UserStanding> standing;
};
/// The user did something to a contact.
struct ChangeContact {
  std::string user;
  std::string contact;
  gateway::ContactStanding standing;
};
/// An administrator trusts a partner more, or less.
struct ChangePartner {
  std::string domain;
  gateway::PartnerType type = gateway::PartnerType::Federated;
};
using DirectoryChange = std::variant<ChangeUser, ChangeContact, ChangePartner>;

/// As transcripts have it (reports/model/transcript.hpp).
std::string to_text(const DirectoryChange& change);

}  // namespace harness
