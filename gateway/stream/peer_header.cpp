// The rules of RFC 6120 4.7.5 and 4.8.2 for a header that was read.
#include "gateway/stream/peer_header.hpp"

#include <algorithm>
#include <charconv>

#include "gateway/xmpp/namespaces.hpp"

namespace gateway {
namespace {

std::optional<std::uint32_t> parse_number(std::string_view text) {
  std::uint32_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

/// 4.8.2: the content namespace is the default one; or there is none, and each element names its
/// own ("prefix-free canonicalization").
bool has_server_content(const xml::HeaderReceived& header) {
  if (header.content_ns == ns::kServer || header.content_ns.empty()) return true;
  return header.content_ns == ns::kStreams && header.prefix.empty();
}

}  // namespace

std::optional<StreamVersion> parse_stream_version(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto major = parse_number(text.substr(0, dot));
  const auto minor = parse_number(text.substr(dot + 1));
  if (!major || !minor) return std::nullopt;
  return StreamVersion{*major, *minor};
}

std::optional<StreamVersion> version_of(const xml::HeaderReceived& header) {
  if (!header.version) return StreamVersion{};
  return parse_stream_version(*header.version);
}

std::string version_to_answer(const xml::HeaderReceived& header) {
  if (!header.version) return {};
  const StreamVersion version = std::min(version_of(header).value_or(kOurVersion), kOurVersion);
  return std::to_string(version.major) + "." + std::to_string(version.minor);
}

std::optional<StreamCondition> fault_of(const xml::HeaderReceived& header) {
  if (header.name != "stream") return StreamCondition::BadFormat;
  if (header.ns != ns::kStreams || !has_server_content(header)) {
    return StreamCondition::InvalidNamespace;
  }
  const auto version = version_of(header);
  if (!version || version->major > kOurVersion.major) return StreamCondition::UnsupportedVersion;
  return std::nullopt;
}

}  // namespace gateway
