// Puts one first-level child together from expat's callbacks, within the reader's limits.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/xml/element.hpp"
#include "gateway/xml/stream_reader.hpp"

namespace gateway::xml {

/// Between the parts of a name that expat hands over. No namespace name can hold it: expat refuses
/// those that do.
inline constexpr char kNameSeparator = '\n';

/// A name as expat hands it over: "namespace\nlocal\nprefix", "namespace\nlocal" or "local".
struct ResolvedName {
  explicit ResolvedName(std::string_view from_expat);

  std::string_view ns;
  std::string_view local;
  std::string_view prefix;

  std::size_t qualified_bytes() const {
    return prefix.empty() ? local.size() : prefix.size() + 1 + local.size();
  }
};

/// The different names a stream has used; what expat keeps is bounded by bounding these.
class Vocabulary {
 public:
  explicit Vocabulary(std::size_t bytes_max) : bytes_max_(bytes_max) {}
  /// @return whether the name is known, or there is still room for it
  bool add(const ResolvedName& name);

 private:
  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  std::set<std::string, std::less<>> known_;
};

/// A start tag: the callback's arguments and the namespace declarations announced before it.
struct StartTag {
  const char* name = nullptr;
  const char** attributes = nullptr;  // name, value, ..., nullptr
  std::size_t declarations = 0;
};

/// @return which limit the tag breaks, in words for the log
std::optional<std::string> broken_limit(const StartTag& tag, const ReaderLimits& limits,
                                        Vocabulary& vocabulary);

std::vector<Attribute> attributes_of(const StartTag& tag);

class ElementBuilder {
 public:
  explicit ElementBuilder(const ReaderLimits& limits) : limits_(limits) {}

  /// How many elements are open; 0: between first-level children.
  std::size_t depth() const { return open_.size(); }

  /// @return which limit is broken, in words for the log
  std::optional<std::string> start(const StartTag& tag);
  void text(std::string_view text) { open_.back()->add_text(text); }
  /// @return the first-level child, if it is the one that ends
  std::optional<Element> end();

 private:
  ReaderLimits limits_;
  Element child_;
  // An open element is the last node of its parent, which grows only after it has ended: the
  // pointers stay good.
  std::vector<Element*> open_;
  std::size_t elements_ = 0;
};

}  // namespace gateway::xml
