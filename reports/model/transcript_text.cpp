// A transcript for people: one line an entry, in columns that do not move.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "gateway/base/encoding.hpp"
#include "reports/model/transcript.hpp"

namespace reports {
namespace {

bool is_text_octet(unsigned char octet) {
  return octet >= 0x20 ? octet != 0x7f : octet == '\n' || octet == '\r' || octet == '\t';
}

// Length of the UTF-8 sequence at `at`, or 0. Overlong forms pass: this is for printing only.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2
                             : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(text[at + i]) & 0xc0) != 0x80) return 0;
  }
  return length;
}

bool is_text(std::string_view octets) {
  for (std::size_t at = 0; at < octets.size();) {
    const std::size_t length = utf8_length(octets, at);
    if (length == 0) return false;
    if (length == 1 && !is_text_octet(static_cast<unsigned char>(octets[at]))) return false;
    at += length;
  }
  return true;
}

// A line must stay a line.
std::string on_one_line(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '\n': line += "\\n"; break;
      case '\r': line += "\\r"; break;
      case '\t': line += "\\t"; break;
      default: line += c;
    }
  }
  return line;
}

std::string_view cut(std::string_view octets, std::size_t octets_max, bool is_utf8) {
  if (octets.size() <= octets_max) return octets;
  std::size_t end = octets_max;
  while (is_utf8 && end > 0 && (static_cast<unsigned char>(octets[end]) & 0xc0) == 0x80) --end;
  return octets.substr(0, end);
}

std::string shown(std::string_view octets, std::size_t octets_max) {
  const bool text = is_text(octets);
  const std::string_view kept = cut(octets, octets_max, text);
  std::string line = text ? on_one_line(kept) : "hex " + gateway::hex_encode(kept);
  if (kept.size() < octets.size()) {
    fmt::format_to(std::back_inserter(line), " ... {} octets in all", octets.size());
  }
  return line;
}

}  // namespace

std::string to_text(const Transcript& transcript, std::size_t octets_max) {
  std::size_t node_width = 8;
  for (const Entry& entry : transcript.entries) {
    node_width = std::max(node_width, entry.node.size());
  }
  std::string text;
  for (const Entry& entry : transcript.entries) {
    const std::string connection = entry.connection ? fmt::format("#{}", entry.connection) : "-";
    fmt::format_to(std::back_inserter(text), "{:>12.6f}  {:<22} {:<{}} {:>4} {} {}\n",
                   static_cast<double>(entry.at_us) / 1e6, to_string(entry.kind),
                   entry.node.empty() ? "-" : entry.node, node_width, connection,
                   entry.protected_by_tls ? "tls" : "   ", shown(entry.text, octets_max));
  }
  return text;
}

}  // namespace reports
