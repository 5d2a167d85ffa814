// Writes JSON as it comes, without a tree in memory: the record of a matrix has 20,736 results.
// Source: RFC 8259. Text that is not UTF-8 (fakes may send any octets) appears as "\xNN".
#pragma once

#include <concepts>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace reports {

/// Well-formed UTF-8 stays; each octet that is not part of it becomes the four characters \xNN.
std::string readable_utf8(std::string_view octets);

class JsonWriter {
 public:
  enum class Layout : std::uint8_t { Compact, Lines };

  /// @param layout  Lines: a line a member down to the second level, compact below it
  explicit JsonWriter(std::ostream& out, Layout layout = Layout::Compact)
      : out_(out), layout_(layout) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  void key(std::string_view name);
  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }
  void value(bool truth);
  void null();
  template <std::integral Number>
  requires(!std::same_as<Number, bool>) void value(Number number) {
    separate();
    out_ << +number;
  }

  template <class Value>
  void member(std::string_view name, const Value& content) {
    key(name);
    value(content);
  }

 private:
  void separate();
  void open(char bracket);
  void close(char bracket);
  void new_line();
  void write_string(std::string_view text);

  std::ostream& out_;
  Layout layout_;
  std::vector<bool> has_members_;  // one for each open bracket
  bool after_key_ = false;
};

}  // namespace reports
