// Look-ups over the settings: whose domain is it?
#include "gateway/policy/settings.hpp"

#include <algorithm>

namespace gateway {

const Partner* Settings::partner_of(const Domain& domain) const {
  for (const Partner& partner : partners) {
    if (partner.domain == domain) return &partner;
    if (std::ranges::find(partner.additional_domains, domain) != partner.additional_domains.end()) {
      return &partner;
    }
  }
  return nullptr;  // sub-domains of a listed domain are not implied
}

bool Settings::is_ours(const Domain& domain) const {
  return std::ranges::find(domains, domain) != domains.end();
}

std::string_view to_string(PartnerType type) {
  switch (type) {
    case PartnerType::Federated: return "federated";
    case PartnerType::PublicVerified: return "public-verified";
    case PartnerType::PublicUnverified: return "public-unverified";
  }
  return "?";
}

std::string_view to_string(DialbackProfile profile) {
  switch (profile) {
    case DialbackProfile::Xep0220: return "xep0220";
    case DialbackProfile::Lync2013: return "lync2013";
  }
  return "?";
}

}  // namespace gateway
