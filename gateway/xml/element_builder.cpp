// Limits first, memory second.
#include "gateway/xml/element_builder.hpp"

#include <utility>

namespace gateway::xml {

ResolvedName::ResolvedName(std::string_view from_expat) : local(from_expat) {
  const std::size_t first = from_expat.find(kNameSeparator);
  if (first == std::string_view::npos) return;
  ns = from_expat.substr(0, first);
  local = from_expat.substr(first + 1);
  const std::size_t second = local.find(kNameSeparator);
  if (second == std::string_view::npos) return;
  prefix = local.substr(second + 1);
  local = local.substr(0, second);
}

bool Vocabulary::add(const ResolvedName& name) {
  std::string key(name.prefix);
  key += ':';
  key += name.local;
  if (known_.contains(key)) return true;
  if (key.size() > bytes_max_ - bytes_) return false;
  bytes_ += key.size();
  known_.insert(std::move(key));
  return true;
}

std::optional<std::string> broken_limit(const StartTag& tag, const ReaderLimits& limits,
                                        Vocabulary& vocabulary) {
  const auto check_name = [&](const ResolvedName& name) -> std::optional<std::string> {
    if (name.qualified_bytes() > limits.name_bytes_max) return "a name is too long";
    if (!vocabulary.add(name)) return "too many different names on one stream";
    return {};
  };
  if (auto broken = check_name(ResolvedName(tag.name))) return broken;
  std::size_t count = tag.declarations;
  for (const char** attribute = tag.attributes; *attribute != nullptr; attribute += 2) {
    if (++count > limits.attributes_max) break;
    if (auto broken = check_name(ResolvedName(attribute[0]))) return broken;
    if (std::string_view(attribute[1]).size() > limits.attribute_bytes_max) {
      return "the value of an attribute is too long";
    }
  }
  if (count > limits.attributes_max) return "an element has too many attributes";
  return {};
}

std::vector<Attribute> attributes_of(const StartTag& tag) {
  std::vector<Attribute> attributes;
  for (const char** attribute = tag.attributes; *attribute != nullptr; attribute += 2) {
    const ResolvedName name(attribute[0]);
    attributes.push_back({std::string(name.ns), std::string(name.local), attribute[1]});
  }
  return attributes;
}

std::optional<std::string> ElementBuilder::start(const StartTag& tag) {
  if (depth() >= limits_.depth_max) return "elements are nested too deep";
  if (depth() == 0) elements_ = 0;
  if (depth() > 0 && ++elements_ > limits_.children_max) return "too many elements in one stanza";
  const ResolvedName name(tag.name);
  Element element(name.ns, name.local);
  element.attributes = attributes_of(tag);
  if (depth() == 0) {
    child_ = std::move(element);
    open_.push_back(&child_);
  } else {
    open_.push_back(&open_.back()->add(std::move(element)));
  }
  return {};
}

std::optional<Element> ElementBuilder::end() {
  open_.pop_back();
  if (!open_.empty()) return {};
  return std::exchange(child_, {});
}

}  // namespace gateway::xml
