// Who may do what: partner types, the user's home and external access policy, the contact list and
// blocks. One pure function that every path between a local user and a contact asks.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "gateway/policy/settings.hpp"

namespace gateway {

/// Where a local user's account is kept.
enum class Home : std::uint8_t {
  Pool,
  BranchAppliance,   // survivable branch appliance: no XMPP partners, whatever the policy
  LegacyDeployment,  // not moved yet: this gateway does not serve the user
};

/// An external access policy. Both switches must be on; both are off unless somebody says so.
struct ExternalAccess {
  bool federation = false;
  bool xmpp = false;
  friend bool operator==(const ExternalAccess&, const ExternalAccess&) = default;
};

/// The policies that might hold for a user: the user's own before the site's before the global one.
/// The whole policy of the nearest scope holds; switches of different scopes are never mixed.
struct AccessScopes {
  std::optional<ExternalAccess> user;
  std::optional<ExternalAccess> site;
  ExternalAccess global;
};
ExternalAccess effective_access(const AccessScopes& scopes);

/// What is known of the local user; an address without account has none of it.
struct UserStanding {
  Home home = Home::Pool;
  ExternalAccess access;
};

/// What the local user made of the contact. One user's list opens nothing for another.
struct ContactStanding {
  bool added = false;
  bool blocked = false;
};

enum class Path : std::uint8_t { Subscribe, Probe, Presence, Note, Message, Typing, Receipt };
enum class Towards : std::uint8_t { Partner, LocalUser };

/// Somebody wants something to pass. `Probe` towards the local user asks for the user's presence,
/// and `Presence` towards the partner shows it; `Note` is the text that goes with presence.
struct AccessQuestion {
  std::optional<PartnerType> partner;  // absent: the domain is on no partner's list
  std::optional<UserStanding> user;    // absent: no such user
  ContactStanding contact;
  Path path = Path::Message;
  Towards towards = Towards::Partner;
};

enum class AccessRefusal : std::uint8_t {
  PartnerNotListed,
  UserUnknown,
  UserOnBranchAppliance,
  UserNotMoved,
  FederationOff,
  XmppOff,
  ContactBlocked,
  ContactNotAdded,  // public-unverified: the local user has not added the contact
  NoteNotShared,    // the partner's type does not see notes
};

enum class Decision : std::uint8_t {
  Allow,
  Hold,  // a subscription request that is kept unanswered, honoured once the user adds the contact
  Refuse,  // towards the partner the same as if the user did not exist
};

struct AccessVerdict {
  Decision decision = Decision::Refuse;
  std::optional<AccessRefusal> refusal;  // absent if allowed

  bool allowed() const { return decision == Decision::Allow; }
  friend bool operator==(const AccessVerdict&, const AccessVerdict&) = default;
};

AccessVerdict evaluate_access(const AccessQuestion& question);

std::string_view to_string(Path path);              // "subscribe"
std::string_view to_string(AccessRefusal refusal);  // "contact-not-added", also the log's word

}  // namespace gateway
