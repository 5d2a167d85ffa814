// See names.hpp.
#include "fakes/partner/names.hpp"

namespace fakes {
namespace {

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// "*" stands for exactly one whole left-most label.
bool dns_name_matches(std::string_view presented, std::string_view domain) {
  const std::string name = lower_case(presented);
  if (!name.starts_with("*.")) return name == domain;
  const auto dot = domain.find('.');
  return dot != std::string_view::npos && dot > 0 && domain.substr(dot) == name.substr(1);
}

}  // namespace

std::string domain_of(std::string_view address) {
  address = address.substr(0, address.find('/'));
  const auto at = address.find('@');
  if (at != std::string_view::npos) address.remove_prefix(at + 1);
  return lower_case(address);
}

bool proves(const gateway::PeerCertificate& certificate, std::string_view domain) {
  if (!certificate.presented || !certificate.chain_error.empty() || domain.empty()) return false;
  for (const std::string& name : certificate.dns_names) {
    if (dns_name_matches(name, domain)) return true;
  }
  constexpr std::string_view kService = "_xmpp-server.";
  for (const std::string& name : certificate.srv_names) {
    const std::string service = lower_case(name);
    if (service.starts_with(kService) &&
        std::string_view(service).substr(kService.size()) == domain) {
      return true;
    }
  }
  for (const std::string& address : certificate.xmpp_addresses) {
    if (lower_case(address) == domain) return true;
  }
  return false;
}

}  // namespace fakes
