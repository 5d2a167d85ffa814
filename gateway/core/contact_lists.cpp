#include "gateway/core/contact_lists.hpp"

#include <map>

namespace gateway {
namespace {

bool same(ContactStanding one, ContactStanding other) {
  return one.added == other.added && one.blocked == other.blocked;
}

}  // namespace

std::vector<ContactChanged> changes_to(const std::vector<StoredContact>& stored,
                                       const std::vector<ContactList>& lists) {
  std::map<UserAndContact, ContactStanding> remembered;
  for (const StoredContact& contact : stored) remembered[contact.pair] = contact.standing;

  std::vector<ContactChanged> changes;
  for (const ContactList& list : lists) {
    std::map<UserAndContact, ContactStanding> wanted;
    for (const auto& [pair, standing] : remembered) {
      if (pair.user == list.user) wanted[pair] = {};
    }
    for (const StoredContact& contact : list.contacts) wanted[contact.pair] = contact.standing;
    for (const auto& [pair, standing] : wanted) {
      const auto before = remembered.find(pair);
      const ContactStanding old = before == remembered.end() ? ContactStanding{} : before->second;
      if (!same(old, standing)) changes.push_back({pair, standing});
    }
  }
  return changes;
}

}  // namespace gateway
