// What the directory, the lists of users and the partners' entries say at one moment of a run, and
// so what may pass then.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "harness/oracle/access.hpp"

namespace harness::oracle {

class Standing {
 public:
  /// A change in the words of transcripts (EntryKind::DirectoryChanged). A partner may have further
  /// domains: additional='a.example b.example'.
  void apply(std::string_view change);

  /// A user who watches a contact has added it: the pool tells of it in no other way.
  void add(std::string_view user, std::string_view contact);

  /// Nobody is behind a pool: then there is nothing to judge.
  bool has_users() const { return !users_.empty(); }
  /// Addresses may be full.
  Access access_of(std::string_view user, std::string_view contact, AccessPath path,
                   Direction direction) const;

 private:
  struct Partner {
    PartnerType type = PartnerType::Federated;
    std::set<std::string> additional;
  };

  UserKind kind_of(const std::string& user) const;
  ContactKind kind_of(const std::string& user, const std::string& contact) const;
  DomainKind kind_of_domain(const std::string& domain, PartnerType& type) const;

  std::map<std::string, UserKind> users_;
  std::map<std::pair<std::string, std::string>, ContactKind> contacts_;
  std::map<std::string, Partner> partners_;
};

}  // namespace harness::oracle
