#include "gateway/interworking/cpim.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace gateway {
namespace {

constexpr std::size_t kHeadersMax = 100;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_in_any_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// Takes one line off, without its end. Nothing: no line ends any more.
std::optional<std::string_view> take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// ---- escapes, RFC 3862 2.3

struct Escape {
  char character;
  char letter;
};
constexpr std::array kEscapes = {Escape{'\b', 'b'}, Escape{'\t', 't'}, Escape{'\n', 'n'},
                                 Escape{'\r', 'r'}};

std::optional<unsigned> hexadecimal(std::string_view digits) {
  unsigned value = 0;
  if (digits.size() != 4) return std::nullopt;
  for (const char c : digits) {
    const char digit = lower(c);
    if (digit >= '0' && digit <= '9') {
      value = value * 16 + static_cast<unsigned>(digit - '0');
    } else if (digit >= 'a' && digit <= 'f') {
      value = value * 16 + static_cast<unsigned>(digit - 'a' + 10);
    } else {
      return std::nullopt;
    }
  }
  return value;
}

/// Surrogates stand for nothing by themselves.
void append_utf8(std::string& text, unsigned code) {
  const auto octet = [&text](unsigned value) { text += static_cast<char>(value); };
  if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
  if (code < 0x80) return octet(code);
  if (code < 0x800) {
    octet(0xc0 | (code >> 6));
  } else {
    octet(0xe0 | (code >> 12));
    octet(0x80 | ((code >> 6) & 0x3f));
  }
  octet(0x80 | (code & 0x3f));
}

std::string unescaped(std::string_view value) {
  std::string text;
  while (!value.empty()) {
    const char c = value.front();
    value.remove_prefix(1);
    if (c != '\\') {
      text += c;
      continue;
    }
    if (value.empty()) break;  // an isolated backslash at the end is ignored
    const char letter = value.front();
    value.remove_prefix(1);
    const auto code = letter == 'u' ? hexadecimal(value.substr(0, 4)) : std::nullopt;
    const auto known = std::find_if(kEscapes.begin(), kEscapes.end(),
                                    [&](const Escape& one) { return one.letter == letter; });
    if (code) {
      append_utf8(text, *code);
      value.remove_prefix(4);
    } else {
      text += known != kEscapes.end() ? known->character : letter;
    }
  }
  return text;
}

void append_escaped(std::string& wire, std::string_view value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const char c : value) {
    const auto known = std::find_if(kEscapes.begin(), kEscapes.end(),
                                    [&](const Escape& one) { return one.character == c; });
    const auto octet = static_cast<std::uint8_t>(c);
    if (c == '\\') {
      wire += "\\\\";
    } else if (known != kEscapes.end()) {
      wire += '\\';
      wire += known->letter;
    } else if (octet < 0x20 || octet == 0x7f) {
      wire += "\\u00";
      wire += kDigits[octet >> 4];
      wire += kDigits[octet & 0xf];
    } else {
      wire += c;
    }
  }
}

// ---- reading

/// "imdn <urn:ietf:params:imdn>" or "<urn:...>": a prefix and what it stands for.
std::optional<std::pair<std::string, std::string>> declaration_of(std::string_view value) {
  const std::size_t open = value.find('<');
  if (open == std::string_view::npos || !value.ends_with('>')) return std::nullopt;
  const std::string_view uri = value.substr(open + 1, value.size() - open - 2);
  return std::pair{std::string(trimmed(value.substr(0, open))), std::string(uri)};
}

