// Base64 (RFC 4648 4) and hexadecimal text, byte by byte: the inputs are small.
#include "gateway/base/encoding.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace gateway {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> reverse_alphabet() {
  std::array<std::int8_t, 256> table{};
  table.fill(-1);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    table[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
  }
  return table;
}
constexpr auto kReverse = reverse_alphabet();

std::uint32_t octet_at(std::string_view octets, std::size_t i) {
  return i < octets.size() ? static_cast<unsigned char>(octets[i]) : 0U;
}

/// How many '=' stand at the end; nothing if more than two.
std::optional<std::size_t> padding_of(std::string_view text) {
  const std::size_t last = text.find_last_not_of('=');
  const std::size_t padding = text.size() - (last == std::string_view::npos ? 0 : last + 1);
  if (padding > 2) return {};
  return padding;
}

}  // namespace

std::string base64_encode(std::string_view octets) {
  std::string text;
  text.reserve((octets.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    const std::uint32_t bits =
        octet_at(octets, i) << 16 | octet_at(octets, i + 1) << 8 | octet_at(octets, i + 2);
    const std::size_t left = octets.size() - i;
    text += kAlphabet[bits >> 18 & 63];
    text += kAlphabet[bits >> 12 & 63];
    text += left > 1 ? kAlphabet[bits >> 6 & 63] : '=';
    text += left > 2 ? kAlphabet[bits & 63] : '=';
  }
  return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return {};
  const auto padding = padding_of(text);
  if (!padding) return {};
  std::string octets;
  octets.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text.substr(0, text.size() - *padding)) {
    const std::int8_t value = kReverse[static_cast<unsigned char>(c)];
    if (value < 0) return {};
    bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0xffffU;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    octets += static_cast<char>(bits >> held & 0xffU);
  }
  // RFC 4648 3.5: bits that stand for nothing must be zero, or one value had several spellings.
  if ((bits & ((1U << held) - 1U)) != 0) return {};
  return octets;
}

std::string hex_encode(std::string_view octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(octets.size() * 2);
  for (const char c : octets) {
    const auto octet = static_cast<unsigned char>(c);
    text += kDigits[octet >> 4];
    text += kDigits[octet & 15];
  }
  return text;
}

}  // namespace gateway
