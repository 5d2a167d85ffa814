// The parts of a JID, cut as RFC 7622 3.1 says: first the resource goes, then the localpart.
#include "harness/oracle/addresses.hpp"

#include <idna.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace harness::oracle {
namespace {

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

std::string canonical_domain(std::string_view domain) {
  if (domain.ends_with('.')) domain.remove_suffix(1);
  const std::string lower = lower_case(domain);
  const bool ascii = std::all_of(lower.begin(), lower.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return lower;
  char* raw = nullptr;
  const int rc = idna_to_ascii_8z(lower.c_str(), &raw, 0);
  const std::unique_ptr<char, decltype(&std::free)> labels(raw, &std::free);
  return rc == IDNA_SUCCESS && labels ? lower_case(labels.get()) : lower;
}

/// "alice@" or nothing.
std::string localpart(std::string_view bare_jid) {
  const auto at = bare_jid.find('@');
  return at == std::string_view::npos ? "" : lower_case(bare_jid.substr(0, at + 1));
}

std::string canonical_address(std::string_view jid) {
  const auto slash = std::min(jid.find('/'), jid.size());
  return localpart(jid.substr(0, slash)) + domain_of(jid) + std::string(jid.substr(slash));
}

}  // namespace

std::string domain_of(std::string_view jid) {
  jid = jid.substr(0, jid.find('/'));
  if (const auto at = jid.find('@'); at != std::string_view::npos) jid.remove_prefix(at + 1);
  return canonical_domain(jid);
}

bool may_be_domain(std::string_view domain) {
  constexpr std::size_t kDomainMax = 1023;
  constexpr std::size_t kLabelMax = 63;
  if (domain.size() > kDomainMax) return false;
  while (true) {
    const auto dot = std::min(domain.find('.'), domain.size());
    if (dot == 0 || dot > kLabelMax) return false;
    if (dot == domain.size()) return true;
    domain.remove_prefix(dot + 1);
  }
}

std::string bare(std::string_view jid) { return std::string(jid.substr(0, jid.find('/'))); }

bool same_address(std::string_view a, std::string_view b) {
  return a == b || canonical_address(a) == canonical_address(b);
}

}  // namespace harness::oracle
