// Who may do what between a local user and a contact: the tables of docs/interworking.md 2, word
// for word. The oracle's own, so that a mistake of the gateway's cannot hide in it.
#pragma once

#include <cstdint>
#include <string_view>

#include "harness/oracle/facts.hpp"

namespace harness::oracle {

enum class PartnerType : std::uint8_t { Federated, PublicVerified, PublicUnverified };

/// What the contact's domain is to the list of partners.
enum class DomainKind : std::uint8_t { Primary, Additional, SubdomainOfListed, Unlisted };

/// What the directory says of the local user.
enum class UserKind : std::uint8_t {
  Ordinary,
  NoPolicy,        // both switches off
  FederationOnly,  // one of them on
  XmppOnly,        // the other one
  BranchAppliance,
  NotMoved,
  Nobody,  // no such user
};

/// What that user made of the contact.
enum class ContactKind : std::uint8_t { NotAdded, Added, Removed, Blocked, AddedAndBlocked };

/// What wants to pass. Towards the user: the contact's `subscribe`, its question for presence, its
/// presence with its note, its message, typing and receipt; towards the contact the user's.
enum class AccessPath : std::uint8_t {
  Subscribe,
  Probe,
  Presence,
  Note,
  Message,
  Typing,
  Receipt,
};

enum class Access : std::uint8_t {
  Passes,
  Kept,  // a request that stays unanswered until the user adds the contact
  Refused,
};

struct AccessCase {
  DomainKind domain = DomainKind::Primary;
  PartnerType type = PartnerType::Federated;  // of a listed domain
  UserKind user = UserKind::Ordinary;
  ContactKind contact = ContactKind::NotAdded;
  AccessPath path = AccessPath::Message;
  Direction direction = Direction::Outbound;  // to the contact
};

Access access_of(const AccessCase& question);

std::string_view to_string(AccessPath path);  // "subscribe"

}  // namespace harness::oracle
