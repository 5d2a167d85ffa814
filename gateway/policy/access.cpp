#include "gateway/policy/access.hpp"

namespace gateway {
namespace {

AccessVerdict refuse(AccessRefusal refusal) { return {Decision::Refuse, refusal}; }

std::optional<AccessRefusal> refusal_of_user(const std::optional<UserStanding>& user) {
  if (!user) return AccessRefusal::UserUnknown;
  if (user->home == Home::BranchAppliance) return AccessRefusal::UserOnBranchAppliance;
  if (user->home == Home::LegacyDeployment) return AccessRefusal::UserNotMoved;
  if (!user->access.federation) return AccessRefusal::FederationOff;
  if (!user->access.xmpp) return AccessRefusal::XmppOff;
  return std::nullopt;
}

// A local user may write to and add anybody; what shows the user to the contact, and whatever comes
// from it, a public-unverified partner gets only for contacts that the user has added.
bool needs_added_contact(PartnerType partner, Path path, Towards towards) {
  if (partner != PartnerType::PublicUnverified) return false;
  if (towards == Towards::LocalUser) return true;
  switch (path) {
    case Path::Presence:
    case Path::Note:
    case Path::Receipt:
      return true;
    case Path::Subscribe:
    case Path::Probe:
    case Path::Message:
    case Path::Typing:
      return false;
  }
  return true;
}

bool shows_note_of_user(Path path, Towards towards) {
  return path == Path::Note && towards == Towards::Partner;
}

}  // namespace

ExternalAccess effective_access(const AccessScopes& scopes) {
  if (scopes.user) return *scopes.user;
  if (scopes.site) return *scopes.site;
  return scopes.global;
}

AccessVerdict evaluate_access(const AccessQuestion& question) {
  if (!question.partner) return refuse(AccessRefusal::PartnerNotListed);
  if (const auto refusal = refusal_of_user(question.user)) return refuse(*refusal);
  if (question.contact.blocked) return refuse(AccessRefusal::ContactBlocked);
  if (shows_note_of_user(question.path, question.towards) &&
      *question.partner != PartnerType::Federated) {
    return refuse(AccessRefusal::NoteNotShared);
  }
  if (!question.contact.added &&
      needs_added_contact(*question.partner, question.path, question.towards)) {
    const bool request = question.path == Path::Subscribe;
    return {request ? Decision::Hold : Decision::Refuse, AccessRefusal::ContactNotAdded};
  }
  return {Decision::Allow, std::nullopt};
}

std::string_view to_string(Path path) {
  switch (path) {
    case Path::Subscribe:
      return "subscribe";
    case Path::Probe:
      return "probe";
    case Path::Presence:
      return "presence";
    case Path::Note:
      return "note";
    case Path::Message:
      return "message";
    case Path::Typing:
      return "typing";
    case Path::Receipt:
      return "receipt";
  }
  return "?";
}

std::string_view to_string(AccessRefusal refusal) {
  switch (refusal) {
    case AccessRefusal::PartnerNotListed:
      return "partner-not-listed";
    case AccessRefusal::UserUnknown:
      return "user-unknown";
    case AccessRefusal::UserOnBranchAppliance:
      return "user-on-branch-appliance";
    case AccessRefusal::UserNotMoved:
      return "user-not-moved";
    case AccessRefusal::FederationOff:
      return "federation-off";
    case AccessRefusal::XmppOff:
      return "xmpp-off";
    case AccessRefusal::ContactBlocked:
      return "contact-blocked";
    case AccessRefusal::ContactNotAdded:
      return "contact-not-added";
    case AccessRefusal::NoteNotShared:
      return "note-not-shared";
  }
  return "?";
}

}  // namespace gateway
