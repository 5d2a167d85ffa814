// An XML element as a value, with namespaces resolved.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gateway::xml {

struct Attribute {
  std::string ns;  // empty: none
  std::string name;
  std::string value;
  friend bool operator==(const Attribute&, const Attribute&) = default;
};

struct Element {
  using Node = std::variant<std::string, Element>;  // character data, or a child

  std::string ns;
  std::string name;
  std::vector<Attribute> attributes;
  std::vector<Node> children;

  Element() = default;
  Element(std::string_view element_ns, std::string_view element_name)
      : ns(element_ns), name(element_name) {}

  bool is(std::string_view wanted_ns, std::string_view wanted_name) const {
    return name == wanted_name && ns == wanted_ns;
  }
  /// The attribute without a namespace.
  std::optional<std::string_view> attribute(std::string_view wanted) const;
  std::string_view attribute_or(std::string_view wanted, std::string_view otherwise) const;
  const Element* child(std::string_view wanted_ns, std::string_view wanted_name) const;
  const Element* first_child() const;
  /// All character data directly inside, joined.
  std::string text() const;

  Element& set(std::string_view attribute_name, std::string_view value);  // replaces or adds
  Element& add(Element child);                                           // returns the child
  Element& add_text(std::string_view text);                              // returns *this

  friend bool operator==(const Element&, const Element&) = default;
};

}  // namespace gateway::xml
