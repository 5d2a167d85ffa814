// A recursive descent over complete octets; see parse.hpp. Source: XML 1.0, Namespaces in XML 1.0.
#include "fakes/wire/parse.hpp"

#include <charconv>
#include <cstdint>
#include <utility>

namespace fakes::wire {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

void append_utf8(std::string& out, std::uint32_t code) {
  const auto octet = [&out](std::uint32_t value) { out.push_back(static_cast<char>(value)); };
  if (code < 0x80) return octet(code);
  if (code < 0x800) {
    octet(0xC0 | (code >> 6));
    return octet(0x80 | (code & 0x3F));
  }
  if (code < 0x10000) {
    octet(0xE0 | (code >> 12));
    octet(0x80 | ((code >> 6) & 0x3F));
    return octet(0x80 | (code & 0x3F));
  }
  octet(0xF0 | (code >> 18));
  octet(0x80 | ((code >> 12) & 0x3F));
  octet(0x80 | ((code >> 6) & 0x3F));
  octet(0x80 | (code & 0x3F));
}

bool append_reference(std::string& out, std::string_view name) {
  if (name == "lt") return out.push_back('<'), true;
  if (name == "gt") return out.push_back('>'), true;
  if (name == "amp") return out.push_back('&'), true;
  if (name == "quot") return out.push_back('"'), true;
  if (name == "apos") return out.push_back('\''), true;
  if (!name.starts_with('#')) return false;
  const bool hexadecimal = name.starts_with("#x");
  const std::string_view digits = name.substr(hexadecimal ? 2 : 1);
  std::uint32_t code = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, code, hexadecimal ? 16 : 10);
  if (error != std::errc{} || stop != end || code == 0 || code > 0x10FFFF) return false;
  append_utf8(out, code);
  return true;
}

class Parser {
 public:
  explicit Parser(std::string_view octets) : rest_(octets) {}

  std::optional<Element> element(const Namespaces& outer, int depth) {
    if (depth > kMaxDepth) return std::nullopt;
    bool empty = false;
    std::optional<Element> result = tag(empty);
    if (!result) return std::nullopt;
    const Namespaces own = namespaces_of(*result);
    if (own.empty()) return content(std::move(*result), outer, empty, depth);
    Namespaces scope = outer;
    for (const auto& [prefix, ns] : own) scope[prefix] = ns;
    return content(std::move(*result), scope, empty, depth);
  }

  std::optional<Element> tag(bool& empty) {
    if (!take("<")) return std::nullopt;
    Element result;
    std::string name = take_name();
    if (name.empty()) return std::nullopt;
    const auto colon = name.find(':');
    result.prefix = colon == std::string::npos ? "" : name.substr(0, colon);
    result.name = colon == std::string::npos ? std::move(name) : name.substr(colon + 1);
    while (true) {
      skip_space();
      if (take("/>")) return empty = true, result;
      if (take(">")) return empty = false, result;
      std::optional<Attribute> next = attribute();
      if (!next) return std::nullopt;
      result.attributes.push_back(std::move(*next));
    }
  }

 private:
  std::optional<Element> content(Element result, const Namespaces& scope, bool empty, int depth) {
    const auto bound = scope.find(result.prefix);
    if (bound != scope.end()) result.ns = bound->second;
    if (empty) return result;
    while (!rest_.empty()) {
      if (take("</")) return closes(result) ? std::optional(std::move(result)) : std::nullopt;
      if (take("<!--")) {
        skip_past("-->");
      } else if (take("<?")) {
        skip_past("?>");
      } else if (take("<![CDATA[")) {
        result.text += until("]]>");
        skip_past("]]>");
      } else if (rest_.starts_with('<')) {
        std::optional<Element> child = element(scope, depth + 1);
        if (!child) return std::nullopt;
        result.children.push_back(std::move(*child));
      } else {
        const std::string_view text = until("<");
        result.text += unescape(text);
        rest_.remove_prefix(text.size());
      }
    }
    return std::nullopt;
  }

  bool closes(const Element& opened) {
    const std::string name = take_name();
    skip_space();
    const std::string wanted =
        opened.prefix.empty() ? opened.name : opened.prefix + ":" + opened.name;
    return take(">") && name == wanted;
  }

  std::optional<Attribute> attribute() {
    Attribute result;
    result.name = take_name();
    skip_space();
    if (result.name.empty() || !take("=")) return std::nullopt;
    skip_space();
    if (rest_.empty() || (rest_.front() != '"' && rest_.front() != '\'')) return std::nullopt;
    const char quote = rest_.front();
    rest_.remove_prefix(1);
    const auto end = rest_.find(quote);
    if (end == std::string_view::npos) return std::nullopt;
    result.value = unescape(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    return result;
  }

  std::string take_name() {
    const auto end = rest_.find_first_of(" \t\r\n=/><'\"");
    std::string name(rest_.substr(0, end));
    rest_.remove_prefix(name.size());
    return name;
  }

  bool take(std::string_view token) {
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }

  std::string_view until(std::string_view token) const {
    return rest_.substr(0, rest_.find(token));
  }

  void skip_past(std::string_view token) {
    const auto end = rest_.find(token);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + token.size());
  }

  void skip_space() {
    const auto end = rest_.find_first_not_of(kSpace);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end);
  }

  std::string_view rest_;
};

}  // namespace

std::optional<Element> parse_element(std::string_view octets, const Namespaces& outer) {
  return Parser(octets).element(outer, 1);
}

std::optional<Element> parse_opening_tag(std::string_view octets) {
  bool empty = false;
  std::optional<Element> result = Parser(octets).tag(empty);
  if (!result) return std::nullopt;
  const Namespaces scope = namespaces_of(*result);
  const auto bound = scope.find(result->prefix);
  if (bound != scope.end()) result->ns = bound->second;
  result->source = octets;
  return result;
}

Namespaces namespaces_of(const Element& element) {
  Namespaces result;
  for (const Attribute& a : element.attributes) {
    if (a.name == "xmlns") result[""] = a.value;
    if (a.name.starts_with("xmlns:")) result[a.name.substr(6)] = a.value;
  }
  return result;
}

std::string unescape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto ampersand = text.find('&');
    out += text.substr(0, ampersand);
    if (ampersand == std::string_view::npos) break;
    text.remove_prefix(ampersand);
    const auto end = text.find(';');
    if (end == std::string_view::npos || !append_reference(out, text.substr(1, end - 1))) {
      out.push_back('&');
      text.remove_prefix(1);
    } else {
      text.remove_prefix(end + 1);
    }
  }
  return out;
}

}  // namespace fakes::wire
