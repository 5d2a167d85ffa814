#include "harness/world/world.hpp"

#include "gateway/xmpp/jid.hpp"

namespace harness {
namespace {

std::optional<gateway::Jid> jid_of(const std::string& text, std::string& failure) {
  auto jid = gateway::Jid::parse(text);
  if (jid) return std::move(*jid);
  failure = "\"" + text + "\" is no address: " + jid.error().what;
  return std::nullopt;
}

}  // namespace

void World::change_directory(const DirectoryChange& change) {
  if (const auto* user = std::get_if<ChangeUser>(&change)) {
    return change_user(user->user, user->standing);
  }
  if (const auto* contact = std::get_if<ChangeContact>(&change)) {
    return change_contact(contact->user, contact->contact, contact->standing);
  }
  const auto& partner = std::get<ChangePartner>(change);
  change_partner_type(partner.domain, partner.type);
}

void World::change_user(const std::string& user, std::optional<gateway::UserStanding> standing) {
  const auto address = jid_of(user, failure_);
  if (address) tell_gateway(gateway::UserChanged{*address, standing});
}

void World::change_contact(const std::string& user, const std::string& contact,
                           gateway::ContactStanding standing) {
  const auto ours = jid_of(user, failure_);
  const auto theirs = jid_of(contact, failure_);
  if (ours && theirs) tell_gateway(gateway::ContactChanged{{*ours, *theirs}, standing});
}

void World::change_partner_type(const std::string& domain, gateway::PartnerType type) {
  for (gateway::Partner& partner : partners_) {
    if (partner.domain.text() == domain) partner.type = type;
  }
  tell_gateway(gateway::PartnersChanged{partners_});
}

}  // namespace harness
