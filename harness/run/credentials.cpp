// Certificates by their kind in a scenario.
#include "harness/run/credentials.hpp"

#include "fakes/pki/pki.hpp"

namespace harness {

std::optional<gateway::Credentials> credentials_for(const fakes::Pki& pki, Certificate certificate,
                                                    const std::vector<std::string>& domains) {
  if (certificate == Certificate::None) return std::nullopt;
  const bool valid = certificate == Certificate::Valid;
  if (domains.size() == 1) {
    return pki.credentials(valid ? fakes::CertificateKind::Valid : fakes::CertificateKind::Invalid,
                           domains.front());
  }
  fakes::CertificateRequest request;
  request.dns_names = domains;
  request.common_name = domains.front();
  request.issuer = valid ? fakes::Issuer::Trusted : fakes::Issuer::Untrusted;
  return pki.issue(request);
}

const std::string& trust_anchors(const fakes::Pki& pki) { return pki.trusted_root_pem(); }

}  // namespace harness
