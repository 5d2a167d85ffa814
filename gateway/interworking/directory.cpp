#include "gateway/interworking/directory.hpp"

namespace gateway {

void Directory::set_user(const Jid& user, std::optional<UserStanding> standing) {
  if (standing) {
    users_.insert_or_assign(user.bare(), *standing);
  } else {
    users_.erase(user.bare());
  }
}

void Directory::set_contact(const UserAndContact& pair, ContactStanding standing) {
  if (standing.added || standing.blocked) {
    contacts_.insert_or_assign(pair, standing);
  } else {
    contacts_.erase(pair);
  }
}

ContactStanding Directory::contact(const UserAndContact& pair) const {
  const auto found = contacts_.find(pair);
  return found == contacts_.end() ? ContactStanding{} : found->second;
}

AccessVerdict Directory::may(const UserAndContact& pair, Path path, Towards towards) const {
  AccessQuestion question;
  const UserAndContact bare{pair.user.bare(), pair.contact.bare()};
  if (const Partner* partner = settings_.partner_of(bare.contact.domain())) {
    question.partner = partner->type;
  }
  if (const auto user = users_.find(bare.user); user != users_.end()) {
    question.user = user->second;
  }
  question.contact = contact(bare);
  question.path = path;
  question.towards = towards;
  return evaluate_access(question);
}

}  // namespace gateway
