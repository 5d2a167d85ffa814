// See names.hpp.
#include "fakes/partner/names.hpp"

#include <idna.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace fakes {
namespace {

using LibraryText = std::unique_ptr<char, decltype(&std::free)>;

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string u_labels(const std::string& domain) {
  char* raw = nullptr;
  const int rc = idna_to_unicode_8z8z(domain.c_str(), &raw, 0);
  const LibraryText text(raw, &std::free);
  return rc == IDNA_SUCCESS && text ? std::string(text.get()) : domain;
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
  if (address.ends_with('.')) address.remove_suffix(1);
  return u_labels(a_labels(address));
}

std::string a_labels(std::string_view domain) {
  const std::string lower = lower_case(domain);
  if (is_ascii(lower)) return lower;
  char* raw = nullptr;
  const int rc = idna_to_ascii_8z(lower.c_str(), &raw, 0);
  const LibraryText text(raw, &std::free);
  return rc == IDNA_SUCCESS && text ? lower_case(text.get()) : lower;
}

std::string spelled(std::string_view domain, std::string_view spelling) {
  if (spelling == "final-dot") return std::string(domain) + ".";
  if (spelling == "a-labels") return a_labels(domain);
  if (spelling != "capitals") return std::string(domain);
  std::string upper(domain);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return upper;
}

bool proves(const gateway::PeerCertificate& certificate, std::string_view claimed) {
  if (!certificate.presented || !certificate.chain_error.empty() || claimed.empty()) return false;
  const std::string domain = a_labels(claimed);
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
    if (a_labels(address) == domain) return true;
  }
  return false;
}

}  // namespace fakes
