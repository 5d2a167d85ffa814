// Every octet is looked at once to find where markup ends; only complete children are parsed.
#include "fakes/wire/reader.hpp"

#include <utility>

namespace fakes::wire {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

void Reader::feed(std::string_view octets) {
  if (!over_) unread_ += octets;
}

std::size_t Reader::restart() {
  const std::size_t dropped = unread_.size();
  *this = Reader();
  return dropped;
}

std::optional<Item> Reader::next() {
  while (!over_ && scanned_ < unread_.size()) {
    const char c = unread_[scanned_++];
    if (!in_markup_ && c == '<') {
      if (depth_ <= 1) drop_read(scanned_ - 1);
      in_markup_ = true;
      markup_start_ = scanned_ - 1;
      quote_ = 0;
      brackets_ = 0;
    } else if (!in_markup_) {
      if (depth_ <= 1 && !is_space(c)) return fail("text between first-level elements");
    } else if (ends_markup(c)) {
      in_markup_ = false;
      if (std::optional<Item> item = on_markup_end()) return item;
    }
  }
  if (!in_markup_ && depth_ <= 1) drop_read(scanned_);
  if (!over_ && unread_.size() > kMaxUnreadBytes) return fail("element of more than 1 MiB");
  return std::nullopt;
}

void Reader::drop_read(std::size_t octets) {
  unread_.erase(0, octets);
  scanned_ -= octets;
}

// Inside markup: was `last` its final ">"?
bool Reader::ends_markup(char last) {
  const std::string_view markup =
      std::string_view(unread_).substr(markup_start_, scanned_ - markup_start_);
  if (markup.starts_with("<!--")) return markup.size() >= 7 && markup.ends_with("-->");
  if (markup.starts_with("<![CDATA[")) return markup.ends_with("]]>");
  if (markup.starts_with("<?")) return markup.ends_with("?>");
  if (quote_ != 0) {
    if (last == quote_) quote_ = 0;
    return false;
  }
  if (last == '"' || last == '\'') quote_ = last;
  if (last == '[') ++brackets_;
  if (last == ']') --brackets_;
  return last == '>' && (brackets_ <= 0 || !markup.starts_with("<!"));
}

std::optional<Item> Reader::on_markup_end() {
  const std::string_view markup =
      std::string_view(unread_).substr(markup_start_, scanned_ - markup_start_);
  if (markup.starts_with("<!") || markup.starts_with("<?")) return std::nullopt;
  if (!markup.starts_with("</")) return on_opening_tag(markup, markup.ends_with("/>"));
  --depth_;
  if (depth_ == 1) return on_child_end();
  if (depth_ > 1) return std::nullopt;
  if (depth_ < 0) return fail("closing tag without an opening one");
  over_ = true;
  return ClosingTagRead{};
}

std::optional<Item> Reader::on_opening_tag(std::string_view tag, bool empty) {
  if (depth_ == 1) child_start_ = markup_start_;
  if (depth_ == 1 && empty) return on_child_end();
  if (depth_ > 0) {
    if (!empty) ++depth_;
    return std::nullopt;
  }
  std::optional<Element> header = parse_opening_tag(tag);
  if (!header || empty) return fail("no stream header");
  depth_ = 1;
  header_namespaces_ = namespaces_of(*header);
  return HeaderRead{std::move(*header)};
}

std::optional<Item> Reader::on_child_end() {
  const std::string source = unread_.substr(child_start_, scanned_ - child_start_);
  drop_read(scanned_);
  std::optional<Element> child = parse_element(source, header_namespaces_);
  if (!child) return fail("not well-formed");
  child->source = source;
  return ChildRead{std::move(*child)};
}

Item Reader::fail(std::string reason) {
  over_ = true;
  return ReadFailed{std::move(reason)};
}

}  // namespace fakes::wire
