// Whatever names a certificate holds, it proves no domain they do not say (RFC 9525 6.3, RFC 4985,
// RFC 6120 13.7.1). A line of the input is a name: the domain wanted, then what is presented, with
// D, S or X before it for the kind.
#include "gateway/identity/certificate_identity.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace {

using gateway::Domain;
using gateway::PeerCertificate;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string without_final_dot(std::string text) {
  if (!text.empty() && text.back() == '.') text.pop_back();
  return text;
}

/// The most that a DNS-ID may ever match: the same name, or the same but for a whole first label.
bool may_match(std::string_view presented, std::string_view reference) {
  const std::string name = without_final_dot(lower(presented));
  const std::string wanted = without_final_dot(lower(reference));
  if (name == wanted) return true;
  const std::size_t dot = wanted.find('.');
  return name.starts_with("*.") && dot != std::string::npos && dot > 0 &&
         name.substr(1) == wanted.substr(dot);
}

void check_dns_id(std::string_view presented, std::string_view reference) {
  if (!gateway::dns_id_matches(presented, reference)) return;
  FUZZ_CHECK(may_match(presented, reference),
             std::string(presented) + " matched " + std::string(reference));
  FUZZ_CHECK(presented.find('\0') == std::string_view::npos, "a name with NUL matched");
}

bool any_may_match(const PeerCertificate& certificate, const Domain& domain) {
  for (const std::string& name : certificate.dns_names) {
    if (may_match(name, domain.ascii())) return true;
  }
  for (const std::string& name : certificate.srv_names) {
    constexpr std::string_view kService = "_xmpp-server.";
    const std::string service = lower(name).substr(0, kService.size());
    if (service == kService && may_match(name.substr(kService.size()), domain.ascii())) return true;
  }
  for (const std::string& name : certificate.xmpp_addresses) {
    const auto address = Domain::parse(name);
    if (address && *address == domain) return true;
  }
  return false;
}

void check_identity(PeerCertificate certificate, const Domain& domain) {
  using gateway::IdentityVerdict;
  const auto result = evaluate_identity(certificate, domain);
  FUZZ_CHECK(!result.proven() || any_may_match(certificate, domain), result.reason);
  FUZZ_CHECK(result.reason.find('\n') == std::string::npos, "more than one line for the log");
  certificate.chain_error = "certificate has expired";
  FUZZ_CHECK(evaluate_identity(certificate, domain).verdict == IdentityVerdict::ChainNotTrusted,
             "an untrusted chain proved something");
  certificate.presented = false;
  FUZZ_CHECK(evaluate_identity(certificate, domain).verdict == IdentityVerdict::NoCertificate,
             "no certificate proved something");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto lines = fuzz::lines_of(fuzz::text_of(data, size));
  PeerCertificate certificate;
  certificate.presented = true;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    const std::string name(lines[i].substr(1));
    check_dns_id(name, lines[0]);
    switch (lines[i].front()) {
      case 'S':
        certificate.srv_names.push_back(name);
        break;
      case 'X':
        certificate.xmpp_addresses.push_back(name);
        break;
      default:
        certificate.dns_names.push_back(name);
    }
  }
  const auto domain = Domain::parse(lines[0]);
  if (domain) check_identity(certificate, *domain);
  return 0;
}
