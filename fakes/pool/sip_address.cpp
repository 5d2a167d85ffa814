#include "fakes/pool/sip_address.hpp"

#include <algorithm>
#include <optional>

namespace fakes {
namespace {

constexpr std::string_view kMark = "-_.!~*'()";
constexpr std::string_view kInUser = "&=+$,;?/";                  // user-unreserved
constexpr std::string_view kInParameter = "[]/:&+$";              // param-unreserved
constexpr std::string_view kEscapedInLocalpart = " \"&'/:<>@\\";  // XEP-0106 3.2
constexpr std::string_view kDigits = "0123456789abcdef";

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::optional<int> digit_of(char c) {
  const char small = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  const std::size_t place = kDigits.find(small);
  if (place == std::string_view::npos) return std::nullopt;
  return static_cast<int>(place);
}

/// The octet that two hexadecimal digits at the beginning stand for.
std::optional<char> octet_at(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const auto high = digit_of(text[0]);
  const auto low = digit_of(text[1]);
  if (!high || !low) return std::nullopt;
  return static_cast<char>(*high * 16 + *low);
}

std::string percent_encoded(std::string_view text, std::string_view allowed) {
  std::string out;
  for (const char c : text) {
    const bool stays = is_alphanumeric(c) || kMark.find(c) != std::string_view::npos ||
                       allowed.find(c) != std::string_view::npos;
    if (stays) {
      out += c;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    out += '%';
    for (const int digit : {octet >> 4, octet & 15}) {
      const char small = kDigits[static_cast<std::size_t>(digit)];
      out += small >= 'a' ? static_cast<char>(small - 'a' + 'A') : small;
    }
  }
  return out;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto octet = text[i] == '%' ? octet_at(text.substr(i + 1)) : std::nullopt;
    out += octet.value_or(text[i]);
    i += octet ? 2 : 0;
  }
  return out;
}

bool stands_for_one(char c) { return kEscapedInLocalpart.find(c) != std::string_view::npos; }

std::string unescaped_localpart(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto octet = text[i] == '\\' ? octet_at(text.substr(i + 1)) : std::nullopt;
    const bool escape = octet && stands_for_one(*octet);
    out += escape ? *octet : text[i];
    i += escape ? 2 : 0;
  }
  return out;
}

// A backslash needs an escape only where it would be taken for the beginning of one (3.3).
std::string escaped_localpart(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto octet = text[i] == '\\' ? octet_at(text.substr(i + 1)) : std::nullopt;
    const bool escapes =
        text[i] == '\\' ? octet && stands_for_one(*octet) : stands_for_one(text[i]);
    if (!escapes) {
      out += text[i];
      continue;
    }
    const auto code = static_cast<unsigned char>(text[i]);
    out += {'\\', kDigits[code >> 4U], kDigits[code & 15U]};
  }
  return out;
}

}  // namespace

std::string_view bare_of(std::string_view jid) { return jid.substr(0, jid.find('/')); }

std::string_view resource_of(std::string_view jid) {
  const std::size_t slash = jid.find('/');
  return slash == std::string_view::npos ? std::string_view() : jid.substr(slash + 1);
}

std::string sip_uri_of(std::string_view jid) {
  const std::string_view bare = bare_of(jid);
  const std::size_t at = bare.find('@');
  std::string uri = "sip:";
  if (at != std::string_view::npos) {
    uri += percent_encoded(unescaped_localpart(bare.substr(0, at)), kInUser) + "@";
  }
  uri += bare.substr(at == std::string_view::npos ? 0 : at + 1);
  const std::string_view resource = resource_of(jid);
  if (!resource.empty()) uri += ";gr=" + percent_encoded(resource, kInParameter);
  return uri;
}

std::string jid_of(std::string_view uri) {
  const std::size_t colon = uri.find(':');
  const std::size_t at = uri.find('@');
  if (colon == std::string_view::npos || at == std::string_view::npos || at < colon) {
    return std::string(uri);
  }
  const std::string user = percent_decoded(uri.substr(colon + 1, at - colon - 1));
  std::string_view rest = uri.substr(at + 1);
  const std::size_t end = std::min(rest.find_first_of(";?"), rest.size());
  std::string jid = escaped_localpart(user) + "@" + std::string(rest.substr(0, end));
  while (rest.find(';') != std::string_view::npos) {
    rest.remove_prefix(rest.find(';') + 1);
    if (!rest.starts_with("gr=")) continue;
    const std::string_view value = rest.substr(3, rest.find_first_of(";?", 3) - 3);
    jid += "/" + percent_decoded(value);
  }
  return jid;
}

}  // namespace fakes
