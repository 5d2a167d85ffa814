// Prefixes are resolved from the element upwards, and then in what stands around it.
#include "harness/oracle/xml_names.hpp"

#include <algorithm>

namespace harness::oracle {
namespace {

using tinyxml2::XMLAttribute;
using tinyxml2::XMLElement;

constexpr std::string_view kXml = "http://www.w3.org/XML/1998/namespace";

struct QualifiedName {
  std::string_view prefix, local;
};

QualifiedName split_name(std::string_view name) {
  const auto colon = name.find(':');
  if (colon == std::string_view::npos) return {{}, name};
  return {name.substr(0, colon), name.substr(colon + 1)};
}

std::string_view namespace_of_prefix(std::string_view wanted, const XMLElement& element,
                                     const Declarations& outer) {
  if (wanted == "xml") return kXml;
  for (const XMLElement* at = &element; at != nullptr;
       at = at->Parent() != nullptr ? at->Parent()->ToElement() : nullptr) {
    for (const XMLAttribute* attribute = at->FirstAttribute(); attribute != nullptr;
         attribute = attribute->Next()) {
      std::string_view prefix;
      if (declares(*attribute, prefix) && prefix == wanted) return attribute->Value();
    }
  }
  for (const auto& [prefix, name] : outer) {
    if (prefix == wanted) return name;
  }
  return {};
}

// Literal white space in a value is a blank to every XML processor (XML 1.0, 3.3.3).
std::string normalized(std::string_view value) {
  std::string text(value);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
  return text;
}

std::string attributes_of(const XMLElement& element, const Declarations& outer) {
  std::vector<std::string> found;
  for (const XMLAttribute* at = element.FirstAttribute(); at != nullptr; at = at->Next()) {
    std::string_view declared;
    if (declares(*at, declared)) continue;
    const auto [prefix, local] = split_name(at->Name());
    std::string name(local);
    if (!prefix.empty()) {
      name = "{" + std::string(namespace_of_prefix(prefix, element, outer)) + "}" + name;
    }
    found.push_back(" " + name + "=\"" + normalized(at->Value()) + "\"");
  }
  std::sort(found.begin(), found.end());
  std::string text;
  for (const std::string& attribute : found) text += attribute;
  return text;
}

}  // namespace

const Declarations& server_declarations() {
  static const Declarations kServer{{"", "jabber:server"}};
  return kServer;
}

std::string_view local_name(const XMLElement& element) { return split_name(element.Name()).local; }

bool declares(const XMLAttribute& attribute, std::string_view& prefix) {
  const std::string_view name = attribute.Name();
  if (!name.starts_with("xmlns")) return false;
  if (name.size() > 5 && name[5] != ':') return false;
  prefix = name.size() > 6 ? name.substr(6) : std::string_view();
  return true;
}

std::string_view namespace_of(const XMLElement& element, const Declarations& outer) {
  return namespace_of_prefix(split_name(element.Name()).prefix, element, outer);
}

std::string canonical_xml(const XMLElement& element, const Declarations& outer) {
  std::string text = "<{" + std::string(namespace_of(element, outer)) + "}";
  text.append(local_name(element)).append(attributes_of(element, outer)).append(">");
  for (const auto* node = element.FirstChild(); node != nullptr; node = node->NextSibling()) {
    if (const auto* child = node->ToElement()) text += canonical_xml(*child, outer);
    // What is read is no markup any more: "<" in it cannot be taken for a child.
    if (const auto* characters = node->ToText()) {
      for (const char c : std::string_view(characters->Value())) {
        text += c == '<'   ? std::string("&lt;")
                : c == '&' ? std::string("&amp;")
                           : std::string(1, c);
      }
    }
  }
  return text + "</>";
}

}  // namespace harness::oracle
