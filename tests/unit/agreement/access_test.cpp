// The gateway's answer to "may this pass?" against the oracle's table, over everything there is:
// domains, partner types, users, contacts, paths and directions.
#include <gtest/gtest.h>

#include <array>
#include <initializer_list>

#include "gateway/interworking/directory.hpp"
#include "harness/oracle/access.hpp"

namespace {

using harness::oracle::Access;
using harness::oracle::AccessCase;
using harness::oracle::AccessPath;
using harness::oracle::ContactKind;
using harness::oracle::Direction;
using harness::oracle::DomainKind;
using harness::oracle::UserKind;

template <class A, class B>
using Pairs = std::initializer_list<std::pair<A, B>>;

const Pairs<harness::oracle::PartnerType, gateway::PartnerType> kTypes{
    {harness::oracle::PartnerType::Federated, gateway::PartnerType::Federated},
    {harness::oracle::PartnerType::PublicVerified, gateway::PartnerType::PublicVerified},
    {harness::oracle::PartnerType::PublicUnverified, gateway::PartnerType::PublicUnverified}};

const Pairs<DomainKind, const char*> kDomains{{DomainKind::Primary, "fed.example"},
                                              {DomainKind::Additional, "corp.fed.example"},
                                              {DomainKind::SubdomainOfListed, "lab.fed.example"},
                                              {DomainKind::Unlisted, "unlisted.example"}};

const Pairs<UserKind, std::optional<gateway::UserStanding>> kUsers{
    {UserKind::Ordinary, {{gateway::Home::Pool, {.federation = true, .xmpp = true}}}},
    {UserKind::NoPolicy, {{gateway::Home::Pool, {.federation = false, .xmpp = false}}}},
    {UserKind::FederationOnly, {{gateway::Home::Pool, {.federation = true, .xmpp = false}}}},
    {UserKind::XmppOnly, {{gateway::Home::Pool, {.federation = false, .xmpp = true}}}},
    {UserKind::BranchAppliance,
     {{gateway::Home::BranchAppliance, {.federation = true, .xmpp = true}}}},
    {UserKind::NotMoved, {{gateway::Home::LegacyDeployment, {.federation = true, .xmpp = true}}}},
    {UserKind::Nobody, std::nullopt}};

/// What the user does to the contact, in order.
const Pairs<ContactKind, std::vector<gateway::ContactStanding>> kContacts{
    {ContactKind::NotAdded, {}},
    {ContactKind::Added, {{.added = true}}},
    {ContactKind::Removed, {{.added = true}, {.added = false}}},
    {ContactKind::Blocked, {{.blocked = true}}},
    {ContactKind::AddedAndBlocked, {{.added = true}, {.added = true, .blocked = true}}}};

const Pairs<AccessPath, gateway::Path> kPaths{
    {AccessPath::Subscribe, gateway::Path::Subscribe}, {AccessPath::Probe, gateway::Path::Probe},
    {AccessPath::Presence, gateway::Path::Presence},   {AccessPath::Note, gateway::Path::Note},
    {AccessPath::Message, gateway::Path::Message},     {AccessPath::Typing, gateway::Path::Typing},
    {AccessPath::Receipt, gateway::Path::Receipt}};

const Pairs<Direction, gateway::Towards> kDirections{
    {Direction::Inbound, gateway::Towards::LocalUser},
    {Direction::Outbound, gateway::Towards::Partner}};

gateway::Jid jid(const std::string& text) { return *gateway::Jid::parse(text); }

gateway::Directory directory_of(gateway::PartnerType type) {
  gateway::Partner partner{.domain = *gateway::Domain::parse("fed.example"),
                           .description = {},
                           .additional_domains = {*gateway::Domain::parse("corp.fed.example")},
                           .type = type,
                           .negotiation = {},
                           .connection_limit = {},
                           .proxy_fqdn = {}};
  gateway::Settings settings;
  settings.domains = {*gateway::Domain::parse("contoso.example")};
  settings.partners = {partner};
  return gateway::Directory(settings);
}

Access as_oracle(gateway::Decision decision) {
  switch (decision) {
    case gateway::Decision::Allow:
      return Access::Passes;
    case gateway::Decision::Hold:
      return Access::Kept;
    case gateway::Decision::Refuse:
      return Access::Refused;
  }
  return Access::Refused;
}

void compare_paths(const gateway::Directory& directory, const gateway::UserAndContact& pair,
                   AccessCase question) {
  for (const auto& [path, ours] : kPaths) {
    for (const auto& [direction, towards] : kDirections) {
      question.path = path;
      question.direction = direction;
      EXPECT_EQ(as_oracle(directory.may(pair, ours, towards).decision), access_of(question))
          << to_string(path)
          << (direction == Direction::Inbound ? " to the user" : " to the contact") << ", domain "
          << pair.contact.domain().text() << ", type " << static_cast<int>(question.type)
          << ", user " << static_cast<int>(question.user) << ", contact "
          << static_cast<int>(question.contact);
    }
  }
}

TEST(AccessAgreement, TheGatewayAnswersAsTheTableOfTheOracleSays) {
  const gateway::Jid alice = jid("alice@contoso.example");
  const gateway::Jid bob = jid("bob@contoso.example");
  for (const auto& [type, theirs] : kTypes) {
    for (const auto& [domain, name] : kDomains) {
      const gateway::UserAndContact pair{alice, jid(std::string("romeo@") + name)};
      for (const auto& [user, standing] : kUsers) {
        for (const auto& [contact, changes] : kContacts) {
          gateway::Directory directory = directory_of(theirs);
          directory.set_user(alice, standing);
          directory.set_contact({bob, pair.contact}, {.added = true});  // opens nothing for alice
          for (const gateway::ContactStanding& change : changes)
            directory.set_contact(pair, change);
          compare_paths(directory, pair,
                        {.domain = domain, .type = type, .user = user, .contact = contact});
        }
      }
    }
  }
}

}  // namespace
