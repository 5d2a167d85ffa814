// Cuts the octets of one direction of a stream into its stream headers, first-level elements and
// closing tags, however they were fragmented. It only looks for where things end; tinyxml2 reads
// them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace harness::oracle {

class XmlSplitter {
 public:
  enum class Cut : std::uint8_t { None, Header, Element, Closing };

  void feed(std::string_view octets);
  /// The next whole part; Cut::None if more octets are needed.
  /// @param part  borrowed until the next feed() or reset()
  Cut next(std::string_view& part);
  /// Forgets everything: TLS begins, or another connection.
  void reset();

 private:
  enum class Tag : std::uint8_t { None, Start, End, Declaration, Comment, CharacterData };

  bool tag_ends(char octet);
  void tag_begins();
  Cut on_tag(std::string_view& part);
  Cut take(Cut cut, std::size_t begin, std::string_view& part);

  std::string buffer_;
  std::size_t position_ = 0;  // the next octet to look at
  std::size_t tag_start_ = 0;
  std::size_t element_start_ = 0;
  std::size_t depth_ = 0;  // of elements open inside the stream
  Tag tag_ = Tag::None;
  char quote_ = 0;
};

}  // namespace harness::oracle