class HeaderReader {
 public:
  Result<void> read(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return syntax();
    if (++count_ > kHeadersMax) return make_error("cpim-too-many-headers", "over 100 headers");
    std::string_view name = line.substr(0, colon);
    std::string_view value = line.substr(colon + 1);
    if (value.starts_with(';')) {  // parameters; the first space ends them
      const std::size_t space = value.find(' ');
      value = space == std::string_view::npos ? std::string_view() : value.substr(space);
    }
    value = trimmed(value);
    std::string prefix;
    if (const std::size_t dot = name.find('.'); dot != std::string_view::npos) {
      prefix = name.substr(0, dot);
      name.remove_prefix(dot + 1);
    }
    const auto declared = namespaces_.find(prefix);
    // A prefix that nobody declared makes a header that nobody knows: ignored (2.2).
    if (declared == namespaces_.end()) return Result<void>();
    if (declared->second == kCpimHeaders && name == "NS") return declare(value);
    if (declared->second == kCpimHeaders && name == "Require" && !value.empty()) {
      return make_error("cpim-required", "it requires " + std::string(value.substr(0, 100)));
    }
    headers.push_back({declared->second, std::string(name), unescaped(value)});
    return Result<void>();
  }

  std::vector<CpimHeader> headers;

 private:
  static Error syntax() { return make_error("cpim-syntax", "a header line without a name"); }

  Result<void> declare(std::string_view value) {
    auto declaration = declaration_of(value);
    if (!declaration) return make_error("cpim-syntax", "NS without a URI");
    namespaces_.insert_or_assign(std::move(declaration->first), std::move(declaration->second));
    return Result<void>();
  }

  std::map<std::string, std::string, std::less<>> namespaces_ = {{"", std::string(kCpimHeaders)}};
  std::size_t count_ = 0;
};

}  // namespace

const std::string* CpimMessage::header(std::string_view ns, std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const CpimHeader& one) {
    return one.ns == ns && one.name == name;
  });
  return found == headers.end() ? nullptr : &found->value;
}

const std::string* CpimMessage::content_header(std::string_view name) const {
  const auto found =
      std::find_if(content_headers.begin(), content_headers.end(),
                   [&](const ContentHeader& one) { return same_in_any_case(one.name, name); });
  return found == content_headers.end() ? nullptr : &found->value;
}

Result<CpimMessage> parse_cpim(std::string_view octets) {
  HeaderReader reader;
  while (true) {
    const auto line = take_line(octets);
    if (!line) return make_error("cpim-syntax", "the headers do not end");
    if (line->empty()) break;
    if (const auto read = reader.read(*line); !read) return read.error();
  }
  CpimMessage message{std::move(reader.headers), {}, {}};
  while (true) {
    const auto line = take_line(octets);
    if (!line) return make_error("cpim-syntax", "the headers of the content do not end");
    if (line->empty()) break;
    const bool folded = line->front() == ' ' || line->front() == '\t';
    if (folded && !message.content_headers.empty()) {
      message.content_headers.back().value.append(" ").append(trimmed(*line));
      continue;
    }
    const std::size_t colon = line->find(':');
    if (folded || colon == std::string_view::npos) {
      return make_error("cpim-syntax", "a header line of the content without a name");
    }
    if (message.content_headers.size() >= kHeadersMax) {
      return make_error("cpim-too-many-headers", "over 100 headers of the content");
    }
    message.content_headers.push_back({std::string(trimmed(line->substr(0, colon))),
                                       std::string(trimmed(line->substr(colon + 1)))});
  }
  message.content = octets;
  return message;
}

std::string write_cpim(const CpimMessage& message) {
  std::string wire;
  bool declared = false;
  for (const CpimHeader& header : message.headers) {
    if (header.ns == kImdnHeaders) {
      if (!declared) wire += "NS: imdn <" + std::string(kImdnHeaders) + ">\r\n";
      declared = true;
      wire += "imdn.";
    }
    wire += header.name + ": ";
    append_escaped(wire, header.value);
    wire += "\r\n";
  }
  wire += "\r\n";
  for (const ContentHeader& header : message.content_headers) {
    wire += header.name + ": " + header.value + "\r\n";
  }
  wire += "Content-Length: " + std::to_string(message.content.size()) + "\r\n\r\n";
  return wire + message.content;
}

}  // namespace gateway
