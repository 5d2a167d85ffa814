#include "gateway/interworking/html_text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace gateway {
namespace {

constexpr std::array kBlocks = {"br", "p",  "div", "li", "tr", "h1", "h2",  "h3",
                                "h4", "h5", "h6",  "ul", "ol", "hr", "pre", "blockquote"};
constexpr std::array kUnseen = {"script", "style", "head", "title", "template", "noscript"};
constexpr std::array kEntities = {
    std::pair{std::string_view("amp"), std::string_view("&")},
    std::pair{std::string_view("lt"), std::string_view("<")},
    std::pair{std::string_view("gt"), std::string_view(">")},
    std::pair{std::string_view("quot"), std::string_view("\"")},
    std::pair{std::string_view("apos"), std::string_view("'")},
    std::pair{std::string_view("nbsp"), std::string_view("\u00a0")},
    std::pair{std::string_view("auml"), std::string_view("\u00e4")},
    std::pair{std::string_view("ouml"), std::string_view("\u00f6")},
    std::pair{std::string_view("uuml"), std::string_view("\u00fc")},
    std::pair{std::string_view("Auml"), std::string_view("\u00c4")},
    std::pair{std::string_view("Ouml"), std::string_view("\u00d6")},
    std::pair{std::string_view("Uuml"), std::string_view("\u00dc")},
    std::pair{std::string_view("szlig"), std::string_view("\u00df")},
    std::pair{std::string_view("euro"), std::string_view("\u20ac")},
    std::pair{std::string_view("ndash"), std::string_view("\u2013")},
    std::pair{std::string_view("mdash"), std::string_view("\u2014")},
    std::pair{std::string_view("hellip"), std::string_view("\u2026")},
};
constexpr std::size_t kEntityBytesMax = 10;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

template <class Names>
bool holds(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void append_utf8(std::string& text, unsigned long code) {
  const auto octet = [&text](unsigned long value) { text += static_cast<char>(value & 0xff); };
  if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) code = 0xfffd;
  if (code < 0x80) return octet(code);
  if (code < 0x800) {
    octet(0xc0 | (code >> 6));
  } else if (code < 0x10000) {
    octet(0xe0 | (code >> 12));
    octet(0x80 | ((code >> 6) & 0x3f));
  } else {
    octet(0xf0 | (code >> 18));
    octet(0x80 | ((code >> 12) & 0x3f));
    octet(0x80 | ((code >> 6) & 0x3f));
  }
  octet(0x80 | (code & 0x3f));
}

/// "#228" or "#xe4"; at most kEntityBytesMax characters come here, so nothing overflows.
std::optional<unsigned long> number_of(std::string_view name) {
  if (!name.starts_with('#')) return std::nullopt;
  name.remove_prefix(1);
  const bool hexadecimal = name.starts_with('x') || name.starts_with('X');
  if (hexadecimal) name.remove_prefix(1);
  if (name.empty()) return std::nullopt;
  unsigned long value = 0;
  for (const char c : lower(name)) {
    if (is_digit(c)) {
      value = value * (hexadecimal ? 16 : 10) + static_cast<unsigned long>(c - '0');
    } else if (hexadecimal && c >= 'a' && c <= 'f') {
      value = value * 16 + static_cast<unsigned long>(c - 'a' + 10);
    } else {
      return std::nullopt;
    }
  }
  return value;
}

class HtmlReader {
 public:
  explicit HtmlReader(std::string_view html) : rest_(html) {}

  std::string read() {
    while (!rest_.empty()) {
      if (rest_.starts_with("<!--")) {
        skip_past("-->");
      } else if (at_tag()) {
        on_tag();
      } else if (rest_.front() == '&') {
        on_entity();
      } else {
        put(rest_.front());
        rest_.remove_prefix(1);
      }
    }
    return std::move(text_);
  }

 private:
  /// A '<' before anything else is only a sign.
  bool at_tag() const {
    if (rest_.front() != '<' || rest_.size() < 2) return false;
    return is_letter(rest_[1]) || rest_[1] == '/' || rest_[1] == '!' || rest_[1] == '?';
  }

  void skip_past(std::string_view end) {
    const std::size_t found = rest_.find(end);
    rest_.remove_prefix(found == std::string_view::npos ? rest_.size() : found + end.size());
  }

  /// The end of a tag is the first '>' outside quotes.
  void skip_tag() {
    char quote = 0;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      const char c = rest_[i];
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        return rest_.remove_prefix(i + 1);
      }
    }
    rest_ = {};
  }

  void on_tag() {
    std::string_view name = rest_.substr(1);
    const bool closing = name.starts_with('/');
    if (closing) name.remove_prefix(1);
    const auto end = std::find_if_not(name.begin(), name.end(),
                                      [](char c) { return is_letter(c) || is_digit(c); });
    const std::string tag = lower(name.substr(0, static_cast<std::size_t>(end - name.begin())));
    skip_tag();
    if (!closing && holds(kUnseen, tag)) return skip_unseen(tag);
    if (tag == "br") {
      text_ += '\n';
      space_ = false;
    } else if (holds(kBlocks, tag)) {
      new_block_ = !text_.empty();
      space_ = false;
    }
  }

  /// To the closing tag, or to the end where there is none.
  void skip_unseen(const std::string& tag) {
    while (!rest_.empty()) {
      const std::size_t found = rest_.find("</");
      if (found == std::string_view::npos) break;
      rest_.remove_prefix(found);
      if (lower(rest_.substr(2, tag.size())) == tag) return skip_tag();
      rest_.remove_prefix(2);
    }
    rest_ = {};
  }

  void on_entity() {
    const std::size_t end = rest_.substr(0, kEntityBytesMax + 2).find(';');
    const std::string_view name =
        end == std::string_view::npos ? std::string_view() : rest_.substr(1, end - 1);
    std::string character;
    const auto known = std::find_if(kEntities.begin(), kEntities.end(),
                                    [&](const auto& one) { return one.first == name; });
    if (const auto code = number_of(name)) {
      append_utf8(character, *code);
    } else if (known != kEntities.end()) {
      character = known->second;
    } else {
      put('&');
      return rest_.remove_prefix(1);
    }
    rest_.remove_prefix(end + 1);
    for (const char c : character) put(c);
  }

  void put(char c) {
    if (is_space(c)) {
      space_ = true;
      return;
    }
    if (new_block_ && !text_.ends_with('\n')) text_ += '\n';
    if (space_ && !new_block_ && !text_.empty() && !text_.ends_with('\n')) text_ += ' ';
    new_block_ = false;
    space_ = false;
    text_ += c;
  }

  std::string_view rest_;
  std::string text_;
  bool space_ = false;      // white space was read and may have to be one space
  bool new_block_ = false;  // what comes next begins a line
};

}  // namespace

std::string text_of_html(std::string_view html) { return HtmlReader(html).read(); }

}  // namespace gateway
