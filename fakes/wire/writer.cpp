// Text building only; see writer.hpp.
#include "fakes/wire/writer.hpp"

#include <fmt/format.h>

#include "fakes/wire/element.hpp"

namespace fakes::wire {
namespace {

std::string attribute_text(std::string_view name, std::string_view value) {
  return value.empty() ? std::string{} : fmt::format(" {}='{}'", name, escape(value));
}

std::string attribute_text(std::string_view name, const std::optional<std::string>& value) {
  return value ? fmt::format(" {}='{}'", name, escape(*value)) : std::string{};
}

struct Span {
  std::size_t begin = 0;  // of the white space before the name
  std::size_t end = 0;    // behind the closing quote
};

// Where `name='...'` stands in an opening tag.
std::optional<Span> find_attribute(std::string_view tag, std::string_view name) {
  for (std::size_t at = tag.find_first_of(" \t\r\n"); at < tag.size();) {
    const std::size_t start = tag.find_first_not_of(" \t\r\n", at);
    const std::size_t equals = tag.find('=', at);
    if (start == std::string_view::npos || equals == std::string_view::npos) return std::nullopt;
    const std::size_t open = tag.find_first_of("'\"", equals);
    if (open == std::string_view::npos) return std::nullopt;
    const std::size_t close = tag.find(tag[open], open + 1);
    if (close == std::string_view::npos) return std::nullopt;
    const std::string_view found = tag.substr(start, equals - start);
    if (found.substr(0, found.find_last_not_of(" \t\r\n") + 1) == name) return Span{at, close + 1};
    at = close + 1;
  }
  return std::nullopt;
}

}  // namespace

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '\'':
        out += "&apos;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out.push_back(c);
    }
  }
  return out;
}

std::string stream_header(const HeaderText& header) {
  std::string out = "<?xml version='1.0'?>" + header.before;
  out += fmt::format("<stream:stream xmlns='{}' xmlns:stream='{}'", kServerNs, kStreamsNs);
  if (header.declares_dialback) out += fmt::format(" xmlns:db='{}'", kDialbackNs);
  out += attribute_text("from", header.from);
  out += attribute_text("to", header.to);
  out += attribute_text("id", header.id);
  if (header.version) out += " version='1.0'";
  return out + ">";
}

std::string stream_error(std::string_view condition) {
  return fmt::format("<stream:error><{} xmlns='{}'/></stream:error>", condition, kStreamErrorNs);
}

std::string element(std::string_view name, std::string_view ns, std::string_view inner) {
  if (inner.empty()) return fmt::format("<{} xmlns='{}'/>", name, ns);
  return fmt::format("<{} xmlns='{}'>{}</{}>", name, ns, inner, name);
}

std::string dialback_element(const DialbackText& text) {
  std::string out = fmt::format("<db:{} xmlns:db='{}'", text.name, kDialbackNs);
  out += attribute_text("from", text.from);
  out += attribute_text("to", text.to);
  out += attribute_text("id", text.id);
  out += attribute_text("type", text.type);
  if (text.body.empty()) return out + "/>";
  return out + fmt::format(">{}</db:{}>", text.body, text.name);
}

std::string stanza_error(std::string_view condition) {
  return fmt::format("<error type='cancel'><{} xmlns='{}'/></error>", condition, kStanzaErrorNs);
}

std::string iq_answer(const Element& request, std::string_view condition) {
  std::string out = "<iq" + attribute_text("from", request.attribute("to")) +
                    attribute_text("to", request.attribute("from")) +
                    attribute_text("id", request.attribute("id"));
  if (condition.empty()) return out + " type='result'/>";
  return out + " type='error'>" + stanza_error(condition) + "</iq>";
}

std::string with_attribute(std::string_view xml, std::string_view name,
                           const std::optional<std::string>& value) {
  const std::size_t end = xml.find('>');
  if (end == std::string_view::npos) return std::string(xml);
  const std::string_view tag = xml.substr(0, end);
  const std::string wanted = attribute_text(name, value);
  if (const std::optional<Span> span = find_attribute(tag, name)) {
    return fmt::format("{}{}{}", xml.substr(0, span->begin), wanted, xml.substr(span->end));
  }
  const std::size_t at = tag.ends_with('/') ? end - 1 : end;
  return fmt::format("{}{}{}", xml.substr(0, at), wanted, xml.substr(at));
}

std::string with_content(std::string_view xml, std::string_view inserted) {
  const std::size_t at = xml.rfind("</");
  if (at == std::string_view::npos) return std::string(xml);
  return fmt::format("{}{}{}", xml.substr(0, at), inserted, xml.substr(at));
}

}  // namespace fakes::wire
