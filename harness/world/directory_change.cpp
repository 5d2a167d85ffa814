// Changes as the small XML of transcripts.
#include "harness/world/directory_change.hpp"

#include <fmt/format.h>

namespace harness {
namespace {

const char* word_of(bool value) { return value ? "yes" : "no"; }

std::string_view word_of(gateway::Home home) {
  switch (home) {
    case gateway::Home::Pool:
      return "pool";
    case gateway::Home::BranchAppliance:
      return "branch-appliance";
    case gateway::Home::LegacyDeployment:
      return "legacy";
  }
  return "?";
}

struct Text {
  std::string operator()(const ChangeUser& change) const {
    if (!change.standing) return fmt::format("<user address='{}' gone='yes'/>", change.user);
    const gateway::UserStanding& standing = *change.standing;
    return fmt::format("<user address='{}' home='{}' federation='{}' xmpp='{}'/>", change.user,
                       word_of(standing.home), word_of(standing.access.federation),
                       word_of(standing.access.xmpp));
  }
  std::string operator()(const ChangeContact& change) const {
    return fmt::format("<contact user='{}' address='{}' added='{}' blocked='{}'/>", change.user,
                       change.contact, word_of(change.standing.added),
                       word_of(change.standing.blocked));
  }
  std::string operator()(const ChangePartner& change) const {
    return fmt::format("<partner domain='{}' type='{}'/>", change.domain,
                       gateway::to_string(change.type));
  }
};

}  // namespace

std::string to_text(const DirectoryChange& change) { return std::visit(Text{}, change); }

}  // namespace harness
