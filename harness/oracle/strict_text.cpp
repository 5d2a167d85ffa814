// Decodes UTF-8 by arithmetic, not by the table of RFC 3629: the gateway has the table.
#include "harness/oracle/strict_text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

namespace harness::oracle {
namespace {

bool is_xml_character(std::uint32_t character) {
  if (character < 0x20) return character == '\t' || character == '\n' || character == '\r';
  const bool surrogate = character >= 0xD800 && character <= 0xDFFF;
  return !surrogate && character != 0xFFFE && character != 0xFFFF && character <= 0x10FFFF;
}

/// Takes one character off; nothing if it is not the shortest form of one.
std::optional<std::uint32_t> take_character(std::string_view& text) {
  const auto first = static_cast<std::uint8_t>(text.front());
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if ((first >= 0x80 && first < 0xC0) || first >= 0xF8 || text.size() < length) return {};
  std::uint32_t character = length == 1 ? first : first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<std::uint8_t>(text[i]);
    if ((next & 0xC0U) != 0x80U) return {};
    character = (character << 6U) | (next & 0x3FU);
  }
  constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (character < kLeast[length]) return {};
  text.remove_prefix(length);
  return character;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }
bool is_name_character(char c) {
  return is_letter(c) || is_beyond_ascii(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

}  // namespace

bool is_xml_text(std::string_view text) {
  while (!text.empty()) {
    const auto character = take_character(text);
    if (!character || !is_xml_character(*character)) return false;
  }
  return true;
}

bool is_nc_name(std::string_view text) {
  if (text.empty() || !(is_letter(text.front()) || is_beyond_ascii(text.front()))) return false;
  return std::all_of(text.begin(), text.end(), is_name_character);
}

bool is_reference(std::string_view name) {
  for (const std::string_view known : {"lt", "gt", "amp", "apos", "quot"}) {
    if (name == known) return true;
  }
  if (!name.starts_with('#')) return false;
  name.remove_prefix(1);
  const int base = name.starts_with('x') ? 16 : 10;
  if (base == 16) name.remove_prefix(1);
  std::uint32_t character = 0;
  const char* const end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data(), end, character, base);
  return error == std::errc() && stop == end && is_xml_character(character);
}

}  // namespace harness::oracle
