// XML for server streams, with the prefixes every XMPP server knows (RFC 6120 4.8).
#include "gateway/xml/writer.hpp"

#include <cstddef>
#include <utility>
#include <variant>
#include <vector>

#include "gateway/xml/utf8.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway::xml {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

/// Where the text stands: attribute values must keep their line ends from being normalized.
enum class Place { Text, AttributeValue };

/// The bindings in force where an element stands.
struct Scope {
  std::string_view default_ns = ns::kServer;
  bool dialback_bound = true;
  bool streams_bound = true;
};

void escape_ascii(char c, Place place, std::string& out) {
  switch (c) {
    case '&':
      out += "&amp;";
      return;
    case '<':
      out += "&lt;";
      return;
    case '>':
      out += "&gt;";
      return;
    case '"':
      out += "&quot;";
      return;
    case '\'':
      out += "&apos;";
      return;
    case '\r':
      out += "&#xD;";  // a bare one would be read as a line feed
      return;
    case '\t':
      out += place == Place::Text ? "\t" : "&#x9;";
      return;
    case '\n':
      out += place == Place::Text ? "\n" : "&#xA;";
      return;
    default:
      break;
  }
  if (static_cast<unsigned char>(c) < 0x20) {
    out += kReplacement;
  } else {
    out += c;
  }
}

/// XML 1.0 2.2: the two characters above the surrogates that are none.
bool is_forbidden(std::string_view character) {
  return character == "\xef\xbf\xbe" || character == "\xef\xbf\xbf";
}

void escape_into(std::string_view text, Place place, std::string& out) {
  while (!text.empty()) {
    const std::size_t length = utf8_character_length(text);
    if (length == 1) {
      escape_ascii(text.front(), place, out);
    } else if (length == 0 || is_forbidden(text.substr(0, length))) {
      out += kReplacement;
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
}

void write_attribute(std::string_view name, std::string_view value, std::string& out) {
  out += ' ';
  out += name;
  out += "='";
  escape_into(value, Place::AttributeValue, out);
  out += '\'';
}

class ElementWriter {
 public:
  explicit ElementWriter(std::string& out) : out_(out) {}
  void write(const Element& element, Scope scope);

 private:
  std::string start_name(const Element& element, Scope& scope);
  void write_foreign(const Attribute& attribute);
  void write_attributes(const Element& element, Scope& scope);

  std::string& out_;
  std::size_t made_up_prefixes_ = 0;
};

/// Opens the tag, declaring what the name needs. @return the qualified name
std::string ElementWriter::start_name(const Element& element, Scope& scope) {
  if (element.ns == ns::kStreams) {
    out_ += "<stream:" + element.name;
    if (!std::exchange(scope.streams_bound, true)) {
      write_attribute("xmlns:stream", ns::kStreams, out_);
    }
    return "stream:" + element.name;
  }
  if (element.ns == ns::kDialback) {
    out_ += "<db:" + element.name;
    if (!std::exchange(scope.dialback_bound, true)) {
      write_attribute("xmlns:db", ns::kDialback, out_);
    }
    return "db:" + element.name;
  }
  out_ += "<" + element.name;
  if (element.ns != scope.default_ns) {
    scope.default_ns = element.ns;
    write_attribute("xmlns", element.ns, out_);
  }
  return element.name;
}

/// An attribute of a namespace of its own gets a prefix that nothing else has.
void ElementWriter::write_foreign(const Attribute& attribute) {
  const std::string prefix = "ns" + std::to_string(++made_up_prefixes_);
  write_attribute("xmlns:" + prefix, attribute.ns, out_);
  write_attribute(prefix + ":" + attribute.name, attribute.value, out_);
}

void ElementWriter::write_attributes(const Element& element, Scope& scope) {
  for (const Attribute& attribute : element.attributes) {
    if (attribute.ns.empty()) {
      write_attribute(attribute.name, attribute.value, out_);
    } else if (attribute.ns == ns::kXml) {
      write_attribute("xml:" + attribute.name, attribute.value, out_);
    } else if (attribute.ns == ns::kStreams && scope.streams_bound) {
      write_attribute("stream:" + attribute.name, attribute.value, out_);
    } else if (attribute.ns == ns::kDialback && scope.dialback_bound) {
      write_attribute("db:" + attribute.name, attribute.value, out_);
    } else {
      write_foreign(attribute);
    }
  }
}

void ElementWriter::write(const Element& element, Scope scope) {
  const std::string name = start_name(element, scope);
  write_attributes(element, scope);
  if (element.children.empty()) {
    out_ += "/>";
    return;
  }
  out_ += '>';
  for (const Element::Node& node : element.children) {
    if (const auto* text = std::get_if<std::string>(&node)) {
      escape_into(*text, Place::Text, out_);
    } else {
      write(std::get<Element>(node), scope);
    }
  }
  out_ += "</" + name + ">";
}

}  // namespace

std::string write(const Element& element, const WriterContext& context) {
  std::string out;
  const Scope on_a_stream{ns::kServer, context.dialback_declared, true};
  ElementWriter(out).write(element, context.stands_alone ? Scope{{}, false, false} : on_a_stream);
  return out;
}

std::string escape(std::string_view text) {
  std::string out;
  escape_into(text, Place::AttributeValue, out);
  return out;
}

}  // namespace gateway::xml
