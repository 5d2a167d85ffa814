// Reads one direction of an XML stream (RFC 6120 4) as octets come in: the header, then first-level
// children, then the closing tag. The fakes' own; shares no line with the gateway's.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "fakes/wire/element.hpp"
#include "fakes/wire/parse.hpp"

namespace fakes::wire {

/// What is not read yet may not grow beyond this.
inline constexpr std::size_t kMaxUnreadBytes = 1024 * 1024;

struct HeaderRead {
  Element header;
};
struct ChildRead {
  Element child;
};
struct ClosingTagRead {};
/// Not XML, or too much of it. Nothing is read after it.
struct ReadFailed {
  std::string reason;
};
using Item = std::variant<HeaderRead, ChildRead, ClosingTagRead, ReadFailed>;

class Reader {
 public:
  void feed(std::string_view octets);
  /// The next complete item, or nothing until more is fed. One at a time, because what follows
  /// <starttls/> and <proceed/> is no XML any more.
  std::optional<Item> next();
  /// Forgets everything: a new stream begins (RFC 6120 5.4.3.3, 6.4.6).
  /// @return how many octets were not read yet
  std::size_t restart();

 private:
  std::optional<Item> on_markup_end();
  std::optional<Item> on_opening_tag(std::string_view tag, bool empty);
  std::optional<Item> on_child_end();
  Item fail(std::string reason);
  bool ends_markup(char last);
  void drop_read(std::size_t octets);

  std::string unread_;            // from the current child, tag or text on
  std::size_t scanned_ = 0;       // how far into `unread_` we looked
  std::size_t markup_start_ = 0;  // of the "<" we are in
  std::size_t child_start_ = 0;
  bool in_markup_ = false;
  char quote_ = 0;    // inside an attribute value
  int brackets_ = 0;  // inside a DOCTYPE's internal subset
  int depth_ = 0;
  bool over_ = false;
  Namespaces header_namespaces_;
};

}  // namespace fakes::wire
