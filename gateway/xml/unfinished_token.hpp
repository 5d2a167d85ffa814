// Expat reads a tag again from its beginning whenever more octets of it come. Whoever sends a long
// tag in tiny pieces would buy much work for few octets; so octets wait until the tag can be whole.
#pragma once

#include <cstddef>
#include <string_view>

namespace gateway::xml {

/// The markup that stands unfinished at the end of what expat got. Indexes count the stream.
class UnfinishedToken {
 public:
  /// Expat has stopped at `end` with an unfinished token from `begin` on; equal: with none.
  /// @param piece  the last octets expat got: they end at `end`, and hold every octet of the token
  ///               that was not seen here before
  void observe(std::size_t begin, std::size_t end, std::string_view piece);

  bool is_open() const { return begin_ != end_; }

  /// Whether it is useless to hand `pending`, the octets behind `end`, to expat now.
  bool should_wait(std::string_view pending);

 private:
  void scan(std::string_view octets);
  void scan_tag(char c);

  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t scanned_ = 0;  // index up to which octets were looked at
  char first_ = 0;           // the octet behind '<'
  char previous_ = 0;
  char quote_ = 0;       // inside an attribute value: its delimiter
  bool closed_ = false;  // what ends it, or makes expat refuse it, was seen
};

}  // namespace gateway::xml
