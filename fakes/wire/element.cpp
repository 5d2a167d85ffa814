// What is asked of an element that was read.
#include "fakes/wire/element.hpp"

namespace fakes::wire {

bool Element::is(std::string_view wanted_name, std::string_view wanted_ns) const {
  return name == wanted_name && ns == wanted_ns;
}

std::string_view Element::attribute(std::string_view attribute_name) const {
  for (const Attribute& a : attributes) {
    if (a.name == attribute_name) return a.value;
  }
  return {};
}

bool Element::has(std::string_view attribute_name) const {
  for (const Attribute& a : attributes) {
    if (a.name == attribute_name) return true;
  }
  return false;
}

const Element* Element::child(std::string_view child_name, std::string_view child_ns) const {
  for (const Element& c : children) {
    if (c.is(child_name, child_ns)) return &c;
  }
  return nullptr;
}

bool Element::declares(std::string_view namespace_name) const {
  for (const Attribute& a : attributes) {
    const bool declaration = a.name == "xmlns" || a.name.starts_with("xmlns:");
    if (declaration && a.value == namespace_name) return true;
  }
  return false;
}

std::string_view Element::trimmed_text() const {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string::npos) return {};
  const auto last = text.find_last_not_of(kSpace);
  return std::string_view(text).substr(first, last - first + 1);
}

std::string condition_of(const Element& error, std::string_view condition_ns) {
  for (const Element& c : error.children) {
    if (c.ns == condition_ns && c.name != "text") return c.name;
  }
  return {};
}

}  // namespace fakes::wire
