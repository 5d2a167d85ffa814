// The sentences of the specification, each against the table that claims to be a copy of them.
#include "harness/oracle/access.hpp"

#include <gtest/gtest.h>

#include <array>

namespace harness::oracle {
namespace {

constexpr std::array kTypes{PartnerType::Federated, PartnerType::PublicVerified,
                            PartnerType::PublicUnverified};
constexpr std::array kContacts{ContactKind::NotAdded, ContactKind::Added, ContactKind::Removed,
                               ContactKind::Blocked, ContactKind::AddedAndBlocked};
constexpr std::array kPaths{AccessPath::Subscribe, AccessPath::Probe,   AccessPath::Presence,
                            AccessPath::Note,      AccessPath::Message, AccessPath::Typing,
                            AccessPath::Receipt};

bool passes(const AccessCase& question) { return access_of(question) == Access::Passes; }

/// Calls `check` for everything that could be asked about the parts that `given` names.
template <class Check>
void for_every_path(AccessCase given, const Check& check) {
  for (const AccessPath path : kPaths) {
    for (const Direction direction : {Direction::Inbound, Direction::Outbound}) {
      given.path = path;
      given.direction = direction;
      check(given);
    }
  }
}

TEST(AccessTable, OnlyFederatedPartnersSeeNotes) {
  for (const PartnerType type : kTypes) {
    for (const ContactKind contact : kContacts) {
      const bool blocked =
          contact == ContactKind::Blocked || contact == ContactKind::AddedAndBlocked;
      EXPECT_EQ(passes({.type = type, .contact = contact, .path = AccessPath::Note}),
                type == PartnerType::Federated && !blocked);
    }
  }
}

TEST(AccessTable, APublicUnverifiedContactThatWasNotAddedGetsAndGivesNothing) {
  for (const ContactKind contact : {ContactKind::NotAdded, ContactKind::Removed}) {
    for (const AccessPath path : kPaths) {
      const Access access = access_of({.type = PartnerType::PublicUnverified,
                                       .contact = contact,
                                       .path = path,
                                       .direction = Direction::Inbound});
      EXPECT_EQ(access, path == AccessPath::Subscribe ? Access::Kept : Access::Refused)
          << to_string(path);
    }
    for (const AccessPath path : {AccessPath::Presence, AccessPath::Note, AccessPath::Receipt}) {
      EXPECT_FALSE(
          passes({.type = PartnerType::PublicUnverified, .contact = contact, .path = path}));
    }
  }
}

TEST(AccessTable, AUserMayWriteToAndAskForContactsOfEveryType) {
  for (const PartnerType type : kTypes) {
    for (const AccessPath path :
         {AccessPath::Message, AccessPath::Typing, AccessPath::Subscribe, AccessPath::Probe}) {
      EXPECT_TRUE(passes({.type = type, .path = path})) << to_string(path);
    }
  }
}

TEST(AccessTable, NothingPassesForUsersAndDomainsThatTakeNoPart) {
  for (const DomainKind domain : {DomainKind::SubdomainOfListed, DomainKind::Unlisted}) {
    for_every_path({.domain = domain, .contact = ContactKind::Added},
                   [](const AccessCase& asked) { EXPECT_EQ(access_of(asked), Access::Refused); });
  }
  for (const UserKind user : {UserKind::NoPolicy, UserKind::FederationOnly, UserKind::XmppOnly,
                              UserKind::BranchAppliance, UserKind::NotMoved, UserKind::Nobody}) {
    for_every_path({.user = user, .contact = ContactKind::Added},
                   [](const AccessCase& asked) { EXPECT_EQ(access_of(asked), Access::Refused); });
  }
}

TEST(AccessTable, ABlockHoldsInBothDirections) {
  for (const ContactKind contact : {ContactKind::Blocked, ContactKind::AddedAndBlocked}) {
    for (const PartnerType type : kTypes) {
      for_every_path({.type = type, .contact = contact},
                     [](const AccessCase& asked) { EXPECT_EQ(access_of(asked), Access::Refused); });
    }
  }
}

TEST(AccessTable, AnAdditionalDomainIsAsGoodAsThePrimaryOne) {
  for (const PartnerType type : kTypes) {
    for (const ContactKind contact : kContacts) {
      for_every_path({.type = type, .contact = contact}, [](AccessCase asked) {
        const Access primary = access_of(asked);
        asked.domain = DomainKind::Additional;
        EXPECT_EQ(access_of(asked), primary);
      });
    }
  }
}

}  // namespace
}  // namespace harness::oracle
