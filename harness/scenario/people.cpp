// Names to addresses; see people.hpp.
#include "harness/scenario/people.hpp"

#include <map>
#include <set>

#include "harness/scenario/model.hpp"

namespace harness {
namespace {

constexpr std::string_view kOurDomain = "contoso.example";

bool is_meant(std::string_view word, const std::string& name, const std::string& address) {
  return word == name || word == address;
}

}  // namespace

std::string address_of(const Setup& setup, const UserSetup& user) {
  if (!user.address.empty()) return user.address;
  const auto& domains = setup.gateway.domains;
  return user.name + "@" + (domains.empty() ? std::string(kOurDomain) : domains.front());
}

std::vector<ChangeContact> list_of(const Setup& setup, const UserSetup& user) {
  std::map<std::string, gateway::ContactStanding> standings;
  for (const std::string& name : user.added) {
    if (const auto person = find_person(setup, name)) standings[person->address].added = true;
  }
  for (const std::string& name : user.blocked) {
    if (const auto person = find_person(setup, name)) standings[person->address].blocked = true;
  }
  std::vector<ChangeContact> list;
  for (const auto& [contact, standing] : standings) {
    list.push_back({address_of(setup, user), contact, standing});
  }
  return list;
}

std::string address_of(const PartnerSetup& partner, const ContactSetup& contact) {
  return contact.address.empty() ? contact.name + "@" + partner.domain : contact.address;
}

std::string Person::full_or_main() const {
  const bool has_one = resource.empty() && contact != nullptr && !contact->resources.empty();
  return has_one ? address + "/" + contact->resources.front() : full();
}

std::optional<Person> find_person(const Setup& setup, std::string_view word) {
  const std::string_view who = word.substr(0, word.find('/'));
  Person person;
  if (who.size() < word.size()) person.resource = word.substr(who.size() + 1);
  for (const UserSetup& user : setup.users) {
    person.address = address_of(setup, user);
    person.user = &user;
    if (is_meant(who, user.name, person.address)) return person;
  }
  person.user = nullptr;
  for (const PartnerSetup& partner : setup.partners) {
    for (const ContactSetup& contact : partner.contacts) {
      person.address = address_of(partner, contact);
      person.contact = &contact;
      person.partner = &partner;
      if (is_meant(who, contact.name, person.address)) return person;
    }
  }
  if (who.find('@') == std::string_view::npos) return std::nullopt;
  return Person{.address = std::string(who), .resource = std::move(person.resource)};
}

std::vector<std::string> doubtful_names(const Setup& setup) {
  std::vector<std::string> complaints;
  std::set<std::string> names;
  const auto take = [&](const std::string& name) {
    if (!names.insert(name).second) complaints.push_back("two people are called " + name);
  };
  for (const UserSetup& user : setup.users) take(user.name);
  for (const PartnerSetup& partner : setup.partners) {
    for (const ContactSetup& contact : partner.contacts) take(contact.name);
  }
  return complaints;
}

}  // namespace harness
