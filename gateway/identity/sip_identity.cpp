#include "gateway/identity/sip_identity.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace gateway {
namespace {

constexpr std::string_view kScheme = "sip:";
constexpr std::size_t kNamesInReasonMax = 5;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal_without_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

// 7.1: the host of a sip URI; with a user part it names an individual, not a domain.
std::optional<std::string> domain_in(std::string_view uri) {
  if (!equal_without_case(uri.substr(0, kScheme.size()), kScheme)) return std::nullopt;
  uri.remove_prefix(kScheme.size());
  if (uri.find('@') != std::string_view::npos) return std::nullopt;
  return std::string(uri.substr(0, uri.find_first_of(":;?")));
}

std::vector<std::string> domains_in(const PeerCertificate& certificate) {
  std::vector<std::string> domains;
  for (const std::string& uri : certificate.uris) {
    if (auto domain = domain_in(uri)) domains.push_back(std::move(*domain));
  }
  return domains.empty() ? certificate.dns_names : domains;
}

// What is not printable ASCII becomes '?', for it may be anything.
std::string printable(std::string_view name) {
  std::string text(name);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kNamesInReasonMax); ++i) {
    text += (i > 0 ? ", " : "") + printable(names[i]);
  }
  return text.empty() ? "no domain" : text + (names.size() > kNamesInReasonMax ? ", ..." : "");
}

}  // namespace

IdentityResult evaluate_sip_identity(const PeerCertificate& certificate, std::string_view domain) {
  if (!certificate.presented) {
    return {IdentityVerdict::NoCertificate, "it showed no certificate"};
  }
  if (!certificate.chain_error.empty()) {
    return {IdentityVerdict::ChainNotTrusted,
            "its certificate is not trusted: " + certificate.chain_error};
  }
  const std::vector<std::string> domains = domains_in(certificate);
  const bool named = std::any_of(domains.begin(), domains.end(), [&](const std::string& name) {
    return equal_without_case(name, domain);
  });
  if (named) return {IdentityVerdict::Proven, "its certificate names " + std::string(domain)};
  return {IdentityVerdict::NameMismatch,
          "its certificate names " + listed(domains) + ", and not " + std::string(domain)};
}

}  // namespace gateway
