#include "gateway/sip/uri.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <utility>

#include "gateway/xml/utf8.hpp"

namespace gateway::sip {
namespace {

constexpr std::size_t kUriBytesMax = 4096;
constexpr std::string_view kMark = "-_.!~*'()";               // RFC 3261 25.1
constexpr std::string_view kUserUnreserved = "&=+$,;?/";      // of the user part
constexpr std::string_view kParameterUnreserved = "[]/:&+$";  // of parameters

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

bool is_utf8(std::string_view octets) {
  xml::Utf8Checker checker;
  return checker.accept(octets) == octets.size() && checker.complete();
}

bool is_control(char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }

// RFC 7247 6.4: invalid UTF-8 is refused, not replaced.
std::optional<std::string> decode(std::string_view text) {
  std::string octets;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      octets += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const auto high = hex_digit(text[i + 1]);
    const auto low = hex_digit(text[i + 2]);
    if (!high || !low) return std::nullopt;
    octets += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  if (std::any_of(octets.begin(), octets.end(), is_control) || !is_utf8(octets)) {
    return std::nullopt;
  }
  return octets;
}

std::string encode(std::string_view octets, std::string_view also_plain) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (const char c : octets) {
    if (is_alphanumeric(c) || kMark.find(c) != std::string_view::npos ||
        also_plain.find(c) != std::string_view::npos) {
      text += c;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    text += {'%', kDigits[octet >> 4U], kDigits[octet & 15U]};
  }
  return text;
}

Error syntax_error(std::string_view text, std::string_view why) {
  return make_error("uri-syntax", "\"" + std::string(text) + "\" " + std::string(why));
}

Error encoding_error(std::string_view text) {
  return make_error("uri-encoding", "the percent-encoding of \"" + std::string(text) +
                                        "\" does not stand for text");
}

std::optional<Scheme> scheme_of(std::string_view name) {
  for (const Scheme scheme : {Scheme::Sip, Scheme::Sips, Scheme::Im, Scheme::Pres}) {
    if (to_string(scheme) == name) return scheme;
  }
  return std::nullopt;
}

bool is_host(std::string_view host) {
  if (host.starts_with('[')) {
    return host.size() > 2 && host.ends_with(']') &&
           host.find_first_not_of("0123456789abcdef:.", 1) == host.size() - 1;
  }
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return is_alphanumeric(c) || c == '-' || c == '.';
  });
}

bool parse_host_and_port(std::string_view text, Uri& uri) {
  const std::size_t bracket = text.find(']');
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  uri.host = lower(text.substr(0, colon));
  if (!is_host(uri.host)) return false;
  if (colon == std::string_view::npos) return true;
  const std::string_view digits = text.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size() || port == 0) return false;
  uri.port = port;
  return true;
}

std::optional<Parameter> parse_parameter(std::string_view text) {
  const std::size_t equals = text.find('=');
  auto name = decode(text.substr(0, equals));
  if (!name || name->empty()) return std::nullopt;
  if (equals == std::string_view::npos) return Parameter{lower(*name), std::nullopt};
  auto value = decode(text.substr(equals + 1));
  if (!value) return std::nullopt;
  return Parameter{lower(*name), std::move(value)};
}

}  // namespace

Result<Uri> Uri::parse(std::string_view text) {
  if (text.size() > kUriBytesMax) return make_error("uri-too-long", "the URI is over 4096 octets");
  const std::string_view whole = text;
  const std::size_t colon = text.find(':');
  const auto scheme = scheme_of(lower(text.substr(0, std::min(colon, text.size()))));
  if (colon == std::string_view::npos || !scheme) {
    return make_error("uri-scheme",
                      "\"" + std::string(whole) + "\" is no sip, sips, im or pres URI");
  }
  Uri uri;
  uri.scheme = *scheme;
  text.remove_prefix(colon + 1);

  if (const std::size_t at = text.find('@'); at != std::string_view::npos) {
    const std::string_view user = text.substr(0, at);
    if (user.empty() || user.find(':') != std::string_view::npos) {
      return syntax_error(whole, "has an empty user part or a password");
    }
    auto decoded = decode(user);
    if (!decoded) return encoding_error(whole);
    uri.user = std::move(*decoded);
    text.remove_prefix(at + 1);
  }
  if (text.find('?') != std::string_view::npos) return syntax_error(whole, "holds headers");

  const std::size_t semicolon = text.find(';');
  if (!parse_host_and_port(text.substr(0, semicolon), uri)) {
    return syntax_error(whole, "names no host, or a port that is none");
  }
  while (text.find(';') != std::string_view::npos) {
    text.remove_prefix(text.find(';') + 1);
    auto parameter = parse_parameter(text.substr(0, text.find(';')));
    if (!parameter) return encoding_error(whole);
    if (uri.parameter(parameter->name)) return syntax_error(whole, "names a parameter twice");
    uri.parameters.push_back(std::move(*parameter));
  }
  return uri;
}

std::string Uri::text() const {
  std::string result = std::string(to_string(scheme)) + ":";
  if (!user.empty()) result += encode(user, kUserUnreserved) + "@";
  result += host;
  if (port) result += ":" + std::to_string(*port);
  for (const Parameter& parameter : parameters) {
    result += ";" + encode(parameter.name, kParameterUnreserved);
    if (parameter.value) result += "=" + encode(*parameter.value, kParameterUnreserved);
  }
  return result;
}

const Parameter* Uri::parameter(std::string_view name) const {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const Parameter& one) { return one.name == name; });
  return found == parameters.end() ? nullptr : &*found;
}

std::string_view to_string(Scheme scheme) {
  switch (scheme) {
    case Scheme::Sip:
      return "sip";
    case Scheme::Sips:
      return "sips";
    case Scheme::Im:
      return "im";
    case Scheme::Pres:
      return "pres";
  }
  return "?";
}

}  // namespace gateway::sip
