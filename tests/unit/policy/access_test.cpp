// Partner types and user policies: product terms as a table, independent of the code's order.
#include "gateway/policy/access.hpp"

#include <gtest/gtest.h>

#include <array>

namespace gateway {
namespace {

constexpr UserStanding kOrdinary{Home::Pool, {.federation = true, .xmpp = true}};
constexpr std::array kTypes = {PartnerType::Federated, PartnerType::PublicVerified,
                               PartnerType::PublicUnverified};
constexpr std::array kPaths = {Path::Subscribe, Path::Probe,  Path::Presence, Path::Note,
                               Path::Message,   Path::Typing, Path::Receipt};
constexpr std::array kWays = {Towards::Partner, Towards::LocalUser};

AccessQuestion question(PartnerType type, Path path, Towards towards) {
  return {type, kOrdinary, {}, path, towards};
}

// A, R, H: allowed, refused, held; in the order of kPaths.
struct Line {
  PartnerType type;
  Towards towards;
  bool added;
  std::string_view verdicts;
};

constexpr std::array kTable = {
    Line{PartnerType::Federated, Towards::LocalUser, false, "AAAAAAA"},
    Line{PartnerType::Federated, Towards::LocalUser, true, "AAAAAAA"},
    Line{PartnerType::Federated, Towards::Partner, false, "AAAAAAA"},
    Line{PartnerType::Federated, Towards::Partner, true, "AAAAAAA"},
    Line{PartnerType::PublicVerified, Towards::LocalUser, false, "AAAAAAA"},
    Line{PartnerType::PublicVerified, Towards::LocalUser, true, "AAAAAAA"},
    Line{PartnerType::PublicVerified, Towards::Partner, false, "AAARAAA"},
    Line{PartnerType::PublicVerified, Towards::Partner, true, "AAARAAA"},
    Line{PartnerType::PublicUnverified, Towards::LocalUser, false, "HRRRRRR"},
    Line{PartnerType::PublicUnverified, Towards::LocalUser, true, "AAAAAAA"},
    Line{PartnerType::PublicUnverified, Towards::Partner, false, "AARRAAR"},
    Line{PartnerType::PublicUnverified, Towards::Partner, true, "AAARAAA"},
};

char letter(Decision decision) {
  switch (decision) {
    case Decision::Allow:
      return 'A';
    case Decision::Hold:
      return 'H';
    case Decision::Refuse:
      return 'R';
  }
  return '?';
}

TEST(Access, PartnerTypesDecideAsTheTableSays) {
  for (const Line& line : kTable) {
    for (std::size_t i = 0; i < kPaths.size(); ++i) {
      AccessQuestion asked = question(line.type, kPaths.at(i), line.towards);
      asked.contact.added = line.added;

      EXPECT_EQ(letter(evaluate_access(asked).decision), line.verdicts[i])
          << to_string(line.type) << " " << to_string(kPaths.at(i))
          << (line.towards == Towards::Partner ? " to the partner" : " to the user")
          << (line.added ? ", added" : "");
    }
  }
}

// Whatever stands against the user or the contact holds on every path, for every type.
void expect_refused_everywhere(AccessQuestion asked, AccessRefusal reason) {
  for (const PartnerType type : kTypes) {
    for (const Path path : kPaths) {
      for (const Towards towards : kWays) {
        for (const bool added : {false, true}) {
          if (asked.partner) asked.partner = type;
          asked.path = path;
          asked.towards = towards;
          asked.contact.added = added;
          EXPECT_EQ(evaluate_access(asked), (AccessVerdict{Decision::Refuse, reason}))
              << to_string(type) << " " << to_string(path);
        }
      }
    }
  }
}

TEST(Access, UnlistedDomainsGetNothing) {
  expect_refused_everywhere({std::nullopt, kOrdinary, {}}, AccessRefusal::PartnerNotListed);
}

TEST(Access, UnknownUsersGetNothing) {
  expect_refused_everywhere({PartnerType::Federated, std::nullopt, {}}, AccessRefusal::UserUnknown);
}

TEST(Access, UsersOnABranchApplianceGetNothingEvenWithAPolicy) {
  expect_refused_everywhere(
      {PartnerType::Federated, UserStanding{Home::BranchAppliance, kOrdinary.access}, {}},
      AccessRefusal::UserOnBranchAppliance);
}

TEST(Access, UsersNotYetMovedGetNothing) {
  expect_refused_everywhere(
      {PartnerType::Federated, UserStanding{Home::LegacyDeployment, kOrdinary.access}, {}},
      AccessRefusal::UserNotMoved);
}

TEST(Access, BothSwitchesMustBeOn) {
  expect_refused_everywhere(
      {PartnerType::Federated, UserStanding{Home::Pool, {.federation = false, .xmpp = true}}, {}},
      AccessRefusal::FederationOff);
  expect_refused_everywhere(
      {PartnerType::Federated, UserStanding{Home::Pool, {.federation = true, .xmpp = false}}, {}},
      AccessRefusal::XmppOff);
  EXPECT_EQ(UserStanding{}.access, (ExternalAccess{false, false})) << "off unless somebody says so";
}

TEST(Access, ABlockBeatsEveryType) {
  expect_refused_everywhere({PartnerType::Federated, kOrdinary, {.blocked = true}},
                            AccessRefusal::ContactBlocked);
}

TEST(Access, TheNearestPolicyHoldsAsAWhole) {
  const ExternalAccess on{true, true};
  const ExternalAccess federation_only{true, false};

  EXPECT_EQ(effective_access({on, federation_only, federation_only}), on);
  EXPECT_EQ(effective_access({federation_only, on, on}), federation_only);
  EXPECT_EQ(effective_access({std::nullopt, federation_only, on}), federation_only);
  EXPECT_EQ(effective_access({std::nullopt, std::nullopt, on}), on);
  EXPECT_EQ(effective_access({}), ExternalAccess{});
}

}  // namespace
}  // namespace gateway
