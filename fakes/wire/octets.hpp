// Reading of binary structures with lengths (RFC 8446 3): past the end everything is empty or zero,
// and broken() tells.
#pragma once

#include <cstdint>
#include <string_view>

namespace fakes::wire {

class Octets {
 public:
  explicit Octets(std::string_view octets) : rest_(octets) {}

  bool empty() const { return rest_.empty(); }
  bool broken() const { return broken_; }

  /// A number of so many octets, the most significant one first.
  std::uint32_t number(std::size_t size) {
    std::uint32_t value = 0;
    for (const char c : take(size)) value = (value << 8U) | static_cast<std::uint8_t>(c);
    return value;
  }
  std::uint16_t number16() { return static_cast<std::uint16_t>(number(2)); }

  std::string_view take(std::size_t size) {
    if (size > rest_.size()) {
      broken_ = true;
      rest_ = {};
      return {};
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  /// What stands behind its own length, which has so many octets.
  Octets vector(std::size_t length_size) {
    const std::size_t length = number(length_size);
    return Octets(take(length));
  }
  std::string_view text() const { return rest_; }

 private:
  std::string_view rest_;
  bool broken_ = false;
};

}  // namespace fakes::wire
