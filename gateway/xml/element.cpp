// Looking into elements and building them.
#include "gateway/xml/element.hpp"

#include <utility>

namespace gateway::xml {

std::optional<std::string_view> Element::attribute(std::string_view wanted) const {
  for (const Attribute& candidate : attributes) {
    if (candidate.ns.empty() && candidate.name == wanted) return candidate.value;
  }
  return {};
}

std::string_view Element::attribute_or(std::string_view wanted, std::string_view otherwise) const {
  return attribute(wanted).value_or(otherwise);
}

const Element* Element::child(std::string_view wanted_ns, std::string_view wanted_name) const {
  for (const Node& node : children) {
    const Element* element = std::get_if<Element>(&node);
    if (element != nullptr && element->is(wanted_ns, wanted_name)) return element;
  }
  return nullptr;
}

const Element* Element::first_child() const {
  for (const Node& node : children) {
    if (const Element* element = std::get_if<Element>(&node)) return element;
  }
  return nullptr;
}

std::string Element::text() const {
  std::string joined;
  for (const Node& node : children) {
    if (const std::string* piece = std::get_if<std::string>(&node)) joined += *piece;
  }
  return joined;
}

Element& Element::set(std::string_view attribute_name, std::string_view value) {
  for (Attribute& candidate : attributes) {
    if (!candidate.ns.empty() || candidate.name != attribute_name) continue;
    candidate.value = value;
    return *this;
  }
  attributes.push_back({{}, std::string(attribute_name), std::string(value)});
  return *this;
}

Element& Element::add(Element child) {
  return std::get<Element>(children.emplace_back(std::move(child)));
}

Element& Element::add_text(std::string_view text) {
  if (text.empty()) return *this;
  // One run of character data is one node, as the reader delivers it.
  if (!children.empty()) {
    if (std::string* last = std::get_if<std::string>(&children.back())) {
      *last += text;
      return *this;
    }
  }
  children.emplace_back(std::string(text));
  return *this;
}

}  // namespace gateway::xml
