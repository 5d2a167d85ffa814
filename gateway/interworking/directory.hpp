// Local users, their lists, and the partners: everything that decides who may do what.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "gateway/policy/access.hpp"
#include "gateway/policy/settings.hpp"
#include "gateway/store/store.hpp"
#include "gateway/xmpp/jid.hpp"

namespace gateway {

class Directory {
 public:
  explicit Directory(Settings settings) : settings_(std::move(settings)) {}

  void set_user(const Jid& user, std::optional<UserStanding> standing);
  void set_contact(const UserAndContact& pair, ContactStanding standing);
  void set_partners(std::vector<Partner> partners) { settings_.partners = std::move(partners); }

  const Settings& settings() const { return settings_; }
  bool knows(const Jid& user) const { return users_.contains(user); }
  ContactStanding contact(const UserAndContact& pair) const;
  /// The one question of every path (gateway/policy/access). Addresses may be full or bare.
  AccessVerdict may(const UserAndContact& pair, Path path, Towards towards) const;

 private:
  Settings settings_;
  std::map<Jid, UserStanding> users_;
  std::map<UserAndContact, ContactStanding> contacts_;
};

}  // namespace gateway
