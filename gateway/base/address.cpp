// Text forms of addresses: RFC 4291 2.2 is read, RFC 5952 is written.
#include "gateway/base/address.hpp"

#include <charconv>
#include <cstddef>

namespace gateway {
namespace {

constexpr std::size_t kGroups = 8;  // of sixteen bits, in an IPv6 address

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Decimal without sign or leading zero: "010" means eight to some readers and ten to others.
std::optional<std::uint32_t> parse_decimal(std::string_view text, std::uint32_t max) {
  if (text.empty() || text.size() > 5 || (text.size() > 1 && text.front() == '0')) return {};
  std::uint32_t value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return {};
    value = value * 10 + static_cast<std::uint32_t>(c - '0');
  }
  if (value > max) return {};
  return value;
}

std::optional<std::array<std::uint8_t, 4>> parse_dotted_quad(std::string_view text) {
  std::array<std::uint8_t, 4> octets{};
  for (std::size_t i = 0; i < octets.size(); ++i) {
    const bool last = i + 1 == octets.size();
    const std::size_t end = last ? text.size() : text.find('.');
    if (end == std::string_view::npos) return {};
    const auto octet = parse_decimal(text.substr(0, end), 255);
    if (!octet) return {};
    octets[i] = static_cast<std::uint8_t>(*octet);
    text.remove_prefix(last ? end : end + 1);
  }
  return octets;
}

std::optional<std::uint16_t> parse_group(std::string_view text) {
  if (text.empty() || text.size() > 4) return {};
  for (const char c : text) {
    if (!is_hex_digit(c)) return {};
  }
  std::uint16_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value, 16);
  return value;
}

/// The groups on one side of "::", or all of them where there is none.
struct Groups {
  std::array<std::uint16_t, kGroups> values{};
  std::size_t count = 0;

  bool push(std::uint16_t group) {
    if (count == values.size()) return false;
    values[count++] = group;
    return true;
  }
};

/// @param may_end_in_quad  the last piece may be a dotted quad (RFC 4291 2.2, third form)
std::optional<Groups> parse_groups(std::string_view text, bool may_end_in_quad) {
  Groups groups;
  if (text.empty()) return groups;
  while (true) {
    const std::size_t colon = text.find(':');
    const std::string_view piece = text.substr(0, colon);
    if (const auto group = parse_group(piece)) {
      if (!groups.push(*group)) return {};
    } else {
      const auto quad = parse_dotted_quad(piece);
      if (!quad || !may_end_in_quad || colon != std::string_view::npos) return {};
      for (const std::size_t i : {std::size_t{0}, std::size_t{2}}) {
        if (!groups.push(static_cast<std::uint16_t>((*quad)[i] << 8 | (*quad)[i + 1]))) return {};
      }
    }
    if (colon == std::string_view::npos) return groups;
    text.remove_prefix(colon + 1);
  }
}

IpAddress from_groups(const std::array<std::uint16_t, kGroups>& groups) {
  IpAddress address{AddressFamily::V6, {}};
  for (std::size_t i = 0; i < kGroups; ++i) {
    address.octets[2 * i] = static_cast<std::uint8_t>(groups[i] >> 8);
    address.octets[2 * i + 1] = static_cast<std::uint8_t>(groups[i] & 0xff);
  }
  return address;
}

std::optional<IpAddress> parse_v6(std::string_view text) {
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) {
    const auto all = parse_groups(text, true);
    if (!all || all->count != kGroups) return {};
    return from_groups(all->values);
  }
  const auto head = parse_groups(text.substr(0, gap), false);
  const auto tail = parse_groups(text.substr(gap + 2), true);
  // "::" stands for one group or more.
  if (!head || !tail || head->count + tail->count >= kGroups) return {};
  std::array<std::uint16_t, kGroups> groups{};
  for (std::size_t i = 0; i < head->count; ++i) groups[i] = head->values[i];
  for (std::size_t i = 0; i < tail->count; ++i) {
    groups[kGroups - tail->count + i] = tail->values[i];
  }
  return from_groups(groups);
}

std::string v4_text(const std::array<std::uint8_t, 16>& octets, std::size_t first) {
  std::string text;
  for (std::size_t i = 0; i < 4; ++i) {
    if (i > 0) text += '.';
    text += std::to_string(octets[first + i]);
  }
  return text;
}

struct Run {
  std::size_t first = 0;
  std::size_t length = 0;
};

/// RFC 5952 4.2: the longest run of two or more zero groups, the first of equals.
Run longest_zero_run(const std::array<std::uint16_t, kGroups>& groups) {
  Run best;
  Run current;
  for (std::size_t i = 0; i < kGroups; ++i) {
    if (groups[i] != 0) {
      current = {};
      continue;
    }
    if (current.length == 0) current.first = i;
    ++current.length;
    if (current.length > best.length) best = current;
  }
  return best.length >= 2 ? best : Run{};
}

std::string group_text(std::uint16_t group) {
  std::array<char, 4> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), group, 16).ptr;
  return {buffer.data(), end};
}

std::string v6_text(const IpAddress& address) {
  std::array<std::uint16_t, kGroups> groups{};
  for (std::size_t i = 0; i < kGroups; ++i) {
    groups[i] = static_cast<std::uint16_t>(address.octets[2 * i] << 8 | address.octets[2 * i + 1]);
  }
  const Run gap = longest_zero_run(groups);
  // RFC 5952 5: IPv4-mapped addresses keep their dotted quad.
  if (gap.first == 0 && gap.length == 5 && groups[5] == 0xffff) {
    return "::ffff:" + v4_text(address.octets, 12);
  }
  std::string text;
  for (std::size_t i = 0; i < kGroups; ++i) {
    if (gap.length > 0 && i == gap.first) {
      text += "::";
      i += gap.length - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    text += group_text(groups[i]);
  }
  return text;
}

}  // namespace

std::optional<IpAddress> parse_ip_address(std::string_view text) {
  if (text.find(':') != std::string_view::npos) return parse_v6(text);
  const auto quad = parse_dotted_quad(text);
  if (!quad) return {};
  IpAddress address;
  for (std::size_t i = 0; i < quad->size(); ++i) address.octets[i] = (*quad)[i];
  return address;
}

std::string to_string(const IpAddress& address) {
  return address.family == AddressFamily::V4 ? v4_text(address.octets, 0) : v6_text(address);
}

std::string to_string(const Endpoint& endpoint) {
  const std::string port = std::to_string(endpoint.port);
  if (endpoint.address.family == AddressFamily::V4) return to_string(endpoint.address) + ":" + port;
  return "[" + to_string(endpoint.address) + "]:" + port;
}

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return {};
  std::string_view host = text.substr(0, colon);
  const auto port = parse_decimal(text.substr(colon + 1), 65535);
  if (!port) return {};
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto address = parse_ip_address(host);
  if (!address || bracketed != (address->family == AddressFamily::V6)) return {};
  return Endpoint{*address, static_cast<std::uint16_t>(*port)};
}

}  // namespace gateway
