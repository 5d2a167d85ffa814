// Changes are read with tinyxml2; what they mean for a path is looked up (access.hpp).
#include "harness/oracle/standing.hpp"

#include <tinyxml2.h>

#include <sstream>

#include "harness/oracle/addresses.hpp"

namespace harness::oracle {
namespace {

std::string attribute(const tinyxml2::XMLElement& element, const char* name) {
  const char* value = element.Attribute(name);
  return value == nullptr ? "" : value;
}

bool is_on(const tinyxml2::XMLElement& element, const char* name) {
  return attribute(element, name) == "yes";
}

UserKind user_kind(const tinyxml2::XMLElement& user) {
  const std::string home = attribute(user, "home");
  if (is_on(user, "gone")) return UserKind::Nobody;
  if (home == "branch-appliance") return UserKind::BranchAppliance;
  if (home == "legacy") return UserKind::NotMoved;
  const bool federation = is_on(user, "federation");
  const bool xmpp = is_on(user, "xmpp");
  if (federation && xmpp) return UserKind::Ordinary;
  if (federation) return UserKind::FederationOnly;
  return xmpp ? UserKind::XmppOnly : UserKind::NoPolicy;
}

PartnerType type_of(const std::string& word) {
  if (word == "federated") return PartnerType::Federated;
  return word == "public-verified" ? PartnerType::PublicVerified : PartnerType::PublicUnverified;
}

bool is_below(std::string_view domain, std::string_view listed) {
  return domain.size() > listed.size() && domain.ends_with(listed) &&
         domain[domain.size() - listed.size() - 1] == '.';
}

}  // namespace

void Standing::apply(std::string_view change) {
  tinyxml2::XMLDocument document;
  if (document.Parse(change.data(), change.size()) != tinyxml2::XML_SUCCESS) return;
  const tinyxml2::XMLElement& root = *document.RootElement();
  const std::string_view name = root.Name();
  const std::string address = bare(attribute(root, "address"));
  if (name == "user") users_[address] = user_kind(root);
  if (name == "contact") {
    const std::pair key{bare(attribute(root, "user")), address};
    const bool known = contacts_.contains(key);
    const bool added = is_on(root, "added");
    const bool blocked = is_on(root, "blocked");
    contacts_[key] = blocked ? (added ? ContactKind::AddedAndBlocked : ContactKind::Blocked)
                     : added ? ContactKind::Added
                     : known ? ContactKind::Removed
                             : ContactKind::NotAdded;
  }
  if (name == "partner") {
    Partner& partner = partners_[domain_of(attribute(root, "domain"))];
    partner.type = type_of(attribute(root, "type"));
    std::istringstream further(attribute(root, "additional"));
    for (std::string domain; further >> domain;) partner.additional.insert(domain_of(domain));
  }
}

void Standing::add(std::string_view user, std::string_view contact) {
  ContactKind& kind = contacts_[{bare(user), bare(contact)}];
  const bool blocked = kind == ContactKind::Blocked || kind == ContactKind::AddedAndBlocked;
  kind = blocked ? ContactKind::AddedAndBlocked : ContactKind::Added;
}

Access Standing::access_of(std::string_view user, std::string_view contact, AccessPath path,
                           Direction direction) const {
  AccessCase question;
  question.user = kind_of(bare(user));
  question.contact = kind_of(bare(user), bare(contact));
  question.domain = kind_of_domain(domain_of(contact), question.type);
  question.path = path;
  question.direction = direction;
  return oracle::access_of(question);
}

UserKind Standing::kind_of(const std::string& user) const {
  const auto found = users_.find(user);
  return found == users_.end() ? UserKind::Nobody : found->second;
}

ContactKind Standing::kind_of(const std::string& user, const std::string& contact) const {
  const auto found = contacts_.find({user, contact});
  return found == contacts_.end() ? ContactKind::NotAdded : found->second;
}

DomainKind Standing::kind_of_domain(const std::string& domain, PartnerType& type) const {
  DomainKind kind = DomainKind::Unlisted;
  for (const auto& [listed, partner] : partners_) {
    const bool primary = listed == domain;
    if (primary || partner.additional.contains(domain)) {
      type = partner.type;
      return primary ? DomainKind::Primary : DomainKind::Additional;
    }
    if (is_below(domain, listed)) kind = DomainKind::SubdomainOfListed;
  }
  return kind;
}

}  // namespace harness::oracle
