// Matching presented identifiers with the domain we expect. Sources: RFC 6120 13.7.1.2 and 13.7.2,
// RFC 9525 6 (DNS-ID, SRV-ID), RFC 4985 2-3 (SRVName), RFC 6120 13.7.1.4 (XmppAddr).
#include "gateway/identity/certificate_identity.hpp"

#include <algorithm>

#include "gateway/base/address.hpp"

namespace gateway {
namespace {

constexpr std::string_view kServerService = "_xmpp-server.";
constexpr std::size_t kNamesInReasonMax = 5;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal_without_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

bool is_host_name_octet(char c) {
  const char l = lower(c);
  return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

/// Letters, digits, hyphens; no empty label, no final dot; no address (those need an IP-ID).
bool is_host_name(std::string_view name) {
  if (name.empty() || name.front() == '.' || name.back() == '.') return false;
  if (name.find("..") != std::string_view::npos) return false;
  return std::all_of(name.begin(), name.end(), is_host_name_octet) && !parse_ip_address(name);
}

/// RFC 4985 3: the service and the whole name without case. A wildcard is a matter of DNS-IDs.
bool srv_id_matches(std::string_view presented, std::string_view reference) {
  if (!equal_without_case(presented.substr(0, kServerService.size()), kServerService)) return false;
  const std::string_view name = presented.substr(kServerService.size());
  return is_host_name(name) && is_host_name(reference) && equal_without_case(name, reference);
}

/// A server's address is a bare domain; one of a user or a resource does not speak for the domain.
bool xmpp_address_matches(std::string_view presented, const Domain& reference) {
  if (presented.find_first_of(std::string_view("@/\0", 3)) != std::string_view::npos) return false;
  const Result<Domain> domain = Domain::parse(presented);
  return domain.has_value() && *domain == reference;
}

bool names_domain(const PeerCertificate& certificate, const Domain& domain) {
  const auto any = [](const std::vector<std::string>& names, auto matches) {
    return std::any_of(names.begin(), names.end(), matches);
  };
  const std::string& ascii = domain.ascii();
  return any(certificate.dns_names,
             [&](const std::string& name) { return dns_id_matches(name, ascii); }) ||
         any(certificate.srv_names,
             [&](const std::string& name) { return srv_id_matches(name, ascii); }) ||
         any(certificate.xmpp_addresses,
             [&](const std::string& name) { return xmpp_address_matches(name, domain); });
}

bool names_host(const PeerCertificate& certificate, std::string_view host) {
  return !host.empty() && std::any_of(certificate.dns_names.begin(), certificate.dns_names.end(),
                                      [&](const std::string& name) {
                                        return dns_id_matches(name, host);
                                      });
}

/// A presented name for a log: what is not printable ASCII becomes '?', for it may be anything.
std::string printable(std::string_view name) {
  std::string text(name);
  for (char& c : text) {
    if (c < ' ' || c > '~') c = '?';
  }
  return text;
}

std::string presented_names(const PeerCertificate& certificate) {
  std::string text;
  std::size_t count = 0;
  const auto list = [&](std::string_view kind, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      if (count++ >= kNamesInReasonMax) continue;
      if (!text.empty()) text += ", ";
      text += kind;
      text += printable(name);
    }
  };
  list("DNS:", certificate.dns_names);
  list("SRV:", certificate.srv_names);
  list("XMPP:", certificate.xmpp_addresses);
  if (count == 0) return "no name that counts";
  if (count > kNamesInReasonMax) {
    text += " and " + std::to_string(count - kNamesInReasonMax) + " more";
  }
  return text;
}

}  // namespace

bool dns_id_matches(std::string_view presented, std::string_view reference) {
  if (!is_host_name(reference)) return false;
  if (!presented.starts_with("*.")) {
    return is_host_name(presented) && equal_without_case(presented, reference);
  }
  const std::string_view parent = presented.substr(2);
  const std::size_t first_dot = reference.find('.');
  if (first_dot == std::string_view::npos) return false;
  return is_host_name(parent) && equal_without_case(parent, reference.substr(first_dot + 1));
}

IdentityResult evaluate_identity(const PeerCertificate& certificate, const Domain& domain,
                                 std::string_view secure_host) {
  if (!certificate.presented) {
    return {IdentityVerdict::NoCertificate, "no certificate was presented for " + domain.ascii()};
  }
  if (!certificate.chain_error.empty()) {
    return {IdentityVerdict::ChainNotTrusted, "the certificate presented for " + domain.ascii() +
                                                  " is not trusted: " + certificate.chain_error};
  }
  if (certificate.dane == DaneMatch::EndEntity) {
    return {IdentityVerdict::Proven, "the certificate matches a DANE-EE record of its host"};
  }
  const std::string names = presented_names(certificate);
  if (names_host(certificate, secure_host)) {
    return {IdentityVerdict::Proven, "the certificate names " + names + "; wanted " +
                                         domain.ascii() + " or its host, which DNSSEC vouches for"};
  }
  if (!names_domain(certificate, domain)) {
    return {IdentityVerdict::NameMismatch,
            "the certificate names " + names + "; wanted " + domain.ascii()};
  }
  return {IdentityVerdict::Proven, "the certificate names " + names + "; wanted " + domain.ascii()};
}

}  // namespace gateway
