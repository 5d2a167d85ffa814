// Domainparts: RFC 7622 3.2, with IDNA as RFC 3490 has it (libidn: nameprep, STD3 host names).
#include "gateway/xmpp/domain.hpp"

#include <idna.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

#include "gateway/base/address.hpp"

namespace gateway {
namespace {

constexpr std::size_t kDomainBytesMax = 1023;  // RFC 7622 3.2
constexpr std::size_t kDnsNameBytesMax = 253;  // RFC 1034 3.1, as text without the final dot
constexpr std::size_t kLabelBytesMax = 63;     // RFC 1034 3.1
constexpr std::string_view kAcePrefix = "xn--";

struct FreeText {
  void operator()(char* text) const { std::free(text); }
};
using LibraryText = std::unique_ptr<char, FreeText>;

Error invalid(std::string_view why) { return make_error("domain-invalid", std::string(why)); }

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

/// Calls `visit(label)` until it returns false or there is no label left.
template <class Visit>
bool for_each_label(std::string_view name, Visit visit) {
  while (true) {
    const std::size_t dot = name.find('.');
    if (!visit(name.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    name.remove_prefix(dot + 1);
  }
}

bool has_a_label(std::string_view lower_name) {
  return !for_each_label(lower_name,
                         [](std::string_view label) { return !label.starts_with(kAcePrefix); });
}

bool is_ldh_label(std::string_view label) {
  if (label.empty() || label.size() > kLabelBytesMax) return false;
  if (label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(),
                     [](char c) { return is_lower_or_digit(c) || c == '-'; });
}

/// RFC 1123 2.1: the highest label of a name is never a number. "1.2.3" or "0300.1.1.1" would be
/// an address to some resolvers and a name to others.
bool ends_in_number(std::string_view name) {
  const std::string_view last = name.substr(name.rfind('.') + 1);
  return std::all_of(last.begin(), last.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// @param ascii  lower case
std::optional<Error> check_host_name(std::string_view ascii) {
  if (!for_each_label(ascii, is_ldh_label)) {
    return invalid("a label of the domain is empty, too long or holds a forbidden character");
  }
  if (ascii.size() > kDnsNameBytesMax) {
    return make_error("domain-too-long", "the domain is longer than DNS allows (253 octets)");
  }
  if (ends_in_number(ascii)) return invalid("the domain ends in a number but is no IPv4 address");
  return {};
}

std::optional<std::string> to_a_labels(const std::string& name) {
  char* raw = nullptr;
  const int rc = idna_to_ascii_8z(name.c_str(), &raw, IDNA_USE_STD3_ASCII_RULES);
  const LibraryText ascii(raw);
  if (rc != IDNA_SUCCESS || !ascii) return {};
  return to_lower(ascii.get());
}

/// A-labels that do not stand for a valid U-label are left as they are (RFC 3490 4.2).
std::optional<std::string> to_u_labels(const std::string& ascii) {
  char* raw = nullptr;
  const int rc = idna_to_unicode_8z8z(ascii.c_str(), &raw, IDNA_USE_STD3_ASCII_RULES);
  const LibraryText text(raw);
  if (rc != IDNA_SUCCESS || !text) return {};
  return std::string(text.get());
}

/// "[2001:db8::1]" in one spelling (RFC 5952). Zone identifiers mean nothing to another host.
std::optional<std::string> bracketed_address(std::string_view text) {
  if (text.size() < 2 || text.back() != ']') return {};
  const auto address = parse_ip_address(text.substr(1, text.size() - 2));
  if (!address || address->family != AddressFamily::V6) return {};
  return "[" + to_string(*address) + "]";
}

struct Forms {
  std::string text;
  std::string ascii;
};

Result<Forms> prepare_international(const std::string& name) {
  const auto ascii = to_a_labels(name);
  if (!ascii) return invalid("the domain is not a valid internationalized name");
  if (const auto error = check_host_name(*ascii)) return *error;
  const auto text = to_u_labels(*ascii);
  // RFC 7622 3.2.1: no A-label may be left.
  if (!text || has_a_label(*text)) return invalid("the domain holds an A-label that is not valid");
  return Forms{*text, *ascii};
}

Result<Forms> prepare(std::string_view name) {
  if (name.front() == '[') {
    const auto literal = bracketed_address(name);
    if (!literal) return invalid("the domain is not a valid IPv6 literal");
    return Forms{*literal, *literal};
  }
  if (const auto address = parse_ip_address(name); address) {
    if (address->family == AddressFamily::V6) return invalid("an IPv6 literal needs brackets");
    return Forms{to_string(*address), to_string(*address)};
  }
  std::string lower = to_lower(name);
  const bool all_ascii = std::all_of(lower.begin(), lower.end(),
                                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!all_ascii || has_a_label(lower)) return prepare_international(lower);
  if (const auto error = check_host_name(lower)) return *error;
  return Forms{lower, lower};
}

}  // namespace

Result<Domain> Domain::parse(std::string_view text) {
  // RFC 7622 3.2: the final dot goes before anything else is done.
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty()) return make_error("domain-empty", "the domain is empty");
  if (text.size() > kDomainBytesMax) {
    return make_error("domain-too-long", "the domain is longer than 1023 octets");
  }
  if (text.find('\0') != std::string_view::npos) return invalid("the domain holds a NUL octet");
  auto forms = prepare(text);
  if (!forms) return forms.error();
  return Domain(std::move(forms->text), std::move(forms->ascii));
}

std::string to_string(const DomainPair& pair) {
  return pair.theirs.text() + "->" + pair.ours.text();
}

}  // namespace gateway
