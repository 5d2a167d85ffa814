// The streaming writer; see json_writer.hpp.
#include "reports/json/json_writer.hpp"

namespace reports {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::size_t kLineDepthMax = 2;

bool is_continuation(char octet) { return (static_cast<unsigned char>(octet) & 0xC0U) == 0x80U; }

// Octets of the well-formed sequence at the front (RFC 3629 4), or 0 if there is none.
std::size_t sequence_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if (!is_continuation(text[i])) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool out_of_range = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
  return overlong || out_of_range ? 0 : length;
}

bool is_plain(char letter) {
  return letter != '"' && letter != '\\' && static_cast<unsigned char>(letter) >= 0x20 &&
         static_cast<unsigned char>(letter) < 0x7F;
}

void append_hex(std::string& out, std::string_view prefix, char octet) {
  const auto value = static_cast<unsigned char>(octet);
  out.append(prefix);
  out.push_back(kHexDigits[value >> 4U]);
  out.push_back(kHexDigits[value & 0x0FU]);
}

void append_escaped(std::string& out, char letter) {
  switch (letter) {
    case '"':
      out.append("\\\"");
      return;
    case '\\':
      out.append("\\\\");
      return;
    case '\n':
      out.append("\\n");
      return;
    case '\r':
      out.append("\\r");
      return;
    case '\t':
      out.append("\\t");
      return;
    default:
      append_hex(out, "\\u00", letter);
      return;
  }
}

}  // namespace

std::string readable_utf8(std::string_view octets) {
  std::string out;
  out.reserve(octets.size());
  while (!octets.empty()) {
    const std::size_t length = sequence_length(octets);
    if (length == 0) {
      append_hex(out, "\\x", octets.front());
    } else {
      out.append(octets.substr(0, length));
    }
    octets.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

void JsonWriter::write_string(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  out.push_back('"');
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0) {
      append_hex(out, "\\\\x", text.front());
    } else if (length > 1 || is_plain(text.front())) {
      out.append(text.substr(0, length));
    } else {
      append_escaped(out, text.front());
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out.push_back('"');
  out_ << out;
}

void JsonWriter::key(std::string_view name) {
  separate();
  write_string(name);
  out_ << (layout_ == Layout::Lines ? ": " : ":");
  after_key_ = true;
}

void JsonWriter::value(std::string_view text) {
  separate();
  write_string(text);
}

void JsonWriter::value(bool truth) {
  separate();
  out_ << (truth ? "true" : "false");
}

void JsonWriter::null() {
  separate();
  out_ << "null";
}

void JsonWriter::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (has_members_.empty()) return;
  if (has_members_.back()) out_ << ',';
  has_members_.back() = true;
  new_line();
}

void JsonWriter::new_line() {
  if (layout_ == Layout::Compact || has_members_.size() > kLineDepthMax) return;
  out_ << '\n' << std::string(2 * has_members_.size(), ' ');
}

void JsonWriter::open(char bracket) {
  separate();
  out_ << bracket;
  has_members_.push_back(false);
}

void JsonWriter::close(char bracket) {
  const bool had_members = has_members_.back();
  const bool on_lines = layout_ == Layout::Lines && has_members_.size() <= kLineDepthMax;
  has_members_.pop_back();
  if (had_members && on_lines) out_ << '\n' << std::string(2 * has_members_.size(), ' ');
  out_ << bracket;
}

}  // namespace reports
